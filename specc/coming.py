"""Layers of the language that this version cannot build yet; using one is an error that says so."""

COMING = {
    "recurrent": ("RNN", "LSTM", "GRU"),
    "attention": ("MultiHeadAttention", "AdditiveAttention"),
    "text": ("Embedding", "PositionEmbedding", "SinusoidalPositions"),
    "resizing": ("Upsample", "Resize", "ZeroPad", "Crop", "PixelShuffle"),
    "shape": ("Squeeze", "ExpandDims", "RepeatVector", "Slice", "Take", "Pad"),
    "merging": ("Minimum", "Stack", "MatMul"),
    "reduction": ("Mean", "Sum", "Max", "Norm"),
    "normalisation": ("RMSNorm", "InstanceNorm"),
    "regularising": ("AlphaDropout", "DropPath", "GaussianDropout"),
    "generative": ("SampleNormal", "Learned", "Noise"),
    "other": ("Pretrained",),
}

FAMILY = {layer: family for family, layers in COMING.items() for layer in layers}
