"""`data` sections: what specc fills in, and what it says where the spec contradicts it."""

from collections.abc import Callable

import pytest

from specc.ir.tensor import TensorType
from specc.resolve.sections import Sections

Read = Callable[[str], Sections]
Said = Callable[[str], list[str]]


def data(body: str) -> str:
    """A spec with one data section."""
    return f"data d {{\n{body}\n}}\n"


@pytest.mark.parametrize(
    ("source", "sizes", "target", "samples", "balance"),
    [
        ("table([[0, 0], [0, 1]], [0, 1])", (2,), "binary", 2, (0.5, 0.5)),
        ("table([1, 2, 3], [[0], [1], [1]])", (1,), "binary[1]", 3, (1 / 3, 2 / 3)),
        ("table([[0], [1], [2], [3]], [0, 2, 1, 2])", (1,), "class(3)", 4, (0.25, 0.25, 0.5)),
        ("table([[0], [1]], [[0, 1], [1, 0]])", (1,), "one_hot(2)", 2, (0.5, 0.5)),
        ("table([[0], [1]], [[1, 1, 0], [1, 0, 0]])", (1,), "multilabel(3)", 2, ()),
        ("table([[0], [1]], [0.5, -2])", (1,), "real in -2..0.5", 2, ()),
        ("table([[0], [1]], [1, 2])", (1,), "real in 1..2", 2, ()),
        ("table([[0], [1]], [[0.5, 1], [2, 3]])", (1,), "real[2] in 0.5..3", 2, ()),
        ("table([[[0, 1], [2, 3]]], [0])", (2, 2), "binary", 1, (1.0, 0.0)),
        ("sklearn(iris)", (4,), "class(3)", 150, (1 / 3, 1 / 3, 1 / 3)),
        ("sklearn(breast_cancer)", (30,), "binary", 569, (212 / 569, 357 / 569)),
        ("sklearn(diabetes)", (10,), "real in 25..346", 442, ()),
        ("keras(mnist)", (28, 28, 1), "class(10)", 70_000, None),
        ("torchvision(CIFAR10)", (32, 32, 3), "class(10)", 60_000, (0.1,) * 10),
    ],
)
def test_filled_in(
    read: Read, source: str, sizes: tuple[int, ...], target: str, samples: int,
    balance: tuple[float, ...] | None,
) -> None:  # fmt: skip
    found = read(data(f"source = {source}"))
    assert not found.diagnostics
    plan = found.data["d"]
    assert [item.type.sizes for item in plan.inputs] == [sizes]
    assert (str(plan.target), plan.samples) == (target, samples)
    assert balance is None or plan.balance == pytest.approx(balance)


@pytest.mark.parametrize(
    ("source", "kind"),
    [
        ('text("a.txt", length=16)', TensorType((16,), "int")),
        ('images("dir", size=[32, 24], channels=1)', TensorType((32, 24, 1))),
    ],
)
def test_inputs_alone_are_filled_in(read: Read, source: str, kind: TensorType) -> None:
    plan = read(data(f"source = {source}")).data["d"]
    assert [item.type for item in plan.inputs] == [kind]
    assert (plan.targets, plan.samples) == ((), None)


@pytest.mark.parametrize(
    "source",
    [
        'csv("f.csv", target=species)', 'parquet("f.parquet", target=[a, "b c"])',
        'npz("f.npz", inputs=x, targets=y)', 'python("pkg.module:make")',
    ],
)  # fmt: skip
def test_unknown_data_is_what_is_declared(read: Read, source: str) -> None:
    body = f"source = {source}\ninput a: int[4]\ninput b: [3] in 0..1\ntarget t: real[3] in -1..1\n"
    found = read(data(body + "samples = 100\nbalance = [0.3, 0.7]"))
    assert not found.diagnostics
    plan = found.data["d"]
    assert [(i.name, str(i.type), i.low, i.high) for i in plan.inputs] == [
        ("a", "int[4]", None, None),
        ("b", "[3]", 0, 1),
    ]
    assert (str(plan.target), plan.target_name) == ("real[3] in -1..1", "t")
    assert (plan.samples, plan.balance) == (100, (0.3, 0.7))


@pytest.mark.parametrize(
    "body",
    [
        "source = sklearn(digits)\ninput pixels: [8, 8, 1] in 0..255\ntarget d: class(10)",
        "source = sklearn(digits)\ninput pixels: int[8, 8, 1]\ntarget d: same\nsamples = 1797",
        "source = sklearn(digits)\ntarget d: real in 0..9",
        "source = sklearn(iris)\nbalance = [0.33, 0.33, 0.34]",
        "source = table([[0], [1]], [0, 1])\ntarget y: class(4)",
        "source = table([[0], [1]], [0, 3])\ntarget y: count",
        "source = table([[0], [1]], [[1, 0], [0, 1]])\ntarget y: distribution(2)",
        "source = synthetic\ninput x: [T, 3]\ntarget y: sequence(9)\nsamples = 7",
    ],
)
def test_declarations_that_fit(read: Read, body: str) -> None:
    assert not read("dim T\n" + data(body)).diagnostics


@pytest.mark.parametrize(
    ("body", "finding"),
    [
        (
            "source = sklearn(digits)\ninput image: [64]",
            "input image: [64] | `image` is declared as [64], "
            "but `sklearn(digits)` gives [8, 8, 1]",
        ),
        (
            "source = sklearn(iris)\ninput x: int[4]",
            "input x: int[4] | `x` is declared as int[4], but `sklearn(iris)` gives [4]",
        ),
        (
            "source = sklearn(digits)\ninput image: [8, 8, 1] in 0..1",
            "input image: [8, 8, 1] in 0..1 | `image` is declared in 0..1, "
            "but `sklearn(digits)` has values in 0..16",
        ),
        (
            "source = sklearn(iris)\ninput a: [4]\ninput b: [4]",
            "input b: [4] | the data declares 2 inputs, but `sklearn(iris)` has 1",
        ),
        (
            "source = sklearn(digits)\ntarget d: class(11)",
            "target d: class(11) | `d` is declared as class(11), "
            "but `sklearn(digits)` has class(10)",
        ),
        (
            "source = table([[0], [1], [2]], [0, 2, 1])\ntarget y: class(2)",
            "target y: class(2) | `y` is declared as class(2), "
            "but `table` has whole numbers from 0 to 2",
        ),
        (
            "source = table([[0], [1]], [[0.5, 1], [2, 3]])\ntarget y: real[3]",
            "target y: real[3] | `y` is declared as real[3], "
            "but `table` has [2] numbers from 0.5 to 3",
        ),
        (
            "source = table([[0], [1]], [0, 1])\ntarget a: binary\ntarget b: binary",
            "target b: binary | the data declares 2 targets, but `table` has 1",
        ),
        (
            "source = table([[0], [1]])\ntarget a: binary",
            "target a: binary | the data declares 1 target, but `table` has 0",
        ),
        ("source = sklearn(iris)\nsamples = 9", "9 | `samples` is 9, but `sklearn(iris)` has 150"),
        (
            "source = sklearn(iris)\nbalance = [0.5, 0.5]",
            "[0.5, 0.5] | `balance` has 2 shares for 3 classes",
        ),
        (
            "source = sklearn(iris)\nbalance = [0.5, 0.25, 0.25]",
            "[0.5, 0.25, 0.25] | `balance` says 0.5 for class 0, "
            "but in `sklearn(iris)` it is 0.333",
        ),
    ],
)
def test_contradiction(said: Said, body: str, finding: str) -> None:
    (line,) = said(data(body))
    assert line.startswith(f"data-contract-mismatch | {finding} |")


BITS = "[[0, 1], [1, 0]]"
MANY = "[[1, 1], [1, 0]]"
WHOLE = "[[0, 7], [3, 4]]"
NUMBERS = "[0, 7]"
SIGNED = "[-1, 1]"
PARTS = "[0.5, 0.25]"


@pytest.mark.parametrize(
    ("kind", "rows", "fits"),
    [
        ("one_hot(2)", BITS, True),
        ("one_hot(3)", BITS, False),
        ("one_hot(2)", MANY, False),
        ("multilabel(2)", BITS, True),
        ("multilabel(2)", MANY, True),
        ("multilabel(3)", MANY, False),
        ("multilabel(2)", WHOLE, False),
        ("distribution(2)", BITS, True),
        ("distribution(3)", BITS, False),
        ("distribution(2)", WHOLE, False),
        ("sequence(8)", WHOLE, True),
        ("sequence(7)", WHOLE, False),
        ("sequence(8)", NUMBERS, False),
        ("mask(8)", WHOLE, True),
        ("mask(7)", WHOLE, False),
        ("mask(8)", NUMBERS, False),
        ("class(8)", NUMBERS, True),
        ("class(8)[2]", WHOLE, True),
        ("class(2)", SIGNED, False),
        ("class(2)", PARTS, False),
        ("binary", NUMBERS, False),
        ("binary", PARTS, False),
        ("count", NUMBERS, True),
        ("count[2] in 0..9", WHOLE, True),
        ("count in 0..5", NUMBERS, False),
        ("count", SIGNED, False),
        ("count", PARTS, False),
        ("real", SIGNED, True),
        ("real in 0..1", SIGNED, False),
        ("real[2]", SIGNED, False),
        ("same", WHOLE, True),
    ],
)
def test_what_rows_can_be_called(read: Read, kind: str, rows: str, fits: bool) -> None:
    found = read(data(f"source = table([1, 2], {rows})\ntarget y: {kind}"))
    assert [d.rule for d in found.diagnostics] == ["data-contract-mismatch"] * (not fits)


@pytest.mark.parametrize(
    ("body", "finding"),
    [
        ("split = [1, 0, 0]", "missing-setting | d | `data` has no `source`"),
        ("source = sklearn(irsi)", "invalid-setting | irsi | `name` of `sklearn` must be `digits`"),
        ("source = skl(iris)", "invalid-setting | skl(iris) | `source` of `data` must be a source"),
        ('source = csv("")', 'invalid-setting | "" | `path` of `csv` must be a path'),
        ('source = python("a.b")', 'invalid-setting | "a.b" | `function` of `python` must be'),
        ("source = synthetic", "missing-setting | synthetic | `synthetic` data has no `input`"),
        (
            "source = table([[0, 1], [0]], [1, 0])",
            "unequal-rows | [[0, 1], [0]] | `inputs` of `table` must be a list of rows of numbers, "
            "all of one shape, got [2] in row 1 and [1] in row 2",
        ),
        (
            "source = table([[0], [x]], [1, 0])",
            "invalid-setting | [[0], [x]] | `inputs` of `table` must be a list of rows of numbers",
        ),
        (
            "source = table([[0], [1]], [1, 0, 1])",
            "unequal-rows | table([[0], [1]], [1, 0, 1]) | "
            "`table` has 2 rows of inputs and 3 targets",
        ),
        (
            "source = sklearn(iris)\nsplit = [0.5, 0.1, 0.1]",
            "invalid-setting | [0.5, 0.1, 0.1] | the shares of `split` sum to 0.7, not to 1",
        ),
        (
            "source = sklearn(iris)\nsplit = [0, 1, 0]",
            "invalid-setting | [0, 1, 0] | `split` leaves 0 of the data for training",
        ),
        ("source = sklearn(iris)\nsplits = [1, 0, 0]", "unknown-setting | splits | `data` has no"),
        ("source = sklearn(iris)\nscale = divide(0)", "invalid-setting | 0 | `by` of `divide`"),
        (
            "source = sklearn(iris)\naugment = [rotat(3), noise(0)]",
            "invalid-setting | rotat(3) | this must be an augmentation such as",
        ),
        ("source = sklearn(iris)\ninput x", "missing-type | x | the input `x` of data needs its"),
        (
            "source = sklearn(iris)\ninput x: [4] in 8..0",
            "invalid-range | 8..0 | the range 8..0 is",
        ),
        ("source = sklearn(iris)\ntarget t: clas(3)", "unknown-target-kind | clas | unknown kind"),
        ("source = sklearn(iris)\ntarget t: [3]", "unknown-target-kind | [3] | a target needs a"),
        (
            "source = sklearn(iris)\ntarget t: class(1)",
            "invalid-setting | 1 | `classes` of `class`",
        ),
        ("source = sklearn(iris)\ntarget t: mask(3)[4]", "invalid-setting | mask(3)[4] | `mask` t"),
        (
            "source = sklearn(iris)\ntarget t: class(3) in 0..1",
            "invalid-setting | 0..1 | `class` t",
        ),
        (
            "source = synthetic\ninput x: [4]\ntarget x: real",
            "name-taken | x | `x` is declared twice in this data",
        ),
    ],
)
def test_fault(said: Said, body: str, finding: str) -> None:
    assert said(data(body))[0].startswith(finding)


@pytest.mark.parametrize(
    ("body", "help"),
    [
        ("source = sklearn(iris)\nvalidation_split = 0.1", "did you mean `split`?"),
        ("source = sklearn(iris)\nscale = standardize", "did you mean `standard`?"),
        ("source = sklearn(iris)\ntarget t: regression", "did you mean `real`?"),
        ("source = sklearn(irsi)", "did you mean `iris`?"),
    ],
)
def test_help(said: Said, body: str, help: str) -> None:
    (line,) = said(data(body))
    assert line.endswith(help)


def test_a_fault_in_a_value_is_reported_once(said: Said) -> None:
    (line,) = said(data("source = sklearn(iris)\nsamples = 1 // 0"))
    assert line.startswith("invalid-expression | 1 // 0 |")
