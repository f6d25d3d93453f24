"""The rule `generator-output-mismatch`."""

from specc.diagnostics import Severity
from specc.rule import Rule


class GeneratorOutputMismatch(Rule):
    """The generator makes something that the discriminator cannot take.

    What it does:
        Holds the output of the generator of a `gan` against the first input of its discriminator.

    Why is this bad?
        The discriminator sees real and made examples in turn: they must have the same sizes.

    Example:
        output image = Dense(49, activation=tanh)

    Use instead:
        output image = Dense(64, activation=tanh)

    References:
        Goodfellow et al. 2014, "Generative Adversarial Networks" (arXiv 1406.2661), section 3.
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Generator {
    input z: [16]
    Dense(32, activation=leaky_relu)
    output image = Dense(49, activation=tanh)
}

model Discriminator {
    input image: [64]
    Dense(32, activation=leaky_relu)
    output real = Dense(1, activation=sigmoid)
}

train {
    objective = gan(generator=Generator, discriminator=Discriminator)
}
"""
    message = "the generator `Generator` makes [49], the discriminator `Discriminator` takes [64]"
    good = """\
model Generator {
    input z: [16]
    Dense(32, activation=leaky_relu)
    output image = Dense(64, activation=tanh)
}

model Discriminator {
    input image: [64]
    Dense(32, activation=leaky_relu)
    output real = Dense(1, activation=sigmoid)
}

train {
    objective = gan(generator=Generator, discriminator=Discriminator)
}
"""
