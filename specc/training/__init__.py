"""What `data`, `train` and `sweep` may say, as declarations, and the plans that come of it."""
