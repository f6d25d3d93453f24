"""What each model of the zoo must hold, said a second time in PyTorch's own modules."""
