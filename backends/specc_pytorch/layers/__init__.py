"""How each layer is written in PyTorch, one file a family."""
