"""Note: a few words at a place of a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sitegen.demo.marks.mark import MarkError
from sitegen.demo.marks.scale import Scale
from sitegen.demo.marks.svg import UNITS, group, halo, share
from sitegen.demo.plain_text import escape_text

_MOST_NOTES = 12
_MOST_LETTERS = 40
_OFF = 14  # pixels between a place and the words above it


@dataclass(frozen=True, slots=True)
class Note:
    """Words at a place in the units of the picture's axes: `Note(at=(1, 1), text="the only yes")`.

    The words stand above the place, or below it where it is near the upper edge.
    """

    at: tuple[float, float]
    text: str


def check_notes(owner: str, notes: Sequence[Note]) -> tuple[Note, ...]:
    """Return the notes; refuse what is no note, and more than a picture can hold."""
    for note in notes:
        if not isinstance(note, Note):
            raise MarkError(f"{owner}: notes holds {type(note).__name__}; expected Note(at=(x, y), text=...)")
        if len(note.text) > _MOST_LETTERS:
            raise MarkError(
                f"{owner}: a note has {len(note.text)} letters; at most {_MOST_LETTERS}: {note.text!r}"
            )
    if len(notes) > _MOST_NOTES:
        raise MarkError(f"{owner}: {len(notes)} notes; expected at most {_MOST_NOTES}")
    return tuple(notes)


def draw_notes(notes: Sequence[Note], x: Scale, y: Scale) -> str:
    """Return notes as SVG for a layer, placed by scales of a plane."""
    drawn = []
    for note in notes:
        across, down = float(x.place(note.at[0])) / UNITS, float(y.place(note.at[1])) / UNITS
        anchor = "start" if across < 0.2 else "end" if across > 0.8 else "middle"
        off = _OFF + 10 if down < 0.15 else -_OFF
        place = f'x="{share(across)}" y="{share(down)}" dy="{off}" text-anchor="{anchor}"'
        drawn.append(f"<text {place}>{escape_text(note.text)}</text>")
    return group(drawn, halo())


def tell_notes(notes: Sequence[Note]) -> str:
    """Return what a sentence says of notes, beginning with a semicolon; empty without notes."""
    return f"; noted: {', '.join(note.text for note in notes)}" if notes else ""
