"""The rule `latent-sizes-differ`."""

from specc.diagnostics import Severity
from specc.rule import Rule


class LatentSizesDiffer(Rule):
    """Mean and variance of a latent space have different sizes.

    What it does:
        Holds the tensors that `vae(mean=..., log_var=...)` names against each other.

    Why is this bad?
        Each latent number is drawn from a normal distribution of its own, with one mean and one
        variance. The Kullback-Leibler term sums over both together.

    Example:
        objective = vae(mean=mean, log_var=h)

    Use instead:
        objective = vae(mean=mean, log_var=log_var)

    References:
        Kingma and Welling 2013, "Auto-Encoding Variational Bayes" (arXiv 1312.6114), appendix B.
    """

    severity = Severity.ERROR
    built_in = True
    bad = """\
model Vae {
    input image: [64]
    h = Dense(32, activation=tanh)
    mean = h -> Dense(4)
    log_var = h -> Dense(4)
    [mean, log_var] -> SampleNormal
    output copy = Dense(64)
}

train {
    objective = vae(mean=mean, log_var=h)
    loss      = mse
}
"""
    message = "`mean` of the latent space is [4] and `log_var` is [32]: they must be alike"
    good = """\
model Vae {
    input image: [64]
    h = Dense(32, activation=tanh)
    mean = h -> Dense(4)
    log_var = h -> Dense(4)
    [mean, log_var] -> SampleNormal
    output copy = Dense(64)
}

train {
    objective = vae(mean=mean, log_var=log_var)
    loss      = mse
}
"""
