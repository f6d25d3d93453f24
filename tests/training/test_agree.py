"""Plans held against models: inputs, outputs, monitors and names."""

from collections.abc import Callable

import pytest

Said = Callable[[str], list[str]]


def spec(input: str, body: str, data: str, train: str) -> str:
    """A model with one input, its data and how it is trained."""
    return (
        f"dim T\nmodel M {{\n input x: {input}\n{body}\n}}\n"
        f"data d {{\n{data}\n}}\ntrain {{\n{train}\n}}\n"
    )


DIGITS = "source = sklearn(digits)"
IRIS = "source = sklearn(iris)"


def csv(kind: str, input: str = "[4]") -> str:
    """Data that specc knows nothing of, with one input and one target."""
    return f'source = csv("f.csv")\ninput a: {input}\ntarget t: {kind}'


@pytest.mark.parametrize(
    ("input", "data", "finding"),
    [
        ("[64]", DIGITS, "the data gives `image` as [8, 8, 1], the model `M` takes `x` as [64] | "
         "`input x: [8, 8, 1]`, then `Flatten`"),
        ("[5]", IRIS, "the data gives `features` as [4], the model `M` takes `x` as [5] | "
         "`input x: [4]` takes it"),
        ("[T, 4]", IRIS, "the data gives `features` as [4], the model `M` takes `x` as [T, 4]"),
        ("[4]", csv("real", "int[4]"), "the data gives `a` as int[4], the model `M` takes `x` as"),
        ("[4]", csv("real", "[2]\ninput b: [2]"), "the data has 2 inputs, the model `M` takes 1"),
    ],
)  # fmt: skip
def test_input_mismatch(said: Said, input: str, data: str, finding: str) -> None:
    (line,) = said(spec(input, "Dense(3)", data, "loss = mse"))
    assert line.startswith("input-data-mismatch | train | " + finding)


@pytest.mark.parametrize(
    ("input", "data"),
    [
        ("[4]", IRIS),
        ("[T]", csv("real[3]", "[T]").replace("[T]", "[T]")),
        ("[4]", csv("real[3]", "int[4]\nscale = standard").replace("\ntarget", "\ntarget")),
        ("[4]", 'source = csv("f.csv")'),
        ("[4]", 'source = python("m:f")\ntarget t: real[3]'),
    ],
)
def test_input_match(said: Said, input: str, data: str) -> None:
    lines = said(spec(input, "Dense(3)", data, "loss = cross_entropy"))
    assert not [line for line in lines if line.startswith("input-data")]


@pytest.mark.parametrize(
    ("kind", "input", "layer", "wanted"),
    [
        ("class(3)", "[4]", "Dense(4)", "[3]"),
        ("class(3)", "[5, 4]", "Dense(3)", "[3]"),
        ("class(3)", "[4]", "Dense(1)", "[3]"),
        ("one_hot(3)", "[4]", "Dense(4)", "[3]"),
        ("distribution(3)", "[4]", "Dense(4)", "[3]"),
        ("binary", "[4]", "Dense(3)", "[1]"),
        ("multilabel(5)", "[4]", "Dense(4)", "[5]"),
        ("real", "[4]", "Dense(2)", "[1]"),
        ("real[3] in -1..1", "[4]", "Dense(1)", "[3]"),
        ("count", "[4]", "Dense(2)", "[1]"),
        ("mask(3)", "[8, 8, 1]", "Dense(2)", "[8, 8, 3]"),
        ("mask(3)", "[8, 8, 1]", "Conv2D(3, kernel=3)", "[8, 8, 3]"),
        ("sequence(9)", "[5, 4]", "Dense(8)", "[..., 9]"),
        ("same", "[4]", "Dense(3)", "[4]"),
    ],
)
def test_output_mismatch(said: Said, kind: str, input: str, layer: str, wanted: str) -> None:
    text = spec(input, f"output y = {layer}", csv(kind, input), "loss = cross_entropy")
    (line,) = said(text)
    assert line.startswith(f"output-target-mismatch | {layer} | the output `y` of `M` is [")
    assert f"and the target `t` ({kind}) wants {wanted} |" in line


@pytest.mark.parametrize(
    ("kind", "input", "layer", "loss"),
    [
        ("class(3)", "[4]", "Dense(3)", "cross_entropy"),
        ("class(3)", "[4]", "Dense(1)", "mse"),
        ("class(2)", "[4]", "Dense(1)", "binary_cross_entropy"),
        ("class(3)[5]", "[5, 4]", "Dense(3)", "cross_entropy"),
        ("binary", "[4]", "Dense(2)", "cross_entropy"),
        ("binary", "[4]", "Dense(1)", "hinge"),
        ("real[3]", "[4]", "Dense(3)", "cosine_similarity"),
        ("mask(2)", "[8, 8, 1]", "Dense(1)", "dice"),
        ("mask(3)", "[8, 8, 1]", "Conv2D(3, kernel=3, padding=same)", "focal"),
        ("sequence(9)", "[T, 4]", "Dense(9)", "cross_entropy"),
        ("same", "[4]", "Dense(4)", "mae"),
        ("class(3)", "[4]", "Dense(9)", 'python("m:f")'),
    ],
)
def test_output_match(said: Said, kind: str, input: str, layer: str, loss: str) -> None:
    assert not said(spec(input, f"output y = {layer}", csv(kind, input), f"loss = {loss}"))


@pytest.mark.parametrize(
    ("train", "body", "finding"),
    [
        ("objective = reconstruct", "output y = Dense(3)", "output-target-mismatch | Dense(3) | "
         "the output `y` of `M` is [3], and `reconstruct` holds it against the input `x`, [4]"),
        ("loss = mse\nobjective = vae(mean=m, log_var=x)", "output y = Dense(4)", "unknown-name | "
         "m | the model `M` has no tensor `m`"),
        ("loss = mse\nobjective = vae(mean=x, log_var=h)", "h = Dense(3)\noutput y = Dense(4)",
         "latent-sizes-differ | vae(mean=x, log_var=h) | `mean` of the latent space is [4] and "
         "`log_var` is [3]"),
        ("loss = mse\nfreeze = [hiden]", "hidden = Dense(3)\noutput y = Dense(3)", "unknown-name | "
         "hiden | the model `M` has nothing called `hiden` | did you mean `hidden`?"),
    ],
)  # fmt: skip
def test_names_and_objectives(said: Said, train: str, body: str, finding: str) -> None:
    (line,) = said(spec("[4]", body, IRIS, train))
    assert line.startswith(finding)


def test_a_vae_may_show_its_latent_space(said: Said) -> None:
    latent = "output m = x -> Dense(2)\noutput s = x -> Dense(2)\noutput y = m -> Dense(4)"
    train = "loss = mse\nobjective = vae(mean=m, log_var=s)"
    assert not said(spec("[4]", latent, IRIS, train))


def test_next_token_wants_every_position(said: Said) -> None:
    model = "model M {\n input x: int[T]\n output y = x\n}\n"
    data = 'data d {\n source = text("a.txt", length=8)\n}\n'
    (line,) = said(f"dim T\n{model}{data}train {{\n objective = next_token\n}}\n")
    assert "is int[T], and `next_token` wants one prediction at each position: [T, ...]" in line


@pytest.mark.parametrize(
    ("train", "finding"),
    [
        ("loss = mse", "missing-target | mse | `supervised` training wants a target"),
        ("objective = triplet", "missing-target | train | `triplet` training wants a target"),
        ("objective = reconstruct", ""),
    ],
)
def test_a_table_without_targets(said: Said, train: str, finding: str) -> None:
    lines = said(spec("[1]", "Dense(1)", "source = table([[0], [1]])", train))
    assert bool(lines) == bool(finding)
    assert "".join(lines).startswith(finding)


@pytest.mark.parametrize(
    ("input", "rows", "scale", "fits"),
    [
        ("int[2]", "[[0, 1]]", "none", True),
        ("int[2]", "[[0, 1]]", "standard", False),
        ("int[2]", "[[0, 0.5]]", "none", False),
        ("bool[2]", "[[0, 1]]", "none", False),
        ("[2]", "[[0, 1]]", "none", True),
    ],
)
def test_whole_numbers_are_int_or_float(
    said: Said, input: str, rows: str, scale: str, fits: bool
) -> None:
    data = f"source = table({rows})\nscale = {scale}"
    lines = said(spec(input, "output y = x", data, "objective = reconstruct"))
    assert [line.split(" | ")[0] for line in lines] == ["input-data-mismatch"] * (not fits)


@pytest.mark.parametrize("size", [2, 3])
def test_each_of_a_pair_is_an_example(said: Said, size: int) -> None:
    model = f"model M {{\n input a: [2]\n input b: [{size}]\n output y = a\n}}\n"
    data = "data d {\n source = table([[0, 1], [1, 1]], [0, 1])\n}\n"
    lines = said(f"{model}{data}train {{\n objective = contrastive\n}}\n")
    assert ["`b` as [3]" in line for line in lines] == [True] * (size - 2)


@pytest.mark.parametrize(
    ("target", "finding"),
    [
        ("target a: real\ntarget b: class(3)", ""),
        ("target b: class(3)\ntarget a: real", ""),
        ("target u: real\ntarget v: class(3)", ""),
        ("target a: class(3)\ntarget b: real", "the output `b` of `M` is [3], and the target `b`"),
    ],
)
def test_several_targets(said: Said, target: str, finding: str) -> None:
    body = "output a = x -> Dense(1)\noutput b = x -> Dense(3)"
    data = f'source = csv("f.csv")\n{target}'
    lines = said(spec("[4]", body, data, "loss = {a: mse, b: cross_entropy}"))
    assert bool(lines) == bool(finding)
    assert finding in "".join(lines)


@pytest.mark.parametrize(
    ("line", "finding"),
    [
        (
            "early_stop = patience(3)",
            "monitor-without-validation | patience(3) | `early_stop` watch",
        ),
        (
            "checkpoint = best",
            "monitor-without-validation | best | `checkpoint` watches `val_loss`",
        ),
        (
            "schedule = plateau(2, 0.5)",
            "monitor-without-validation | plateau(2, 0.5) | `schedule` ",
        ),
        (
            "early_stop = patience(3, monitor=val_auc)",
            "unknown-monitor | val_auc | `early_stop` wa",
        ),
        (
            "early_stop = patience(3, monitor=los)",
            "unknown-monitor | los | `early_stop` watches `l",
        ),
    ],
)
def test_monitor(said: Said, line: str, finding: str) -> None:
    data = IRIS + "\nsplit = [1, 0, 0]"
    (said_,) = said(spec("[4]", "Dense(3)", data, f"loss = cross_entropy\n{line}"))
    assert said_.startswith(finding)


@pytest.mark.parametrize(
    ("augment", "finding"),
    [
        (
            "[flip(horizontal)]",
            "`flip` works on images [height, width, channels], the data gives [4]",
        ),
        ("[noise(0.1)]", ""),
    ],
)
def test_augment_of_a_table(said: Said, augment: str, finding: str) -> None:
    data = f"{IRIS}\naugment = {augment}"
    lines = said(spec("[4]", "Dense(3)", data, "loss = cross_entropy"))
    assert [line.split(" | ")[2] for line in lines] == [finding][: len(finding)]


def test_crop_keeps_the_size(said: Said) -> None:
    data = f"{DIGITS}\ntarget t: same\naugment = [crop(6, padding=1)]"
    (line,) = said(spec("[8, 8, 1]", "Dense(1)", data, "loss = mse"))
    assert line.startswith("augment-data-mismatch | crop(6, padding=1) | `crop` makes [6, 6] of [8")


GAN = """
data d {{
 source = sklearn(digits)
}}
model G {{
 input z: [{width}, 8, 3]
 Dense(1)
}}
model D {{
 input image: [{height}, 8, 1]
 Dense(1)
}}
train {{
 objective = gan(generator=G, discriminator=D)
}}
"""


@pytest.mark.parametrize(
    ("width", "height", "findings"),
    [
        (8, 8, []),
        (7, 8, ["the generator `G` makes [7, 8, 1], the discriminator `D` takes [8, 8, 1]"]),
        (7, 7, ["the data gives `image` as [8, 8, 1], the discriminator `D` takes `image` as "
                "[7, 8, 1]"]),
    ],
)  # fmt: skip
def test_gan(said: Said, width: int, height: int, findings: list[str]) -> None:
    lines = said(GAN.format(width=width, height=height))
    assert [line.split(" | ")[2] for line in lines] == findings
