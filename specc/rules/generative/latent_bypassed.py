"""The rule `latent-bypassed`."""

from collections.abc import Iterator

from specc.diagnostics import Diagnostic, Label, Severity
from specc.ir.graph import Graph, Node
from specc.prove.latent import SAMPLER, reached, samplers
from specc.prove.trained import Trained, trained
from specc.rule import Rule, Subject


class LatentBypassed(Rule):
    """The decoder of a VAE sees the input around the code.

    What it does:
        Finds trainings with `vae` in which a way leads from the input that is to be given back to
        the output without passing a sample: a skip from encoder to decoder, or a decoder that reads
        the mean as well. Other inputs, such as a label, may go around.

    Why is this bad?
        The code has a price, the Kullback-Leibler term, and the way around has none. Training sends
        everything around and lets the code become noise. And without an input there is nothing to
        generate from.

    Example:
        x = [z, h] -> Concat

    Use instead:
        x = z -> Dense(32, activation=tanh)

    References:
        Kingma and Welling 2013, "Auto-Encoding Variational Bayes" (arXiv 1312.6114), section 2.1:
        the data depend on the code alone. Codes that are ignored: Dieng, Kim, Rush and Blei 2019,
        "Avoiding Latent Variable Collapse With Generative Skip Models" (arXiv 1807.04863), whose
        skips start at the code.
    """

    severity = Severity.WARNING
    needs = ("train", "vae", "SampleNormal")
    bad = """\
data digits {
    source = sklearn(digits)
    scale  = divide(16)
}

model Digits {
    input image: [8, 8, 1]
    h = Flatten -> Dense(32, activation=tanh)
    mean = h -> Dense(4)
    log_var = h -> Dense(4)
    z = [mean, log_var] -> SampleNormal
    x = [z, h] -> Concat
    output copy = x -> Dense(64, activation=sigmoid) -> Reshape([8, 8, 1])
}

train {
    objective = vae(mean=mean, log_var=log_var)
    loss      = binary_cross_entropy
}
"""
    message = "`copy` sees the input `image` around the samples: the code is not needed"
    good = """\
data digits {
    source = sklearn(digits)
    scale  = divide(16)
}

model Digits {
    input image: [8, 8, 1]
    h = Flatten -> Dense(32, activation=tanh)
    mean = h -> Dense(4)
    log_var = h -> Dense(4)
    z = [mean, log_var] -> SampleNormal
    x = z -> Dense(32, activation=tanh)
    output copy = x -> Dense(64, activation=sigmoid) -> Reshape([8, 8, 1])
}

train {
    objective = vae(mean=mean, log_var=log_var)
    loss      = binary_cross_entropy
}
"""

    def check(self, subject: Subject) -> Iterator[Diagnostic]:
        """Reconstructions that depend on samples and on the input besides."""
        for one in subject.once(trained):
            graph = one.facts.graph
            copy = one.plan.objective.word == "vae" and len(one.plan.losses) == 1
            if not copy or not samplers(graph):
                continue
            given = next(iter(graph.root.inputs), -1)
            around = list(reached(graph, one.value.id, through_samples=False))
            drawn = any(node.layer.word == SAMPLER for node in around)
            reads = (node for node in around if node.layer.word != SAMPLER)
            if drawn and any(given in node.inputs and not node.layer.source for node in reads):
                yield self._finding(one, _joint(graph, around))

    def _finding(self, one: Trained, joint: Node | None) -> Diagnostic:
        source = one.plan.place.source
        name = next(iter(one.facts.graph.inputs))
        label = Label(source, one.plan.span("objective"), "trained as a VAE")
        return self.at(
            one.at(joint),
            f"`{one.name}` sees the input `{name}` around the samples: the code is not needed",
            related=(label,),
            help="let the decoder read the samples alone; what else it is to know is another input",
        )


def _joint(graph: Graph, around: list[Node]) -> Node | None:
    """The first layer that reads both what comes from samples and what goes around them."""
    sampled = {value for node in around if node.layer.word == SAMPLER for value in node.outputs}
    for node in sorted(around):
        if node.layer.word == SAMPLER:
            continue
        if any(value in sampled for value in node.inputs):
            if not all(value in sampled for value in node.inputs):
                return node
            sampled.update(node.outputs)
    return None
