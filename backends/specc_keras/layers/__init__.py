"""How each layer is written in Keras, one file a family."""
