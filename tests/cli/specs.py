"""Specs that several topics try things out on."""

SOFTMAX = "model A {\n    input x: [4]\n    Dense(1, activation=softmax)\n}\n"
"""Has one error, `softmax-single-unit`, with an unsafe fix."""

BIAS = "model B {\n    input x: [4]\n    Dense(3) -> BatchNorm -> ReLU\n}\n"
"""Has one remark, `bias-before-batch-norm`, with a safe fix."""

BIAS_FIXED = BIAS.replace("Dense(3)", "Dense(3, bias=false)")

BROKEN = "model C {\n    input x: [4]\n    Linear(3)\n}\n"
"""Has one error after which there is no model, `unknown-layer`."""

GOOD = "model D {\n    input x: [4]\n    Dense(3)\n}\n"
