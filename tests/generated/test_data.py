"""The generated `data.py` reads, checks, splits and scales."""

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image

from tests.generated.built import build, module

NET = """
model Net {{
    input {input}
    Flatten
    output y = Dense({units})
}}
train {{
    loss      = {loss}
    optimizer = sgd(0.1)
}}
"""
CLASSES = NET.format(input="x: [2]", units=3, loss="cross_entropy")
NUMBER = NET.format(input="x: [2]", units=1, loss="mse")
TABLE = "a,b,kind\n" + "".join(f"{n},{n * n},{'cba'[n % 3]}\n" for n in range(30))


def images(sizes: str, units: int = 2) -> str:
    return NET.format(input=f"x: {sizes}", units=units, loss="cross_entropy")


def made(folder: Path, spec: str) -> ModuleType:
    return module(build(spec, folder), "data")


def csv_spec(body: str, rest: str = CLASSES) -> str:
    return f'data d {{\n source = csv("t.csv", target=kind)\n{body}\n}}\n{rest}'


def npz_spec(body: str, rest: str = CLASSES) -> str:
    return f'data d {{\n source = npz("t.npz")\n{body}\n}}\n{rest}'


def test_csv(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TABLE)
    found = made(tmp_path, csv_spec("target kind: class(3)")).load(tmp_path)
    assert (found.train.x.shape, found.validation.x.shape, found.test.x.shape) == (
        (24, 2), (3, 2), (3, 2),
    )  # fmt: skip
    assert found.train.x.dtype == np.float32
    assert found.train.kind.dtype == np.int64
    assert (found.train.kind == (2 - found.train.x[:, 0] % 3)).all()


def test_csv_columns(tmp_path: Path) -> None:
    (tmp_path / "t.csv").write_text(TABLE)
    spec = f'data d {{ source = csv("t.csv", target=b, inputs=[a, a]) }}{NUMBER}'
    found = made(tmp_path, spec).load(tmp_path)
    assert (found.train.y == found.train.x[:, :1] ** 2).all()


@pytest.mark.parametrize("rest", [CLASSES, CLASSES.replace("cross_entropy", "mse")])
def test_npz(tmp_path: Path, rest: str) -> None:
    x, y = np.random.default_rng(0).normal(size=(20, 2)), np.arange(20) % 3
    np.savez(tmp_path / "t.npz", x=x, y=y[:, None])
    found = made(tmp_path, npz_spec("target y: class(3)", rest)).load(tmp_path).train
    if rest is CLASSES:
        assert found.y.shape == (16,)
    else:
        assert (found.y.sum(axis=1) == 1).all()


@pytest.mark.parametrize("shape", [(20, 4, 6), (20, 4, 6, 1)])
def test_grey_images_may_lack_their_channel(tmp_path: Path, shape: tuple[int, ...]) -> None:
    np.savez(tmp_path / "t.npz", x=np.zeros(shape), y=np.arange(20) % 2)
    body = "input x: [4, 6, 1]\ntarget y: class(2)"
    found = made(tmp_path, npz_spec(body, images("[4, 6, 1]"))).load(tmp_path)
    assert found.train.x.shape == (16, 4, 6, 1)


@pytest.mark.parametrize("channels", [1, 3])
def test_images(tmp_path: Path, channels: int) -> None:
    for at, kind in enumerate(("cat", "dog")):
        (tmp_path / "pets" / kind).mkdir(parents=True)
        for number in range(10):
            shade = Image.new("RGB", (9, 7), (at * 200,) * 3)
            shade.save(tmp_path / "pets" / kind / f"{number}.png")
    spec = f"""data d {{
        source = images("pets", size=[4, 6], channels={channels})
        target kind: class(2)
    }}{images(f"[4, 6, {channels}]")}"""
    found = made(tmp_path, spec).load(tmp_path).train
    assert found.image.shape == (16, 4, 6, channels)
    assert (found.image.mean(axis=(1, 2, 3)) == 200 * found.kind).all()


def test_python(tmp_path: Path) -> None:
    code = "import numpy as np\ndef make():\n    return np.ones((10, 2)), np.arange(10) % 3\n"
    (tmp_path / "mine.py").write_text(code)
    spec = f'data d {{ source = python("mine:make")\n target y: class(3) }}{CLASSES}'
    assert made(tmp_path, spec).load().train.x.shape == (8, 2)


@pytest.mark.parametrize(
    ("kind", "units", "loss", "dtype", "shape"),
    [
        ("class(3)", 3, "cross_entropy", "int64", (8,)),
        ("class(3)", 3, "kl_divergence", "float32", (8, 3)),
        ("one_hot(3)", 3, "cross_entropy", "int64", (8,)),
        ("one_hot(3)", 3, "mse", "float32", (8, 3)),
        ("binary", 1, "binary_cross_entropy", "float32", (8, 1)),
        ("binary", 2, "cross_entropy", "int64", (8,)),
        ("multilabel(3)", 3, "binary_cross_entropy", "float32", (8, 3)),
        ("real", 1, "mse", "float32", (8, 1)),
        ("real[3] in 0..1", 3, "mse", "float32", (8, 3)),
        ("count", 1, "mse", "float32", (8, 1)),
        ("distribution(3)", 3, "kl_divergence", "float32", (8, 3)),
    ],
)
def test_encodings(
    tmp_path: Path, kind: str, units: int, loss: str, dtype: str, shape: tuple[int, ...]
) -> None:
    spec = f"""data d {{
        source  = synthetic
        samples = 10
        input x: [2]
        target y: {kind}
    }}{NET.format(input="x: [2]", units=units, loss=loss)}"""
    found = made(tmp_path, spec).load().train.y
    assert (found.dtype, found.shape) == (np.dtype(dtype), shape)


@pytest.mark.parametrize(
    ("arrays", "body", "message"),
    [
        (
            {"x": np.zeros((9, 3)), "y": np.zeros(9)},
            "",
            r"`x` has shape \(3,\), the spec says \(2,\)",
        ),
        (
            {"x": np.full((9, 2), 7.5), "y": np.zeros(9)},
            "input x: [2] in 0..5",
            "`x` has values from 7.5 to 7.5, the spec says 0 to 5",
        ),
        (
            {"x": np.zeros((9, 2)), "y": np.arange(9)},
            "",
            "`y` has classes from 0 to 8, the spec says 3: 0 to 2",
        ),
        (
            {"x": np.zeros((9, 2)), "y": np.full(9, 0.5)},
            "",
            "`y` should be whole numbers, it has 0.5",
        ),
        ({"x": np.full((9, 2), np.nan), "y": np.zeros(9)}, "", "18 of 18 values of `x`"),
        ({"x": np.zeros((9, 2)), "y": np.zeros(8)}, "", "9 and 8 examples do not match"),
        (
            {"x": np.zeros((9, 2)), "y": np.zeros(9)},
            "samples = 10",
            "the data has 9 examples, the spec says 10",
        ),
        ({"y": np.zeros(9)}, "", r"t.npz has no array `x`, it has \['y'\]"),
        ({"x": np.zeros((2, 2)), "y": np.zeros(2)}, "", "2 examples are too few for SPLIT"),
    ],
)
def test_contract(tmp_path: Path, arrays: dict[str, np.ndarray], body: str, message: str) -> None:
    np.savez(tmp_path / "t.npz", allow_pickle=False, **arrays)
    found = made(tmp_path, npz_spec(f"target y: class(3)\n{body}"))
    with pytest.raises(SystemExit, match=message):
        found.load(tmp_path)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("a,b,kind\n1,red,0\n", "column `b` is not all numbers: .*'red'"),
        ("a,b,sort\n1,2,0\n", r"has no column `kind`, it has \['a', 'b', 'sort'\]"),
        ("a,b,kind\n1,2\n", "has 2 cells, the header has 3"),
    ],
)
def test_bad_csv(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "t.csv").write_text(text)
    found = made(tmp_path, csv_spec("target kind: class(3)"))
    with pytest.raises(SystemExit, match=message):
        found.load(tmp_path)


def test_missing_file(tmp_path: Path) -> None:
    found = made(tmp_path, npz_spec("target y: class(3)"))
    with pytest.raises(SystemExit, match=r"there is no file .*t.npz: --data says"):
        found.load(tmp_path)


def test_split_gives_each_part_its_share_of_each_class(tmp_path: Path) -> None:
    x = np.arange(100).repeat(2).reshape(100, 2)
    np.savez(tmp_path / "t.npz", x=x, y=(np.arange(100) < 20) * 1)
    found = made(tmp_path, npz_spec("target y: class(3)\nsplit = [0.5, 0.3, 0.2]")).load(tmp_path)
    assert [part.y.sum() for part in found] == [10, 6, 4]
    assert sorted(np.concatenate([part.x[:, 0] for part in found])) == list(range(100))


def test_order_in_time_is_kept(tmp_path: Path) -> None:
    np.savez(tmp_path / "t.npz", x=np.arange(20).reshape(10, 2), y=np.zeros(10))
    body = "target y: class(3)\nsplit = [0.6, 0, 0.4]\norder = time"
    found = made(tmp_path, npz_spec(body)).load(tmp_path)
    assert found._fields == ("train", "test")
    assert list(found.test.x[:, 0]) == [12, 14, 16, 18]


@pytest.mark.parametrize(
    ("scale", "low", "high"),
    [
        ("standard", -1.3416, 1.3416),
        ("minmax", 0.0, 1.0),
        ("divide(2)", 0.0, 3.0),
        ("none", 0.0, 6.0),
    ],
)
def test_scale_is_fitted_on_the_training_part(
    tmp_path: Path, scale: str, low: float, high: float
) -> None:
    x = np.array([[0.0, 3], [2, 3], [4, 3], [6, 3], [100, 3], [200, 3]])
    np.savez(tmp_path / "t.npz", x=x, y=np.zeros(6))
    body = f"target y: class(3)\nsplit = [0.7, 0.15, 0.15]\norder = time\nscale = {scale}"
    found = made(tmp_path, npz_spec(body)).load(tmp_path)
    values = found.train.x[:, 0]
    assert (values.min(), values.max()) == pytest.approx((low, high), abs=1e-4)
    assert found.test.x[0, 0] > 10
    assert len(set(found.train.x[:, 1])) == 1


def test_augmentation_learns_what_black_and_white_are(tmp_path: Path) -> None:
    spec = f"""data d {{
        source = sklearn(digits)
        scale = standard
        augment = [rotate(10), brightness(0.1)]
    }}{images("[8, 8, 1]", 10)}"""
    found = made(tmp_path, spec).load()
    assert found.zero == pytest.approx(found.train.image.min(), abs=1e-5)
    assert found.zero + found.reach == pytest.approx(found.train.image.max(), abs=1e-5)
