"""How signal and gradient pass through a network at initialisation, worked out from its spec.

Mean-field theory: weights are random, so that sums over many of them are normal, and what can be
said of a tensor is said by a few mean products of its elements (Poole et al. 2016, arXiv
1606.05340; Schoenholz et al. 2017, arXiv 1611.01232). `walk.flow` follows them through a graph,
forward and back; what each layer does to them stands at the layer, in the words of `path.Path`.
"""
