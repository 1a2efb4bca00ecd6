"""One running demo: frames come one by one, live controls reach the loop."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np

from sitegen.demo.controls.parse import ControlError, Fault, parse_controls, values_of
from sitegen.demo.declaration import Demo
from sitegen.demo.frame import Frame
from sitegen.demo.show import find_non_finite


class Session:
    """One run of a demo from its controls' values; nothing runs before the first `step`.

    The same values give the same frames: randomness comes only from a generator seeded by the demo's `Seed`
    control, or by 0 where it has none.
    """

    def __init__(self, demo: Demo, values: Mapping[str, object] | None = None) -> None:
        self.demo = demo
        self.controls: object = parse_controls(demo.controls_class, values or {})
        self.frame: Frame | None = None
        """The newest frame."""
        self.steps = 0
        """How many frames there were."""
        self.done = False
        """Whether no further step gives anything new."""
        self._frames: Iterator[Frame] | None = None

    def step(self) -> bool:
        """Make the next frame; return whether there was one.

        A frame that holds numbers that are not finite is the last: nothing good can follow.
        """
        if self.done:
            return False
        # The frame of a diverging run shows that it diverges; NumPy's warnings would repeat it.
        with np.errstate(over="ignore", divide="ignore", invalid="ignore", under="ignore"):
            frame = self._next()
        if frame is None:
            self.done = True
            return False
        if not isinstance(frame, Frame):
            raise TypeError(f"the demo {self.demo.name!r} gave {type(frame).__name__}; expected Frame")
        self.frame, self.steps = frame, self.steps + 1
        self.done = not self.demo.generator or bool(find_non_finite(frame))
        return True

    def run(self, steps: int) -> Iterator[Frame]:
        """Make frames until this many steps follow the first one, or until the run ends; yield each frame."""
        while self.steps <= steps and self.step():
            assert self.frame is not None  # noqa: S101 - for the type checker: a step was made
            yield self.frame

    def set(self, values: Mapping[str, object]) -> None:
        """Change controls: of a running loop only live ones; a plain function computes its frame again.

        Raises:
            ControlError: a value does not fit, or the control would need a fresh run.
        """
        changed: object = parse_controls(self.demo.controls_class, {**values_of(self.controls), **values})
        if not self.demo.generator:
            self.controls, self.done, self.steps = changed, False, 0
            self.step()
            return
        new, old = values_of(changed), values_of(self.controls)
        moved = [control for control in self.demo.controls if new[control.name] != old[control.name]]
        if faults := tuple(
            Fault(c.name, new[c.name], f"{old[c.name]!r} until the run starts again")
            for c in moved
            if not c.live
        ):
            raise ControlError(faults)
        for control in moved:
            # Written into the very object that the generator holds.
            setattr(self.controls, control.name, new[control.name])

    def _next(self) -> Frame | None:
        if self._frames is None or not self.demo.generator:
            run = self.demo.run(self.controls, np.random.default_rng(self._seed()))
            if isinstance(run, Frame) or not self.demo.generator:
                return run  # type: ignore[return-value]  # checked by step
            self._frames = run
        return next(self._frames, None)

    def _seed(self) -> int:
        names = [control.name for control in self.demo.controls if control.kind == "seed"]
        return int(getattr(self.controls, names[0])) if names else 0
