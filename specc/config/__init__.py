"""Configuration: `[tool.specc]` in a `pyproject.toml`, or a whole `specc.toml`."""
