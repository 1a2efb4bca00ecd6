"""Put values of a wrong type into the cache and into the record of the last build: both are made again."""

from __future__ import annotations

import json
import pickle
import random
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

from sitegen.engine.last_build import FILE as RECORD
from sitegen.engine.pickles import load_value
from tests.attack.common import Outcome
from tests.attack.damage import AT_RANDOM
from tests.attack.damaged_site import DamagedSite, Mode, write_full_site, write_live_site
from tests.attack.file_damage import RECORD_DAMAGES


def forge_cache_entries(count: int, folder: Path, seed: int = 23) -> Outcome:
    """Put values of a wrong type into the cache, with a right checksum: they are computed again."""
    outcome, known, choose = Outcome(), set[tuple[str, str]](), random.Random(seed)
    for write in (write_live_site, write_full_site):
        with DamagedSite(folder / write.__name__, write=write) as site:
            forged = []
            for row in site.rows():
                for name, data in _forgeries(row[0], site.value(row)):
                    if (row[0], name) not in known:  # the same of another entry of the kind shows the same
                        known.add((row[0], name))
                        forged.append((row, name, data))
            choose.shuffle(forged)
            for row, name, data in forged[:count]:
                site.attempt(f"{row[0]}: {name}", partial(site.put, row, data))
            outcome.count += site.outcome.count
            outcome.failures += site.outcome.failures
    outcome.note = f"{len(known)} forgeries of {len({kind for kind, _ in known})} kinds"
    return outcome


def damage_last_build(count: int, folder: Path, seed: int = 19) -> Outcome:
    """Damage the record of the last build at random places, and put wrong types into it."""
    choose = random.Random(seed)
    with DamagedSite(folder, (Mode("", edited=False), Mode(""))) as site:
        file = site.state / RECORD
        record = json.loads(file.read_text())
        tries: list[tuple[str, Callable[[], None]]] = [
            (f"{damage.__name__} {RECORD}", partial(damage, file, choose))
            for damage in RECORD_DAMAGES
            for _ in range(AT_RANDOM)
        ]
        # Of the sources and the published files, a few stand for all.
        for part in (record["inputs"]["files"], record["published"]):
            for key in sorted(part)[3:]:
                del part[key]
        forgeries = list(_wrong_types({**record, "environment": []}, "the record"))
        tries += [(name, partial(_forge_record, file, value)) for name, value in forgeries]
        choose.shuffle(tries)
        for name, damage in tries[:count]:
            site.attempt(name, damage)
        site.outcome.note = f"{len(tries)} tries in all, {len(forgeries)} forgeries"
        return site.outcome


def _forge_record(file: Path, changed: Any) -> None:
    """Write a record with a wrong type; every part that has its type is that of the last build."""
    if isinstance(changed, dict):
        record = json.loads(file.read_text())
        inputs = changed.get("inputs")
        if isinstance(inputs, dict) and isinstance(inputs.get("files"), dict):
            merged = {**record["inputs"]["files"], **inputs["files"]}
            changed = {**changed, "inputs": {**inputs, "files": merged}}
        if isinstance(changed.get("published"), dict):
            changed = {**changed, "published": {**record["published"], **changed["published"]}}
        if changed.get("environment") == []:
            changed = {**changed, "environment": record["environment"]}
    file.write_text(json.dumps(changed))


PICKLES = ("body", "graph", "search")
"""Kinds whose values are pickles."""
RECORDS = ("poster", "cells")
"""Kinds whose values are records, in which every part is forged."""


def _forgeries(kind: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield bytes of another shape for an entry, and what they are."""
    yield "no bytes", b""
    yield "no JSON", b"{"
    if kind in PICKLES:
        yield from _wrong_pickles(load_value(data))
        return
    if kind == "card":  # JSON, a line feed, a picture
        for head in (b"5", b"[]", b'[9, ""]', b'["a", 5]', b"{}", b"[null, []]"):
            yield f"the head is {head!r}", head + data[data.index(b"\n") :]
        yield "the picture is lacking", data.partition(b"\n")[0]
        return
    value = json.loads(data)
    forged: Iterator[tuple[str, object]]
    if kind in RECORDS:
        forged = _wrong_types(value)
        files = [("the files are of another digest", {**value, "files": {"content/demos/left.py": "0"}}),
                 ("a file has a name that cannot be", {**value, "files": {"a\0b": ""}})]  # fmt: skip
        forged = iter([*forged, *files])
    elif isinstance(value, dict):
        forged = iter([(f"a value is {5}", dict.fromkeys(value, 5)), ("a list", []), ("text", "forged")])
    else:
        forged = iter([("a number", 5), ("a list", []), ("a record", {}), ("nothing", None)])
    for name, changed in forged:
        yield name, json.dumps(changed).encode()


def _wrong_pickles(values: object) -> Iterator[tuple[str, bytes]]:
    """Yield pickles of another shape than a value, and what they are."""
    shapes: tuple[object, ...] = (5, "forged", None, [], {"parts": ()}, (), {5: b""}, {"../a": b""})
    for value in shapes:
        yield f"the value is {value!r}", pickle.dumps(value)
    if isinstance(values, dict):
        for key in values:
            yield f"{key} is lacking", pickle.dumps({name: values[name] for name in values if name != key})
            for other in shapes[:4]:
                yield f"{key} is {other!r}", pickle.dumps({**values, key: other})
            yield f"{key} is empty", pickle.dumps({**values, key: {}})
    if isinstance(values, tuple):
        for number, _ in enumerate(values):
            for other in shapes:
                wrong = (*values[:number], other, *values[number + 1 :])
                yield f"part {number} is {other!r}", pickle.dumps(wrong)


def _wrong_types(value: object, name: str = "the entry") -> Iterator[tuple[str, object]]:
    """Yield copies of a value with one part of another type each, and what was changed."""
    yield f"{name} is text", "forged"
    yield f"{name} is a number", 5
    is_texts = isinstance(value, list) and all(isinstance(part, str) for part in value)
    yield f"{name} is a list", [5] if is_texts else ["forged"]
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        place = f"{name}.{key}"
        if not isinstance(value, dict | list):
            continue
        changes: Iterator[tuple[str, object]] = iter(())
        if isinstance(part, dict | list):
            changes = _wrong_types(part, place)
        else:
            other: object = "forged" if part is None or isinstance(part, int | float) else 5
            changes = iter([(f"{place} is {other!r}", other), (f"{place} is a record", {"a": 1})])
        for changed, inner in changes:
            yield changed, _with(value, key, inner)
        if isinstance(value, dict):
            yield f"{name} lacks {key}", {other: part for other, part in value.items() if other != key}


def _with(value: Any, key: Any, part: object) -> object:
    """Return a copy of a list or a record with one part replaced."""
    if isinstance(value, dict):
        return {**value, key: part}
    return [*value[:key], part, *value[key + 1 :]]
