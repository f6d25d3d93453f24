"""Text to tree: lexing, parsing, syntax errors in words."""
