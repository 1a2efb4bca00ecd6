"""A mark for programs whose lines can be touched, and one training step in four libraries. No demo itself."""

from collections.abc import Mapping, Sequence

from sitegen.demo import Mark, MarkError

STEPS = ("data", "model", "loss", "gradient", "step")
"""What every training program says, in this order; places count from 1."""

BATCH = "x = rows[i : i + BATCH]\ntarget = labels[i : i + BATCH]"
LISTINGS: dict[str, list[tuple[str, tuple[str, ...]]]] = {
    "sitegen.nn": [
        (BATCH, ("data",)),
        (
            "model = nn.Sequential(\n    nn.Linear(64, 32, rng=rng),\n    nn.Tanh(),\n"
            "    nn.Linear(32, 10, rng=rng))",
            ("model",),
        ),
        ("loss = F.cross_entropy(model(x), target)", ("loss",)),
        ("optimizer.zero_grad()\nloss.backward()", ("gradient",)),
        ("optimizer.step()", ("step",)),
    ],
    "PyTorch": [
        (BATCH, ("data",)),
        (
            "model = nn.Sequential(\n    nn.Linear(64, 32),\n    nn.Tanh(),\n    nn.Linear(32, 10))",
            ("model",),
        ),
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
            "    return (tf.tanh(x @ w1 + b1)\n        @ w2 + b2)",
            ("model",),
        ),
        (
            "with tf.GradientTape() as tape:\n    loss = tf.reduce_mean(cross_entropy(\n"
            "        target, answer(x, variables)))",
            ("loss",),
        ),
        ("gradients = tape.gradient(\n    loss, variables)", ("gradient",)),
        ("for v, g in zip(variables, gradients):\n    v.assign_sub(RATE * g)", ("step",)),
    ],
}
"""The lines of the scripts in content/demos/train/three_libraries, and of the post, with the step of each."""


LIT = ' class="mark-lit"'


class Listing(Mark):
    """Programs beside each other, in blocks of lines; the blocks of one step are lit in all of them.

    Where the place is narrow, blocks that are not lit show their first line. A touched block sets a control.

    Args:
        programs: for each name the blocks: lines, and the steps that they belong to.
        lit: the step whose blocks are lit.
        pick: the control that is set, to the place of the block's first step.
        label: the heading.
    """

    kind = "text"

    def __init__(
        self,
        programs: Mapping[str, Sequence[tuple[str, tuple[str, ...]]]],
        lit: str,
        *,
        pick: str,
        label: str,
    ) -> None:
        super().__init__(label)
        unknown = {step for blocks in programs.values() for _, steps in blocks for step in steps} - set(STEPS)
        if unknown or lit not in STEPS:
            raise MarkError(f"Listing: received the step {lit!r} and {unknown}; expected {', '.join(STEPS)}")
        self.programs, self.lit, self.pick = dict(programs), lit, pick

    def picture(self, name: str) -> str:  # noqa: ARG002 - text needs no name
        """Return the lines as buttons."""
        parts = "".join(
            f'<div><p>{_escaped(program)}</p><ol class="mark-lines">'
            f"{''.join(self._row(code, steps) for code, steps in blocks)}</ol></div>"
            for program, blocks in self.programs.items()
        )
        return f'<div class="mark" data-kind="{self.kind}"><div class="mark-programs">{parts}</div></div>'

    def _row(self, code: str, steps: tuple[str, ...]) -> str:
        lit = self.lit in steps
        place = STEPS.index(self.lit if lit else steps[0]) + 1
        return (
            f"<li{LIT if lit else ''}>"
            f'<button type="button" data-pick="{self.pick}" value="{place}" '
            f'aria-pressed="{"true" if lit else "false"}"><code>{_escaped(code)}</code></button></li>'
        )

    def sentence(self) -> str:
        """Return the lines that are lit."""
        lit = "; ".join(
            f"in {program}: {' '.join(code.split())}"
            for program, blocks in self.programs.items()
            for code, steps in blocks
            if self.lit in steps
        )
        return f"The step {self.lit} {lit}"

    def table(self) -> str:
        """Return nothing: the picture is text."""
        return ""


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
