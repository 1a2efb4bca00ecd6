"""A mark for programs whose lines can be touched, and one training step in four libraries. No demo itself."""

from collections.abc import Sequence

from sitegen.demo import Mark, MarkError

STEPS = ("data", "model", "loss", "gradient", "step")
"""What every training program says, in this order; places count from 1."""

BATCH = "x = rows[i : i + BATCH]\ntarget = labels[i : i + BATCH]"
LISTINGS: dict[str, list[tuple[str, tuple[str, ...]]]] = {
    "sitegen.nn": [
        (BATCH, ("data",)),
        (
            "model = nn.Sequential(\n    nn.Linear(64, 32, rng=rng), nn.Tanh(),\n"
            "    nn.Linear(32, 10, rng=rng))",
            ("model",),
        ),
        ("loss = F.cross_entropy(model(x), target)", ("loss",)),
        ("optimizer.zero_grad()\nloss.backward()", ("gradient",)),
        ("optimizer.step()", ("step",)),
    ],
    "PyTorch": [
        (BATCH, ("data",)),
        ("model = nn.Sequential(\n    nn.Linear(64, 32), nn.Tanh(),\n    nn.Linear(32, 10))", ("model",)),
        ("loss = F.cross_entropy(model(x), target)", ("loss",)),
        ("optimizer.zero_grad()\nloss.backward()", ("gradient",)),
        ("optimizer.step()", ("step",)),
    ],
    "Keras": [
        ("x, target = digits()[:2]", ("data",)),
        (
            "model = keras.Sequential([\n    keras.Input((64,)),\n"
            '    layers.Dense(32, "tanh"),\n    layers.Dense(10)])',
            ("model",),
        ),
        ("loss = SparseCategoricalCrossentropy(\n    from_logits=True)", ("loss",)),
        (
            "model.compile(optimizers.SGD(RATE), loss)\nmodel.fit(x, target, batch_size=BATCH,\n"
            "    epochs=EPOCHS, shuffle=False)",
            ("gradient", "step"),
        ),
    ],
    "TensorFlow": [
        (BATCH, ("data",)),
        (
            "def answer(x, variables):\n    w1, b1, w2, b2 = variables\n"
            "    return tf.tanh(x @ w1 + b1) @ w2 + b2",
            ("model",),
        ),
        (
            "with tf.GradientTape() as tape:\n    scores = answer(x, variables)\n"
            "    loss = tf.reduce_mean(\n        cross_entropy(target, scores))",
            ("loss",),
        ),
        ("gradients = tape.gradient(loss, variables)", ("gradient",)),
        ("for v, g in zip(variables, gradients):\n    v.assign_sub(RATE * g)", ("step",)),
    ],
}
"""The lines of the scripts in content/demos/train/three_libraries, and of the post, with the step of each."""


class Listing(Mark):
    """A program in blocks of lines; the blocks of one step are lit, and a touched block sets a control.

    Args:
        blocks: the lines, and the steps that they belong to.
        lit: the step whose blocks are lit.
        pick: the control that is set, to the place of the block's first step.
        label: the heading.
    """

    kind = "text"

    def __init__(
        self, blocks: Sequence[tuple[str, tuple[str, ...]]], lit: str, *, pick: str, label: str
    ) -> None:
        super().__init__(label)
        unknown = {step for _, steps in blocks for step in steps} - set(STEPS)
        if unknown or lit not in STEPS:
            raise MarkError(f"Listing: received the step {lit!r} and {unknown}; expected {', '.join(STEPS)}")
        self.blocks, self.lit, self.pick = list(blocks), lit, pick

    def picture(self, name: str) -> str:  # noqa: ARG002 the lines are the name
        """Return the lines as buttons."""
        rows = []
        for code, steps in self.blocks:
            # Where a block does two steps, touching it again lights the second.
            place = STEPS.index(self.lit) + 1 if self.lit in steps else STEPS.index(steps[0]) + 1
            lit = ' class="mark-lit"' if self.lit in steps else ""
            pressed = "true" if self.lit in steps else "false"
            text = code.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
            rows.append(
                f'<li{lit}><button type="button" data-pick="{self.pick}" value="{place}" '
                f'aria-pressed="{pressed}"><code>{text}</code></button></li>'
            )
        return f'<div class="mark" data-kind="{self.kind}"><ol class="mark-lines">{"".join(rows)}</ol></div>'

    def sentence(self) -> str:
        """Return the lines that are lit."""
        lit = "; ".join(" ".join(code.split()) for code, steps in self.blocks if self.lit in steps)
        return f"For the step {self.lit}: {lit}"

    def table(self) -> str:
        """Return nothing: the picture is text."""
        return ""
