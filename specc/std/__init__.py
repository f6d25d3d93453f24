"""The library that comes with specc, written in its own language: `import X from std.<file>`."""
