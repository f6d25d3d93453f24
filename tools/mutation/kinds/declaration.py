"""Faults in what is declared and given: settings, names, inputs, suppressions."""

from collections.abc import Iterator

from specc.edit import name_of
from specc.layer import Layer
from specc.setting import REQUIRED
from specc.source import Span
from specc.syntax import ast
from tools.mutation.draft import named, settings
from tools.mutation.kind import Planting, kind
from tools.mutation.seed import Seed
from tools.mutation.word import names, nodes, tensors

SIZED = ("Dense", "Conv1D", "Conv2D", "ConvTranspose2D", "LSTM", "GRU")


@kind("missing-setting")
def required_setting_left_out(seed: Seed) -> Iterator[Planting]:
    """A layer or a block without its settings, one of which has no default."""
    required = {
        word
        for word, layer in Layer.known.items()
        if any(one.default is REQUIRED for one in layer.settings.values())
    }
    for block in seed.blocks("block"):
        if any(one.default is None for one in block.parameters):
            required.add(block.name.text)
    for use in seed.layers(*required):
        if isinstance(use, ast.Call):
            yield seed.replace(Span(use.name.span.end, use.span.end), "")


@kind("duplicate-setting")
def setting_given_twice(seed: Seed) -> Iterator[Planting]:
    """A setting that is given by name, given once more."""
    for use in seed.layers():
        for _, one in named(use):
            yield seed.insert(settings(use)[-1].span.end, f", {seed.cut(one.span)}")


@kind("unknown-setting")
def setting_too_many(seed: Seed) -> Iterator[Planting]:
    """A setting without a name more than a layer takes."""
    for use in seed.layers(*Layer.known):
        most = sum(one.positional for one in Layer.known[name_of(use)].settings.values())
        if isinstance(use, ast.Name) and not most:
            yield seed.insert(use.span.end, "(2)")
        elif settings(use) and not named(use) and len(settings(use)) == most:
            yield seed.insert(settings(use)[-1].span.end, f", {seed.cut(settings(use)[-1].span)}")


@kind("name-taken")
def declared_twice(seed: Seed) -> Iterator[Planting]:
    """A block or a model that is declared a second time."""
    for block in seed.blocks():
        yield seed.insert(len(seed.source.text), f"\n{seed.cut(block.span)}\n")


@kind("name-taken")
def input_twice(seed: Seed) -> Iterator[Planting]:
    """An `input` line that is written twice."""
    for block in seed.blocks("model"):
        for line in seed.inputs(block):
            yield seed.line_after(line, seed.cut(line.span))


@kind("name-style")
def tensor_in_upper_camel(seed: Seed) -> Iterator[Planting]:
    """An input whose name begins with a capital letter, wherever it stands."""
    for block in seed.blocks():
        for name in (name for line in seed.inputs(block) for name in line.names):
            same = {
                one.span
                for one in nodes(block.body)
                if isinstance(one, ast.Name) and one.text == name.text
            }
            yield tuple(seed.replace(span, name.text.capitalize()) for span in sorted(same))


@kind("missing-type")
def input_without_a_type(seed: Seed) -> Iterator[Planting]:
    """An input of a model whose type is left out."""
    for block in seed.blocks("model"):
        for line in seed.inputs(block):
            if line.type is not None:
                yield seed.replace(Span(line.names[-1].span.end, line.type.span.end), "")


@kind("missing-input")
def model_without_an_input(seed: Seed) -> Iterator[Planting]:
    """The only `input` line of a model taken away, where nothing names it."""
    for block in seed.blocks("model"):
        lines = seed.inputs(block)
        used = {name.text for name in names(block.body)}
        if len(lines) == 1 and not used & {name.text for name in lines[0].names}:
            yield seed.replace(lines[0].span, "")


@kind("missing-output")
def model_without_a_layer(seed: Seed) -> Iterator[Planting]:
    """A model of which nothing but its inputs is left."""
    for block in seed.blocks("model"):
        inputs = seed.inputs(block)
        rest = [line for line in block.body if not isinstance(line, ast.Input)]
        if not block.parameters and len(inputs) == 1 and not list(seed.blocks("block")):
            yield seed.replace(Span(rest[0].span.start, rest[-1].span.end), "")


@kind("no-current-tensor")
def flow_without_a_start(seed: Seed) -> Iterator[Planting]:
    """The first flow of a model with several inputs without what it starts from."""
    for block in seed.blocks("model"):
        inputs = [name for line in seed.inputs(block) for name in line.names]
        flows = (getattr(line, "value", None) for line in block.body)
        first = next((one for one in flows if isinstance(one, ast.Flow)), None)
        if len(inputs) > 1 and first is not None:
            yield seed.replace(Span(first.span.start, first.steps[1].span.start), "")


@kind("tensor-in-setting")
def layer_called_as_a_function(seed: Seed) -> Iterator[Planting]:
    """The tensor inside of the layer's parentheses, as in a Python function: `Dense(x, 64)`."""
    for step in seed.steps.values():
        use, flow = step.value, step.flow
        if flow is None or step.index != 1 or not isinstance(use, ast.Call):
            continue
        first = flow.steps[0]
        tensor = isinstance(first, ast.Name) and first.text in tensors(seed.block_of(use))
        layer = use.span in seed.alive and name_of(use) in Layer.known
        if tensor and layer and use.arguments:
            yield (
                seed.replace(Span(first.span.start, use.span.start), ""),
                seed.insert(use.arguments[0].span.start, f"{seed.cut(first.span)}, "),
            )


@kind("recursive-block")
def block_that_uses_itself(seed: Seed) -> Iterator[Planting]:
    """A block with itself in the place of one of its steps."""
    for block in seed.blocks("block"):
        given = ", ".join(one.name.text for one in block.parameters)
        call = f"{block.name.text}({given})" if given else block.name.text
        for use in seed.layers(*Layer.known):
            if block.span.start < use.span.start < block.span.end and use.span in seed.steps:
                yield seed.replace(use.span, call)


@kind("invalid-setting")
def no_units(seed: Seed) -> Iterator[Planting]:
    """A layer with 0 units or filters."""
    for use in seed.layers(*SIZED):
        for one in settings(use)[:1]:
            yield None if one.name else seed.number(one.value, "0")


@kind("invalid-setting")
def rate_in_percent(seed: Seed) -> Iterator[Planting]:
    """A dropout rate of 50, as one would write percent."""
    for use in seed.layers("Dropout", "SpatialDropout", "DropPath"):
        for one in settings(use)[:1]:
            yield seed.number(one.value, "50")


@kind("invalid-setting")
def negative_padding(seed: Seed) -> Iterator[Planting]:
    """A padding below 0."""
    for use in seed.layers("Conv2D", "MaxPool2D", "DepthwiseConv2D"):
        for name, one in named(use):
            if name.text == "padding" and isinstance(one.value, ast.Number):
                yield seed.number(one.value, "-1")


@kind("malformed-suppression")
def suppression_without_brackets(seed: Seed) -> Iterator[Planting]:
    """A comment `# specc: ignore rule` in front of a model."""
    for block in seed.blocks("model"):
        yield seed.insert(block.span.start, "# specc: ignore bias-before-batch-norm\n")


@kind("unused-suppression")
def needless_suppression(seed: Seed) -> Iterator[Planting]:
    """A suppression of a rule that has nothing to say, in front of a model."""
    for block in seed.blocks("model"):
        yield seed.insert(block.span.start, "# specc: ignore[softmax-single-unit]\n")
