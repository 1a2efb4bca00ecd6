"""The file of an island's saved frames: what repeats from frame to frame is written once, then gzip.

The file is JSON. Of each text (a picture, its table, a sentence ...) it holds a column with one entry per
frame: how many characters at the start and at the end are those of the entry before, and those between.
`static/client/core/saved-frames.js` reads it.
"""

from __future__ import annotations

import json
import re
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    from sitegen.demo import MarkData, StepData

SOUND = re.compile(r' src="data:audio/[^"]*"')
MOST_BYTES = 80_000
GZIP = 31
"""The window size with which zlib writes the gzip format, without a time."""
MARK_NAMES, MARK_TEXTS = ("name", "kind", "label"), ("svg", "table", "sentence")


@dataclass(frozen=True, slots=True)
class RunFrames:
    """The saved frames of one run."""

    changes: Mapping[str, Any]
    """The values that differ from the author's."""
    frames: tuple[StepData, ...]
    """In the order of their steps; not empty."""


def pack_frames(runs: Sequence[RunFrames], most: int = MOST_BYTES) -> tuple[bytes, int]:
    """Return the file of the runs and how many frames were left out so that it takes at most `most` bytes.

    Sounds are left out before frames: they wait for Python. The author's last frame always stays, so a single
    frame may take more.

    Args:
        runs: the author's run first.
        most: the largest size of the file.
    """
    packed = _packed(runs)
    if len(packed) > most:  # a second of sound takes as much as several pictures
        runs = [RunFrames(run.changes, tuple(map(_silent, run.frames))) for run in runs]
        packed = _packed(runs)
    spare = list(_spare_frames(runs))
    if len(packed) <= most or not spare:
        return packed, 0
    few, many = 0, len(spare)
    while many - few > 1:
        middle = (few + many) // 2
        if len(_packed(_without(runs, spare[:middle]))) <= most:
            many = middle
        else:
            few = middle
    return _packed(_without(runs, spare[:many])), many


def unpack_frames(content: bytes) -> tuple[RunFrames, ...]:
    """Return the runs of a file, as `pack_frames` received them."""
    record = json.loads(zlib.decompress(content, GZIP))
    columns = {name: _texts(column) for name, column in record["columns"].items()}
    runs, place = [], 0
    for run in record["runs"]:
        frames: list[Any] = []
        for step, done, finite in run["frames"]:
            shown = {name: texts[place] for name, texts in columns.items()}
            marks = [
                {
                    **dict(zip(MARK_NAMES, mark, strict=True)),
                    **{key: shown[f"{key}:{mark[0]}"] for key in MARK_TEXTS},
                }
                for mark in json.loads(shown["marks"])
            ]
            metrics = json.loads(shown["metrics"])
            texts = {"text": shown["text"], "metrics": metrics, "marks": marks}
            frames.append({"step": step, "done": done, "finite": finite, **texts})
            place += 1
        runs.append(RunFrames(run["changes"], tuple(frames)))
    return tuple(runs)


def _spare_frames(runs: Sequence[RunFrames]) -> Iterator[tuple[int, int]]:
    """Yield run and place of the frames that may be left out, the least needed first.

    First those on the way to the end of runs with other values; then, twice, every second one of the author's
    run; then the other runs, the last one first; then the rest of the author's run, but its two ends.
    """
    others = range(len(runs) - 1, 0, -1)
    for run in others:
        yield from ((run, place) for place in range(len(runs[run].frames) - 1))
    rest = list(range(1, len(runs[0].frames) - 1)) if runs else []
    for _ in range(2):
        yield from ((0, place) for place in rest[::2])
        rest = rest[1::2]
    yield from ((run, len(runs[run].frames) - 1) for run in others)
    yield from ((0, place) for place in rest)
    if runs and len(runs[0].frames) > 1:
        yield 0, 0


def _silent(frame: StepData) -> StepData:
    """Return a frame whose pictures hold no sounds."""
    marks: list[MarkData] = [{**mark, "svg": SOUND.sub("", mark["svg"])} for mark in frame["marks"]]
    return {**frame, "marks": marks}


def _without(runs: Sequence[RunFrames], left_out: Sequence[tuple[int, int]]) -> list[RunFrames]:
    gone = set(left_out)
    kept = (
        RunFrames(run.changes, tuple(f for place, f in enumerate(run.frames) if (number, place) not in gone))
        for number, run in enumerate(runs)
    )
    return [run for run in kept if run.frames]


def _packed(runs: Sequence[RunFrames]) -> bytes:
    frames = [frame for run in runs for frame in run.frames]
    marks = [{mark["name"]: cast("dict[str, str]", mark) for mark in frame["marks"]} for frame in frames]
    columns = {
        "text": [frame["text"] for frame in frames],
        "metrics": [_json(frame["metrics"]) for frame in frames],
        "marks": [_json([[mark[key] for key in MARK_NAMES] for mark in row.values()]) for row in marks],
    }
    for name in dict.fromkeys(name for row in marks for name in row):
        for key in MARK_TEXTS:
            columns[f"{key}:{name}"] = [row[name][key] if name in row else "" for row in marks]
    steps = [[[frame["step"], frame["done"], frame["finite"]] for frame in run.frames] for run in runs]
    record = {
        "runs": [{"changes": run.changes, "frames": of_run} for run, of_run in zip(runs, steps, strict=True)],
        "columns": {name: _column(texts) for name, texts in columns.items()},
    }
    return zlib.compress(_json(record).encode(), 9, GZIP)


def _column(texts: Sequence[str]) -> list[int | str]:
    """Return, for each text, the lengths of what it shares with the text before, and what differs."""
    column: list[int | str] = []
    before = ""
    for text in texts:
        start = end = 0
        # Lengths count UTF-16 units in JavaScript: a text with characters beyond these is written whole.
        if max(before, default="") <= "\uffff" and max(text, default="") <= "\uffff":
            start = _shared(before, text)
            end = _shared(before[start:][::-1], text[start:][::-1])
        column += [start, end, text[start : len(text) - end]]
        before = text
    return column


def _texts(column: Sequence[Any]) -> list[str]:
    """Return the texts of a column."""
    texts: list[str] = []
    before = ""
    for start, end, between in zip(column[::3], column[1::3], column[2::3], strict=True):
        before = before[:start] + between + before[len(before) - end :]
        texts.append(before)
    return texts


def _shared(one: str, other: str) -> int:
    """Return the length of the common start of two texts."""
    low, high = 0, min(len(one), len(other))
    while low < high:
        middle = (low + high + 1) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
