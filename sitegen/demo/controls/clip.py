"""Clip: a short sound, one of the demo's own or recorded by the reader."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from typing import ClassVar

import numpy as np
import numpy.typing as npt

from sitegen.demo.controls.value import EncodedValue, InvalidValueError
from sitegen.demo.plain_text import label_of
from sitegen.demo.records import ClipData

Samples = npt.NDArray[np.float32]

RECORDED = "rec:"
"""How the text of a recording begins; after it come 16-bit little-endian samples in base64."""
_NAME = re.compile(r"[A-Za-z_][\w-]*\Z")
_RATES = (4_000, 48_000)
_MOST_SECONDS = 10.0


@dataclass(frozen=True)
class Recording(EncodedValue):
    """A sound as text: the name of one of the demo's clips, or `rec:` with the reader's own samples.

    `parse_controls` adds the samples.
    """

    text: str
    rate: int = 0
    """Samples per second."""
    decoded: Samples | None = field(default=None, repr=False, compare=False)

    @property
    def samples(self) -> Samples:
        """The sound from −1 to 1, read-only. Shape: (n,), float32."""
        if self.decoded is None:
            raise ValueError(
                "this Recording has no samples yet; make its controls with parse_controls(Controls, {})"
            )
        return self.decoded


@dataclass(frozen=True, init=False, eq=False)
class Clip:
    """One of the demo's clips, or up to `most_seconds` recorded by the reader.

    Args:
        clips: samples by name. Shape: each (n,), numbers from −1 to 1 at this control's rate.
        rate: samples per second; recordings are resampled to it.
    """

    kind: ClassVar[str] = "clip"
    types: ClassVar[tuple[type, ...]] = (Recording,)
    clips: Mapping[str, Samples]
    rate: int
    most_seconds: float
    live: bool
    label: str
    main: bool
    _faults: tuple[str, ...]

    def __init__(
        self,
        clips: Mapping[str, npt.ArrayLike],
        *,
        rate: int = 16_000,
        most_seconds: float = 2.0,
        live: bool = False,
        label: str = "",
        main: bool = False,
    ) -> None:
        copies: dict[str, Samples] = {}
        faults = [] if clips else ["offers no clip"]
        if not _RATES[0] <= rate <= _RATES[1]:
            faults.append(f"has the rate {rate}; expected {_RATES[0]} to {_RATES[1]} samples per second")
        if not 0 < most_seconds <= _MOST_SECONDS:
            faults.append(f"takes {most_seconds:g} seconds; expected more than 0, at most {_MOST_SECONDS:g}")
        for name, values in clips.items():
            samples = np.array(values, dtype=np.float32)
            if not _NAME.match(name):
                faults.append(f"has a clip {name!r}; expected a name of letters, digits, '-' and '_'")
            if samples.ndim != 1 or not 1 <= len(samples) <= _RATES[1] * _MOST_SECONDS:
                faults.append(f"has a clip {name!r} of shape {samples.shape}; expected (samples,)")
            elif not (np.abs(samples) <= 1).all():
                faults.append(f"has a clip {name!r} with samples beyond −1 … 1")
            samples.setflags(write=False)
            copies[name] = samples
        for attribute, value in (
            ("clips", copies),
            ("rate", rate),
            ("most_seconds", most_seconds),
            ("live", live),
            ("label", label),
            ("main", main),
            ("_faults", tuple(faults)),
        ):
            object.__setattr__(self, attribute, value)

    def faults(self) -> list[str]:
        """Return what is wrong with the declaration."""
        return list(self._faults)

    def parse(self, value: object, field_type: type) -> Recording:  # noqa: ARG002 the field can only be a Recording
        """Return the sound with its samples, or raise `InvalidValueError`."""
        names = ", ".join(repr(name) for name in self.clips)
        expected = f"one of {names}, or 'rec:' and at most {self.most_seconds:g} s of base64 samples"
        text = value.text if isinstance(value, Recording) else value
        if not isinstance(text, str):
            raise InvalidValueError(expected)
        text = text.strip()
        if text in self.clips:
            return Recording(text, self.rate, self.clips[text])
        if not text.startswith(RECORDED):
            close = get_close_matches(text, self.clips, n=1)
            raise InvalidValueError(expected, f"did you mean {close[0]!r}?" if close else "")
        try:
            data = base64.b64decode(text.removeprefix(RECORDED), validate=True)
        except binascii.Error:
            raise InvalidValueError(expected, "the text after 'rec:' is not base64") from None
        most = int(self.most_seconds * self.rate)
        if len(data) % 2 or not 1 <= len(data) // 2 <= most:
            raise InvalidValueError(
                expected, f"it holds {len(data):,} bytes; expected 2 for each of 1 to {most:,}"
            )
        samples = (np.frombuffer(data, dtype="<i2") / np.float32(32_768)).astype(np.float32)
        samples.setflags(write=False)
        return Recording(text, self.rate, samples)

    def describe(self, field_type: type) -> ClipData:  # noqa: ARG002 ditto
        """Return what only a clip has."""
        clips = [[name, label_of(name.replace("-", " "))] for name in self.clips]
        return {"clips": clips, "rate": self.rate, "most_seconds": self.most_seconds}
