"""Handle: a place of a picture that a reader can drag, which moves controls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sitegen.demo.marks.mark import MarkError
from sitegen.demo.marks.scale import Scale
from sitegen.demo.marks.style import paint
from sitegen.demo.marks.svg import UNITS, share

_TOUCH = 22  # pixels: the radius of what a finger can hit
_SHOWN = 8
_MOST_HANDLES = 6


@dataclass(frozen=True, slots=True)
class Handle:
    """A place, in the units of the picture's axes, whose x and y set sliders of the demo.

        Handle(at=(controls.bar, 0.5), x="bar")

    Keyboards and screen readers use the sliders themselves; a handle is for pointers and touch.

    Args:
        at: where it is now.
        x: the name of the slider that moves with x; empty for a handle that keeps its x.
        y: the name of the slider that moves with y; empty for a handle that keeps its y.
        values: what these sliders have at this place; the place itself when absent.
        size: width and height of a thing round this place, in the units of the axes: it is dragged wherever
            it is touched. A ring is drawn and dragged when absent.
    """

    at: tuple[float, float]
    x: str = ""
    y: str = ""
    values: tuple[float, float] | None = None
    size: tuple[float, float] | None = None


def check_handles(owner: str, handles: Sequence[Handle]) -> tuple[Handle, ...]:
    """Return the handles; refuse what is no handle, and one that moves nothing."""
    for handle in handles:
        if not isinstance(handle, Handle):
            raise MarkError(
                f"{owner}: handles holds {type(handle).__name__}; expected Handle(at=(x, y), x=...)"
            )
        named = [name for name in (handle.x, handle.y) if name]
        if not named or not all(name.isidentifier() for name in named):
            raise MarkError(
                f"{owner}: a handle has x={handle.x!r} and y={handle.y!r}; expected the name of a slider"
            )
        if handle.size is not None and not all(length > 0 for length in handle.size):
            raise MarkError(f"{owner}: a handle has size={handle.size!r}; expected a width and a height > 0")
    if len(handles) > _MOST_HANDLES:
        raise MarkError(f"{owner}: {len(handles)} handles; expected at most {_MOST_HANDLES}")
    return tuple(handles)


def draw_handles(handles: Sequence[Handle], x: Scale, y: Scale) -> str:
    """Return handles as SVG for a layer, placed by linear scales of a plane.

    `data-x` and `data-y` name the sliders; `data-x-ends` and `data-y-ends` are their values at the left and
    right, and at the upper and lower edge. `static/client/controls/picks.js` reads them.
    """
    drawn = []
    for handle in handles:
        across, down = float(x.place(handle.at[0])) / UNITS, float(y.place(handle.at[1])) / UNITS
        values = handle.values or handle.at
        moves = _axis("x", handle.x, x, values[0] - handle.at[0]) + _axis(
            "y", handle.y, y, values[1] - handle.at[1]
        )
        place = f'x="{share(across)}" y="{share(down)}" overflow="visible"{moves}'
        drawn.append(f'<svg class="mark-handle" {place}>{_touched(handle.size, x, y)}</svg>')
    return "".join(drawn)


def _touched(size: tuple[float, float] | None, x: Scale, y: Scale) -> str:
    """Return what a pointer can hold: a ring with room for a finger, or an area without a picture."""
    if size is None:
        ring = f'<circle r="{_SHOWN}"{paint(fill="paper", stroke="line")} stroke-width="2"/>'
        return f'<circle r="{_TOUCH}" fill-opacity="0"/>{ring}'
    wide, high = (length / abs(scale.high - scale.low) for length, scale in zip(size, (x, y), strict=True))
    corner = f'x="{share(-wide / 2)}" y="{share(-high / 2)}"'
    return f'<rect {corner} width="{share(wide)}" height="{share(high)}" fill-opacity="0"/>'


def _axis(axis: str, name: str, scale: Scale, shift: float) -> str:
    """Return the attributes that tell which slider an axis moves; empty for none."""
    first, last = (scale.low, scale.high) if scale.start < scale.end else (scale.high, scale.low)
    return f' data-{axis}="{name}" data-{axis}-ends="{first + shift:.6g} {last + shift:.6g}"' if name else ""
