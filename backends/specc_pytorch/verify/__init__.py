"""Runs generated programs in PyTorch, in a process of its own: the only part that imports torch."""
