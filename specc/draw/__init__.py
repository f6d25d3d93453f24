"""Diagrams: a graph becomes a scene of boxes, and a scene becomes DOT, Mermaid or SVG text."""
