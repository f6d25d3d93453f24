"""How the settings of a `train` section are written in Keras."""
