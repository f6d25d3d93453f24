"""Specs that differ in one setting each, for tests of generated training programs."""

DATA = """data digits {{
    source = sklearn(digits)
    split  = {split}
    scale  = {scale}
    {data}
}}
"""
MODEL = """model Net {{
    input image: [8, 8, 1]
    Conv2D(8, kernel=3, padding=same, activation=relu{conv})
    BatchNorm
    GlobalAvgPool
    {last}
}}
"""
TRAIN = """train {{
    loss      = {loss}
    optimizer = {optimizer}
    {train}
    epochs = 2
    batch  = {batch}
}}
"""
USUAL = {
    "split": "[0.8, 0.1, 0.1]", "scale": "standard", "data": "", "conv": "", "batch": "256",
    "last": "Dense(10, activation=softmax)", "loss": "cross_entropy", "optimizer": "adam",
    "train": "metrics = [accuracy]",
}  # fmt: skip


def digits(**changed: str) -> str:
    """A small network on the digits of scikit-learn, with some settings changed."""
    return (DATA + MODEL + TRAIN).format(**{**USUAL, **changed})


OPTIMIZERS = [
    "sgd(0.1)", "sgd(0.1, momentum=0.9, nesterov=true, weight_decay=1e-4)", "adam",
    "adam(1e-3, beta1=0.5, amsgrad=true, weight_decay=1e-4, eps=1e-7)", "adamw", "nadam",
    "rmsprop(1e-3, rho=0.99, momentum=0.9, centered=true)", "adagrad(0.1, initial=0.1)",
    "lion(1e-3, weight_decay=0.1)",
]  # fmt: skip
SCHEDULES = [
    "cosine", "cosine(warmup=1, floor=0.1)", "step(1, 0.5)", "exponential(0.9)", "linear",
    "linear(warmup=0.5, floor=0.01)", "one_cycle",
]  # fmt: skip
LOSSES = [
    "cross_entropy", "cross_entropy(label_smoothing=0.1)", "focal", "focal(gamma=1, alpha=0.25)",
    "kl_divergence", "mse", "mae", "huber(delta=0.5)", "hinge", "dice", "cosine_similarity",
    "binary_cross_entropy(label_smoothing=0.1)", "2.0 * cross_entropy",
]  # fmt: skip
ENDS = [
    "Dense(10, activation=softmax)", "Dense(10, activation=sigmoid)", "Dense(10)",
    "Dense(10, activation=log_softmax)",
]  # fmt: skip
ALL_METRICS = "[accuracy, top_k(3), top_k(2), precision, recall, f1, auc, perplexity]"
ALL_AUGMENT = (
    "[flip(both), rotate(10), crop(8, padding=1), brightness(0.1), contrast(0.1), noise(0.05)]"
)
OTHERS = {
    "accumulate": digits(train="accumulate = 3\n schedule = cosine"),
    "clip": digits(train="clip_norm = 1.0\n clip_value = 0.5"),
    "ema": digits(train="ema = 0.9"),
    "bf16": digits(train="precision = bf16"),
    "fp16": digits(train="precision = fp16\n accumulate = 2\n clip_norm = 1.0"),
    "plateau": digits(train="schedule = plateau(1, 0.5)"),
    "stop": digits(train="early_stop = patience(1)"),
    "stop on metric": digits(
        train="metrics = [accuracy]\n checkpoint = best(monitor=val_loss)\n"
        "early_stop = patience(1, monitor=val_accuracy, min_delta=0.01)"
    ),
    "every": digits(train="checkpoint = every(1)"),
    "metrics": digits(train=f"metrics = {ALL_METRICS}"),
    "whole": digits(batch="all"),
    "single": digits(batch="1", split="[0.1, 0.1, 0.8]"),
    "regularized": digits(conv=", l1=1e-4, l2=1e-3, max_norm=2.0"),
    "augment": digits(data=f"augment = {ALL_AUGMENT}"),
    "augment raw": digits(data=f"augment = {ALL_AUGMENT}", scale="none"),
    "augment divided": digits(data="augment = [crop(8), noise(0.1)]", scale="divide(16)"),
    "no validation": digits(split="[0.9, 0, 0.1]"),
    "no test": digits(split="[0.9, 0.1, 0]"),
    "in time": digits(data="order = time"),
}
SYNTHETIC = """data d {{
    source  = synthetic
    samples = 60
    {data}
}}
model Net {{
    {model}
}}
train {{
    loss      = {loss}
    optimizer = adam
    metrics   = {metrics}
    epochs    = 2
}}
"""
MASK = "input image: [16, 16, 3]\n target seg: mask({classes})"
UNET = "input image: [16, 16, 3]\n Conv2D(8, kernel=3, padding=same, activation=relu)\n{last}"


def synthetic(data: str, model: str, loss: str, metrics: str) -> str:
    """A model on random tensors."""
    return SYNTHETIC.format(data=data, model=model, loss=loss, metrics=metrics)


def segment(classes: int, last: str, loss: str) -> str:
    """A class for each pixel."""
    return synthetic(MASK.format(classes=classes), UNET.format(last=last), loss, "[accuracy, iou]")


SHAPES = {
    "mask": segment(3, "Conv2D(3, kernel=1, activation=softmax)", "cross_entropy"),
    "mask dice": segment(3, "Conv2D(3, kernel=1, activation=softmax)", "dice"),
    "mask dense": segment(3, "Dense(3, activation=softmax)", "focal"),
    "mask single": segment(2, "Conv2D(1, kernel=1, activation=sigmoid)", "dice"),
    "same": synthetic(
        "input x: [8, 8, 1] in 0..1\n target copy: same\n augment = [noise(0.1)]",
        "input x: [8, 8, 1]\n Conv2D(1, kernel=3, padding=same, activation=sigmoid)",
        "binary_cross_entropy", "[mse]",
    ),
    "sequence": synthetic(
        "input x: [12, 3]\n target y: sequence(4)\n scale = standard",
        "input x: [12, 3]\n Conv1D(8, kernel=3, padding=same) -> Dense(4)",
        "cross_entropy", "[accuracy, perplexity]",
    ),
    "distribution": synthetic(
        "input x: [5]\n target y: distribution(4)", "input x: [5]\n Dense(4, activation=softmax)",
        "kl_divergence", "[accuracy]",
    ),
    "number": synthetic("input x: [5]\n target y: real", "input x: [5]\n Dense(1)", "mse", "[r2]"),
    "several": synthetic(
        "input image: [16, 16, 3] in 0..255\n input meta: int[4] in 0..9\n scale = minmax\n"
        "target boxes: real[4] in 0..1\n target kind: class(5)\n target tags: multilabel(3)",
        "input image: [16, 16, 3]\n input meta: int[4]\n h = image -> Flatten -> Dense(8)\n"
        "output boxes = h -> Dense(4, activation=sigmoid)\n"
        "output kind = h -> Dense(5, activation=softmax)\n"
        "output tags = h -> Dense(3, activation=sigmoid)",
        "{boxes: 2.0 * huber, kind: cross_entropy, tags: binary_cross_entropy}",
        "[accuracy, mae, f1, auc]",
    ),
}  # fmt: skip
LONG = "l" + "o" * 9_998 + "ng"
HOSTILE = {
    "keywords": synthetic(
        "input lambda: [4]\n input class: [4]\n target import: class(3)",
        "input lambda: [4]\n input class: [4]\n [lambda, class] -> Concat\n"
        "output import = Dense(3)",
        "cross_entropy", "[f1]",
    ),
    "long": synthetic(
        f"input {LONG}: [4]\n target y: class(3)",
        f"input {LONG}: [4]\n output {LONG}y = Dense(3, activation=softmax)",
        "cross_entropy", "[auc, f1]",
    ).replace("Net", LONG.capitalize()),
    "names of the program": synthetic(
        "input np: [4]\n input count: [4]\n target check_range: class(3)",
        "input np: [4]\n input count: [4]\n [np, count] -> Concat\n output share = Dense(3)",
        "cross_entropy", "[accuracy]",
    ).replace("Net", "Part"),
    "quotes": 'data d {\n source = csv("\\"); import os; (", target="\'\'\'\\"\\"\\"")\n}\n'
    + MODEL.format(conv="", last="Dense(10)") + TRAIN.format(**USUAL),
}  # fmt: skip
MATRIX = {
    **{f"optimizer {one}": digits(optimizer=one) for one in OPTIMIZERS},
    **{f"schedule {one}": digits(train=f"schedule = {one}") for one in SCHEDULES},
    **{f"{one} on {end}": digits(loss=one, last=end) for one in LOSSES for end in ENDS},
    **OTHERS,
    **SHAPES,
    **HOSTILE,
}
"""Every program that is held against ruff."""
