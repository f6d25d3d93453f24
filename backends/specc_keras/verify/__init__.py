"""Runs generated programs in Keras, in a process of its own: the only part that imports keras."""
