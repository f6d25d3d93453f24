"""Activations in Keras: a word where Keras has it, else a small expression."""

from specc.layer import Activation
from specc_keras.spelling import Part, Site, spelling_of

WORDS = {
    "ReLU": "relu",
    "ReLU6": "relu6",
    "SELU": "selu",
    "SiLU": "silu",
    "Mish": "mish",
    "Sigmoid": "sigmoid",
    "HardSigmoid": "hard_sigmoid",
    "HardSwish": "hard_silu",
    "Tanh": "tanh",
    "Softplus": "softplus",
    "Softsign": "softsign",
}
"""Elementwise activations that Keras knows by a word with exactly the same meaning."""


def activation_word(activation: Activation | None) -> str | None:
    """Keras' word for an activation, for `activation=`; None where it has none."""
    if activation is None:
        return None
    name = activation.word
    if name in ("Softmax", "LogSoftmax") and activation.axis == -1:  # type: ignore[attr-defined]
        return "softmax" if name == "Softmax" else "log_softmax"
    return WORDS.get(name)


def activated(activation: Activation | None, site: Site, *, words: bool = False) -> list[Part]:
    """The parts behind a layer for an activation that its `activation=` cannot say.

    With `words` also for those that a word says: behind a layer that takes none.
    """
    if activation is None or (not words and activation_word(activation) is not None):
        return []
    spelling = spelling_of(type(activation))
    assert spelling is not None, type(activation).__name__
    return spelling(site._replace(node=site.node._replace(layer=activation), inputs=site.outputs))
