"""Sound: samples as a waveform, and the browser's own player."""

from __future__ import annotations

import base64
import struct
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sitegen.demo.marks.axes import plot
from sitegen.demo.marks.data_table import MOST_ROWS, html_table
from sitegen.demo.marks.html import root
from sitegen.demo.marks.mark import Floats, Mark, MarkError
from sitegen.demo.marks.number import compact, count
from sitegen.demo.marks.scale import Scale
from sitegen.demo.marks.style import colour, series
from sitegen.demo.marks.svg import STEADY, UNITS, polyline, units
from sitegen.demo.plain_text import escape_text

_RATES = (4_000, 48_000)
_MOST_SAMPLES = 240_000  # as a WAV file in the page 640 KB
_PIECES = 152  # the number of segments of the waveform


class Sound(Mark):
    """A sound as a waveform, with a player.

    Shape:
        samples: (n,), from −1 to 1, n from 1 to 240,000: fifteen seconds at the usual rate.
        rate: samples per second, 4,000 to 48,000.
    """

    kind: ClassVar[str] = "sound"

    def __init__(self, samples: npt.ArrayLike, rate: int = 16_000, *, label: str = "") -> None:
        super().__init__(label)
        self.samples = self._vector("samples", samples)
        if len(self.samples) > _MOST_SAMPLES:
            raise MarkError(f"Sound: {len(self.samples):,} samples; expected at most {_MOST_SAMPLES:,}")
        if isinstance(rate, bool) or not isinstance(rate, int) or not _RATES[0] <= rate <= _RATES[1]:
            raise MarkError(
                f"Sound: rate is {rate!r}; expected a whole number from {_RATES[0]} to {_RATES[1]}"
            )
        beyond = np.abs(self.samples[np.isfinite(self.samples)]) > 1
        if beyond.any():
            raise MarkError(f"Sound: {int(beyond.sum()):,} samples are beyond −1 … 1; divide by the largest")
        self.rate = rate

    @property
    def seconds(self) -> float:
        """How long the sound lasts."""
        return len(self.samples) / self.rate

    def picture(self, name: str) -> str:
        """Return the waveform as SVG, and an audio element that holds the sound."""
        x = Scale(0, self.seconds, 0, UNITS)
        y = Scale(-1, 1, UNITS, 0)
        wave = plot(self._wave(), x, y, x_label="seconds", most_y=2)
        said = f'<div class="mark-wave" role="img" aria-label="{escape_text(name, quote=True)}">{wave}</div>'
        url = "data:audio/wav;base64," + base64.b64encode(encode_wav(self.samples, self.rate)).decode("ascii")
        title = escape_text(f"Play: {self.label or 'the sound'}", quote=True)
        options = f'class="mark-player" controls="" preload="metadata" aria-label="{title}"'
        player = f'<audio {options} src="{url}"></audio>'
        return f"{root(self.kind)}{said}{player}</div>"

    def sentence(self) -> str:
        """Say how long the sound is, its peak, and where it is loudest."""
        loud = self._loudness(20)
        middle = (int(loud.argmax()) + 0.5) * self.seconds / len(loud)
        return (
            f"{compact(self.seconds)} seconds at {count(self.rate)} samples a second; peak "
            f"{compact(float(np.abs(self.samples).max()), 2)}, loudest round {compact(middle, 2)} seconds."
        )

    def table(self) -> str:
        """Return the loudness of a few equal parts: the root of the mean square, and the peak."""
        parts = np.array_split(self.samples, min(MOST_ROWS, len(self.samples)))
        ends = np.cumsum([0, *(len(p) for p in parts)]) / self.rate
        rows = [
            [
                f"{compact(a)} to {compact(b)}",
                compact(float(np.sqrt((p * p).mean())), 2),
                compact(float(np.abs(p).max()), 2),
            ]
            for p, a, b in zip(parts, ends[:-1], ends[1:], strict=True)
        ]
        return html_table(["seconds", "loudness", "peak"], rows)

    def _loudness(self, parts: int) -> Floats:
        pieces = np.array_split(self.samples, min(parts, len(self.samples)))
        return np.array([float((piece * piece).mean()) for piece in pieces])

    def _wave(self) -> str:
        """Return the shape between the least and the largest sample of each segment."""
        pieces = np.array_split(self.samples, min(_PIECES, len(self.samples)))
        half = UNITS / 2
        across = (np.arange(len(pieces), dtype=np.float64) + 0.5) * (UNITS / len(pieces))
        upper = half * (1 - np.array([float(piece.max()) for piece in pieces]))
        lower = half * (1 - np.array([float(piece.min()) for piece in pieces]))
        outline = np.concatenate((units(across, upper), units(across, lower)[::-1]))
        own = colour(series(0))
        colours = f'fill="{own}" fill-opacity=".55" stroke="{own}" stroke-width="1" stroke-linejoin="round"'
        return f'<path d="{polyline(outline, close=True)}" {colours}{STEADY}/>'


def encode_wav(samples: Floats, rate: int) -> bytes:
    """Return samples from −1 to 1 as a WAV file: 16 bits, one channel. Shape: samples: (n,)."""
    data = np.rint(np.clip(samples, -1, 1) * 32_767).astype("<i2").tobytes()
    layout = struct.pack("<4sIHHIIHH", b"fmt ", 16, 1, 1, rate, 2 * rate, 2, 16)
    return (
        struct.pack("<4sI4s", b"RIFF", 36 + len(data), b"WAVE")
        + layout
        + struct.pack("<4sI", b"data", len(data))
        + data
    )
