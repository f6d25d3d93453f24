"""Initialisers in PyTorch: small functions that the generated model carries and wraps layers in."""

from specc.emit.expression import Call, Code, Expr, Lit, call
from specc.emit.render import flat
from specc.initialiser import (
    Constant,
    GlorotUniform,
    IdentityMatrix,
    Initialiser,
    Normal,
    Ones,
    Orthogonal,
    TruncatedNormal,
    Uniform,
    VarianceScaling,
    Zeros,
)
from specc.layer import Layer, Weight, Weighted
from specc.layers.convolution import DepthwiseConvolution

KERNELS = ("kernel", "depthwise", "pointwise", "embedding")
"""Weights that a module holds as `weight`."""


def started(layer: Weighted, make: Expr, weights: tuple[Weight, ...]) -> Expr:
    """The module with its kernel and bias started, and marked for penalties and freezing."""
    kernel = next((w for w in weights if w.name in KERNELS), None)
    bias = next((w for w in weights if w.name == "bias"), None)
    if kernel is not None:
        make = kernel_start(kernel.init, make, depthwise=_is_depthwise(layer, kernel))
    if bias is not None and not isinstance(bias.init, Zeros):
        if isinstance(bias.init, (Ones, Constant)):
            make = call("start_bias", make, value_of(bias.init))
        make = vector_start(bias.init, make, "bias")
    penalties = {n: getattr(layer, n) for n in ("l1", "l2", "max_norm") if getattr(layer, n)}
    if penalties and layer.trainable:
        make = call("regularized", make, **penalties)
    if not layer.trainable:
        make = call("frozen", make)
    return make


def _is_depthwise(layer: Layer, kernel: Weight) -> bool:
    return isinstance(layer, DepthwiseConvolution) or kernel.name == "depthwise"


def kernel_start(init: Initialiser, make: Expr, *, depthwise: bool = False) -> Call:
    """The module with its kernel started."""
    if isinstance(init, GlorotUniform) and _grouped(make):
        return call("glorot_uniform_in_groups", make)
    if isinstance(init, (VarianceScaling, IdentityMatrix)):
        return call(init.word, make)
    if isinstance(init, Orthogonal):
        name = "orthogonal_depthwise" if depthwise else "orthogonal"
        return call(name, make) if init.gain == 1.0 else call(name, make, init.gain)
    if isinstance(init, Normal):
        return call("normal", make, std=init.std)
    if isinstance(init, TruncatedNormal):
        return call("truncated_normal", make, std=init.std)
    if isinstance(init, Uniform):
        return call("uniform", make, limit=init.limit)
    return call("constant", make, value_of(init))


def vector_start(init: Initialiser, make: Expr, name: str) -> Expr:
    """The module with the vector of that name drawn; as it is where all start with one value."""
    if isinstance(init, Normal):
        return call("normal_vector", make, name, std=init.std)
    if isinstance(init, TruncatedNormal):
        return call("truncated_normal_vector", make, name, std=init.std)
    if isinstance(init, Uniform):
        return call("uniform_vector", make, name, limit=init.limit)
    return make


def _grouped(make: Expr) -> bool:
    """Whether the module's channels are in groups, of which `nn.init` knows nothing."""
    return isinstance(make, Call) and any(
        a.name == "groups" and a.value != Lit(1) for a in make.named
    )


def value_of(init: Initialiser, drawn: float = 0.0) -> float:
    """The one value that all elements start with, or another where they are drawn."""
    if isinstance(init, Constant):
        return init.value
    return {Zeros: 0.0, Ones: 1.0}.get(type(init), drawn)


def started_by(init: Initialiser) -> Expr:
    """An initialiser as a function of the module whose kernel it starts."""
    return as_function(kernel_start(init, Code("layer")), "layer")


def as_function(applied: Expr, variable: str) -> Expr:
    """The function that is applied to a variable: its name where it has one."""
    text = flat(applied)
    name = text.removesuffix(f"({variable})")
    return Code(name if name.replace(".", "").isidentifier() else f"lambda {variable}: {text}")
