"""Words that do not exist: of layers, settings, tensors, constants, and of other frameworks."""

from collections.abc import Iterator

from specc.edit import name_of
from specc.layer import Layer
from specc.syntax import ast
from tools.mutation.draft import named
from tools.mutation.kind import Planting, kind
from tools.mutation.seed import Form, Seed
from tools.mutation.word import constants, misspelt, names, tensors

PYTORCH = {
    "Dense": "Linear", "Conv1D": "Conv1d", "Conv2D": "Conv2d", "BatchNorm": "BatchNorm2d",
    "ConvTranspose2D": "ConvTranspose2d", "MaxPool2D": "MaxPool2d", "AvgPool2D": "AvgPool2d",
    "GlobalAvgPool": "AdaptiveAvgPool2d", "MultiHeadAttention": "MultiheadAttention",
}  # fmt: skip
KERAS = {
    "BatchNorm": "BatchNormalization", "LayerNorm": "LayerNormalization", "Concat": "Concatenate",
    "MaxPool2D": "MaxPooling2D", "AvgPool2D": "AveragePooling2D", "Upsample": "UpSampling2D",
    "GlobalAvgPool": "GlobalAveragePooling2D", "ConvTranspose2D": "Conv2DTranspose",
}  # fmt: skip
SETTINGS = {
    "kernel": "kernel_size", "stride": "strides", "bias": "use_bias", "dilation": "dilation_rate",
    "init": "kernel_initializer", "sequences": "return_sequences", "causal": "use_causal_mask",
}  # fmt: skip
LINES = {
    "batch": "batch_size", "optimizer": "optim", "early_stop": "early_stopping",
    "schedule": "scheduler", "epochs": "num_epochs", "scale": "normalize", "loss": "criterion",
}  # fmt: skip


@kind("unknown-layer")
def misspelt_layer(seed: Seed) -> Iterator[Planting]:
    """The name of a layer with two letters swapped."""
    for use in seed.layers():
        if name_of(use) in Layer.known and misspelt(name_of(use)) not in Layer.known:
            yield seed.rename(use, misspelt(name_of(use)))


@kind("unknown-layer")
def misspelt_block(seed: Seed) -> Iterator[Planting]:
    """The name of a block with two letters swapped, where it is used."""
    known = {block.name.text for block in seed.blocks("block")}
    for use in seed.layers():
        if name_of(use) in known:
            yield seed.rename(use, misspelt(name_of(use)))


@kind("unknown-layer")
def layer_of_pytorch(seed: Seed) -> Iterator[Planting]:
    """PyTorch's name for a layer."""
    for use in seed.layers(*PYTORCH):
        yield seed.rename(use, PYTORCH[name_of(use)])


@kind("unknown-layer")
def layer_of_a_module(seed: Seed) -> Iterator[Planting]:
    """PyTorch's name for a layer, behind that of its module."""
    for use in seed.layers(*PYTORCH):
        yield seed.rename(use, f"nn.{PYTORCH[name_of(use)]}")


@kind("unknown-layer")
def layer_of_keras(seed: Seed) -> Iterator[Planting]:
    """Keras' name for a layer."""
    for use in seed.layers(*KERAS):
        yield seed.rename(use, KERAS[name_of(use)])


@kind("unknown-setting")
def misspelt_setting(seed: Seed) -> Iterator[Planting]:
    """The name of a layer's or a block's setting with two letters swapped."""
    for use in seed.layers():
        for name, _ in named(use):
            yield seed.rename(name, misspelt(name.text))


@kind("unknown-setting")
def setting_of_another_framework(seed: Seed) -> Iterator[Planting]:
    """Another framework's name for a layer's setting."""
    for use in seed.layers(*Layer.known):
        for name, _ in named(use):
            if name.text in SETTINGS:
                yield seed.rename(name, SETTINGS[name.text])


@kind("unknown-setting", on=Form.TRAINED)
def misspelt_line(seed: Seed) -> Iterator[Planting]:
    """The name of a line of `data` or `train` with two letters swapped."""
    for line in (*seed.lines("data"), *seed.lines("train")):
        yield seed.rename(line.names[0], misspelt(line.names[0].text))


@kind("unknown-setting", on=Form.TRAINED)
def line_of_another_framework(seed: Seed) -> Iterator[Planting]:
    """Another framework's name for a line of `data` or `train`."""
    for line in (*seed.lines("data", *LINES), *seed.lines("train", *LINES)):
        yield seed.rename(line.names[0], LINES[line.names[0].text])


@kind("unknown-name")
def misspelt_tensor(seed: Seed) -> Iterator[Planting]:
    """The name of a tensor with two letters swapped, where it is used."""
    for block in seed.blocks():
        yield from _misspelt(seed, block, tensors(block))


@kind("unknown-name", "invalid-setting")
def misspelt_constant(seed: Seed) -> Iterator[Planting]:
    """The name of a constant with two letters swapped, where it is used.

    In a setting that takes words too, a name that nobody knows is a wrong word.
    """
    for block in seed.blocks():
        yield from _misspelt(seed, block, constants(block))


@kind("unknown-name")
def dim_not_declared(seed: Seed) -> Iterator[Planting]:
    """No `dim` line for a size that is used."""
    for one in seed.dims():
        yield seed.replace(one.span, "")


@kind("invalid-setting")
def misspelt_activation(seed: Seed) -> Iterator[Planting]:
    """An activation word with two letters swapped."""
    yield from _misspelt_values(seed, "activation")


@kind("invalid-setting")
def misspelt_initialiser(seed: Seed) -> Iterator[Planting]:
    """The word of an initialiser with two letters swapped."""
    yield from _misspelt_values(seed, "init")


@kind("invalid-setting", on=Form.TRAINED)
def misspelt_training_word(seed: Seed) -> Iterator[Planting]:
    """A loss, an optimizer, a schedule, an objective or a metric with two letters swapped."""
    for line in seed.lines("train", "loss", "optimizer", "schedule", "objective", "metrics"):
        values = line.value.items if isinstance(line.value, ast.ListExpr) else (line.value,)
        for value in values:
            if isinstance(value, (ast.Name, ast.Call)):
                yield seed.rename(value, misspelt(name_of(value)))


@kind("invalid-setting", on=Form.TRAINED)
def misspelt_source(seed: Seed) -> Iterator[Planting]:
    """The source of the data, or the name of a set, with two letters swapped."""
    for line in seed.lines("data", "source"):
        for word in names((line.value,)):
            yield seed.rename(word, misspelt(word.text))
        if isinstance(line.value, ast.Call):
            yield seed.rename(line.value, misspelt(name_of(line.value)))


@kind("unknown-target-kind", on=Form.TRAINED)
def misspelt_target_kind(seed: Seed) -> Iterator[Planting]:
    """The kind of a target with two letters swapped."""
    for line in seed.targets():
        if line.kind.word is not None:
            yield seed.rename(line.kind.word, misspelt(line.kind.word.text))


@kind("unknown-type")
def misspelt_type(seed: Seed) -> Iterator[Planting]:
    """The type of an input's elements with two letters swapped, or one of Python's libraries."""
    for block in seed.blocks("model"):
        for line in seed.inputs(block):
            if line.type is not None and line.type.word is not None:
                yield seed.rename(line.type.word, misspelt(line.type.word.text))
            elif line.type is not None:
                yield seed.insert(line.type.span.start, "float32")


@kind("unknown-import", on=Form.WRITTEN)
def misspelt_import(seed: Seed) -> Iterator[Planting]:
    """The name of a library block with two letters swapped, where it is imported and used."""
    for one in seed.imports():
        for name in one.names:
            wrong = misspelt(name.text)
            uses = (seed.rename(use, wrong) for use in seed.layers(name.text))
            yield (seed.rename(name, wrong), *uses)


@kind("import-failed", on=Form.WRITTEN)
def misspelt_module(seed: Seed) -> Iterator[Planting]:
    """The name of a library module with two letters swapped."""
    for one in seed.imports():
        yield seed.rename(one.module[-1], misspelt(one.module[-1].text))


@kind("unknown-layer", on=Form.WRITTEN)
def import_forgotten(seed: Seed) -> Iterator[Planting]:
    """Library blocks that are used without being imported."""
    for one in seed.imports():
        yield seed.replace(one.span, "")


@kind("unknown-model", on=Form.TRAINED)
def misspelt_model(seed: Seed) -> Iterator[Planting]:
    """The name of the model in `train` with two letters swapped."""
    for line in seed.lines("train", "model"):
        yield seed.replace(line.value.span, misspelt(seed.cut(line.value.span)))


@kind("unknown-data", on=Form.TRAINED)
def misspelt_data(seed: Seed) -> Iterator[Planting]:
    """A training on data of another name than the file has."""
    section = seed.section("data")
    yield seed.train("data", misspelt(section.name.text) if section.name else "rows")


@kind("unknown-rule-in-suppression")
def misspelt_rule_in_suppression(seed: Seed) -> Iterator[Planting]:
    """A suppression of a rule that there is not, in front of a model."""
    for block in seed.blocks("model"):
        yield seed.insert(block.span.start, "# specc: ignore[bias-before-bach-norm]\n")


def _misspelt(seed: Seed, block: ast.Block, known: set[str]) -> Iterator[Planting]:
    """The uses of these names in a block with two letters swapped."""
    every = tensors(block) | constants(block)
    for name in names(block.body):
        if name.text in known and misspelt(name.text) not in every and seed.lives(name.span):
            yield seed.rename(name, misspelt(name.text))


def _misspelt_values(seed: Seed, setting: str) -> Iterator[Planting]:
    """The words that a setting is given with two letters swapped; not the block's constants."""
    for use in seed.layers(*Layer.known):
        for name, one in named(use):
            value = one.value
            word = name_of(value) if isinstance(value, (ast.Name, ast.Call)) else ""
            if name.text == setting and word and word not in constants(seed.block_of(use)):
                yield seed.rename(value, misspelt(word))  # type: ignore[arg-type]
