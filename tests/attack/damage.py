"""Damage every entry and every file of the caches, and the record of the last build.

A build gives the same bytes as before; one with a damaged runtime gives them or refuses with a message.
"""

from __future__ import annotations

import json
import pickle
import random
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import platformdirs

from sitegen.cache import FILE, Cache
from sitegen.engine.last_build import FILE as RECORD
from tests.attack.common import DEMO, Outcome, builder, difference, digest, posts, write_site

Damage = Callable[[Path, random.Random], None]


def flip(file: Path, choose: random.Random) -> None:
    """Change one bit."""
    data = bytearray(file.read_bytes())
    if data:
        data[choose.randrange(len(data))] ^= 1 << choose.randrange(8)
    file.write_bytes(data)


def truncate(file: Path, choose: random.Random) -> None:
    """Cut a file somewhere."""
    data = file.read_bytes()
    file.write_bytes(data[: choose.randrange(len(data))] if data else b"")


def empty(file: Path, choose: random.Random) -> None:
    """Leave nothing of a file."""
    del choose
    file.write_bytes(b"")


def fill_with_zeros(file: Path, choose: random.Random) -> None:
    """Do what a power cut does: the length is right, the bytes are not."""
    del choose
    file.write_bytes(bytes(file.stat().st_size))


def overwrite(file: Path, choose: random.Random) -> None:
    """Fill a part of a file with random bytes."""
    data = bytearray(file.read_bytes())
    if data:
        place = choose.randrange(len(data))
        size = min(choose.choice((1, 16, 4096)), len(data) - place)
        data[place : place + size] = choose.randbytes(size)
    file.write_bytes(data)


def zero_a_page(file: Path, choose: random.Random) -> None:
    """Fill a block of 4096 bytes with zeros."""
    data = bytearray(file.read_bytes())
    place = choose.randrange(max(1, len(data) // 4096)) * 4096
    size = len(data[place : place + 4096])
    data[place : place + size] = bytes(size)
    file.write_bytes(data)


def change_header(file: Path, choose: random.Random) -> None:
    """Change a byte among the first 100, where SQLite has its header."""
    data = bytearray(file.read_bytes())
    if data:
        data[choose.randrange(min(100, len(data)))] = choose.randrange(256)
    file.write_bytes(data)


def swap(file: Path, choose: random.Random) -> None:
    """Put another file of the same folder in its place."""
    others = sorted(other for other in file.parent.iterdir() if other.is_file() and other != file)
    if others:
        file.write_bytes(choose.choice(others).read_bytes())


def rename(file: Path, choose: random.Random) -> None:
    """Give a file the name of another, as a restore or a sync that mixes files up."""
    others = sorted(other for other in file.parent.iterdir() if other.is_file() and other != file)
    if others:
        file.replace(choose.choice(others))


def remove(file: Path, choose: random.Random) -> None:
    """Remove a file."""
    del choose
    file.unlink()


def make_folder(file: Path, choose: random.Random) -> None:
    """Put a folder in its place."""
    del choose
    file.unlink()
    file.mkdir()


def append(file: Path, choose: random.Random) -> None:
    """Add a byte."""
    file.write_bytes(file.read_bytes() + bytes([choose.randrange(256)]))


DAMAGES: list[Damage] = [flip, truncate, empty, fill_with_zeros, swap, rename, remove, make_folder, append]
DATABASE_DAMAGES: list[Damage] = [
    flip, truncate, empty, fill_with_zeros, overwrite, zero_a_page, change_header, remove, make_folder, append
]  # fmt: skip
RECORD_DAMAGES: list[Damage] = [
    flip, truncate, empty, fill_with_zeros, overwrite, remove, make_folder, append
]  # fmt: skip
AT_RANDOM = 40
"""How often each damage at a random place is done to the one file of the cache, and to the record."""

Row = tuple[str, str]
"""Kind and key of an entry."""
EntryDamage = Callable[[sqlite3.Connection, Row, random.Random], None]


def _change(database: sqlite3.Connection, row: Row, column: str, value: object) -> None:
    database.execute(f"UPDATE entries SET {column} = ? WHERE kind = ? AND key = ?", (value, *row))


def _read(database: sqlite3.Connection, row: Row, column: str) -> Any:
    return database.execute(f"SELECT {column} FROM entries WHERE kind = ? AND key = ?", row).fetchone()[0]


def flip_value(database: sqlite3.Connection, row: Row, choose: random.Random) -> None:
    """Change one bit of an entry."""
    data = bytearray(_read(database, row, "value"))
    data[choose.randrange(len(data))] ^= 1 << choose.randrange(8)
    _change(database, row, "value", bytes(data))


def truncate_value(database: sqlite3.Connection, row: Row, choose: random.Random) -> None:
    """Cut an entry somewhere."""
    data = _read(database, row, "value")
    _change(database, row, "value", data[: choose.randrange(len(data))])


def append_to_value(database: sqlite3.Connection, row: Row, choose: random.Random) -> None:
    """Add a byte to an entry."""
    _change(database, row, "value", _read(database, row, "value") + bytes([choose.randrange(256)]))


def flip_checksum(database: sqlite3.Connection, row: Row, choose: random.Random) -> None:
    """Change one bit of a checksum."""
    data = bytearray(_read(database, row, "checksum"))
    data[choose.randrange(len(data))] ^= 1 << choose.randrange(8)
    _change(database, row, "checksum", bytes(data))


def other_storage(database: sqlite3.Connection, row: Row, choose: random.Random) -> None:
    """Store text, a number or a number with a fraction where bytes are expected."""
    column, value = choose.choice(("value", "checksum")), choose.choice(("text", 5, 0.5, "\ud7ff"))
    _change(database, row, column, value)


def swap_values(database: sqlite3.Connection, row: Row, choose: random.Random) -> None:
    """Put the value of another entry, with its checksum, under this key."""
    rows = database.execute("SELECT kind, key FROM entries WHERE key <> ? ORDER BY 1, 2", row[1:]).fetchall()
    same_kind = [other for other in rows if other[0] == row[0]]
    other = choose.choice(same_kind if same_kind and choose.random() < 0.7 else rows)
    for column in ("checksum", "value"):
        _change(database, row, column, _read(database, other, column))


def move_entry(database: sqlite3.Connection, row: Row, choose: random.Random) -> None:
    """Give an entry the key of another of its kind, as a sync that mixes entries up."""
    keys = database.execute("SELECT key FROM entries WHERE kind = ? AND key <> ? ORDER BY 1", row).fetchall()
    if keys:
        (key,) = choose.choice(keys)
        database.execute("DELETE FROM entries WHERE kind = ? AND key = ?", (row[0], key))
        _change(database, row, "key", key)


def remove_entry(database: sqlite3.Connection, row: Row, choose: random.Random) -> None:
    """Remove an entry."""
    del choose
    database.execute("DELETE FROM entries WHERE kind = ? AND key = ?", row)


ENTRY_DAMAGES: list[EntryDamage] = [
    flip_value, truncate_value, append_to_value, flip_checksum, other_storage, swap_values, move_entry,
    remove_entry,
]  # fmt: skip


def damage_site_cache(count: int, folder: Path, seed: int = 13) -> Outcome:
    """Damage every entry of the site's cache in every way, and its file at random places."""
    choose = random.Random(seed)
    with _Damaged(folder) as site:
        rows = site.rows()
        tries: list[tuple[str, Callable[[], None]]] = [
            (f"{damage.__name__} {row[0]}", lambda damage=damage, row=row: site.change(damage, row, choose))
            for damage in ENTRY_DAMAGES
            for row in rows
        ]
        tries += [
            (f"{damage.__name__} {FILE}", lambda damage=damage: damage(site.cache / FILE, choose))
            for damage in DATABASE_DAMAGES
            for _ in range(AT_RANDOM)
        ]
        tries += [
            (f"garbage in {FILE}{suffix}", lambda suffix=suffix: site.garbage(f"{FILE}{suffix}", choose))
            for suffix in ("-wal", "-shm", "-journal")
        ]
        choose.shuffle(tries)
        for name, damage in tries[:count]:
            site.attempt(name, damage)
        site.outcome.note = f"{len(rows)} entries, {len(ENTRY_DAMAGES)} ways; {len(tries)} tries in all"
        return site.outcome


def forge_cache_entries(count: int, folder: Path) -> Outcome:
    """Put values of a wrong type into the cache, with a right checksum: they are computed again."""
    with _Damaged(folder) as site:
        forged = [
            (row, name, data) for row in site.rows() for name, data in _forgeries(row[0], site.value(row))
        ]
        for row, name, data in forged[:: max(1, len(forged) // count)][:count]:
            site.attempt(f"{row[0]}: {name}", lambda row=row, data=data: site.put(row, data))
        site.outcome.note = f"{len(forged)} forgeries"
        return site.outcome


def damage_last_build(count: int, folder: Path, seed: int = 19) -> Outcome:
    """Damage the record of the last build at random places, and put wrong types into it."""
    choose = random.Random(seed)
    with _Damaged(folder, now="") as site:
        file = site.state / RECORD
        record = json.loads(file.read_text())
        tries: list[tuple[str, Callable[[], None]]] = [
            (f"{damage.__name__} {RECORD}", lambda damage=damage: damage(file, choose))
            for damage in RECORD_DAMAGES
            for _ in range(AT_RANDOM)
        ]
        # Of the sources and the published files, a few stand for all.
        for part in (record["inputs"]["files"], record["published"]):
            for key in sorted(part)[3:]:
                del part[key]
        forgeries = list(_wrong_types({**record, "environment": []}, "the record"))
        tries += [(name, lambda value=value: _forge_record(file, value)) for name, value in forgeries]
        choose.shuffle(tries)
        for name, damage in tries[:count]:
            site.attempt(name, damage)
        site.outcome.note = f"{len(tries)} tries in all, {len(forgeries)} forgeries"
        return site.outcome


def _forge_record(file: Path, changed: Any) -> None:
    """Write a record of wrong types; where it has the shape of one, everything else is that of the last build."""
    if isinstance(changed, dict):
        record = json.loads(file.read_text())
        for part in ("files",):
            inputs = changed.get("inputs")
            if isinstance(inputs, dict) and isinstance(inputs.get(part), dict):
                changed = {**changed, "inputs": {**inputs, part: {**record["inputs"][part], **inputs[part]}}}
        if isinstance(changed.get("published"), dict):
            changed = {**changed, "published": {**record["published"], **changed["published"]}}
        if changed.get("environment") == []:
            changed = {**changed, "environment": record["environment"]}
    file.write_text(json.dumps(changed))


class _Damaged:
    """A built site whose state is restored before each damage."""

    def __init__(self, folder: Path, now: str | None = None) -> None:
        self.site = _site(folder)
        self.state, self.cache = self.site / ".sitegen", self.site / ".sitegen" / "cache"
        self.kept = folder / "kept"
        self.outcome = Outcome()
        self.options: dict[str, Any] = {"command": True} | ({} if now is None else {"now": now})
        self._builder = builder()

    def __enter__(self) -> _Damaged:
        self.build = self._builder.__enter__()
        ended = self.build.build(self.site, **self.options)
        assert ended.status == 0, ended.error
        self.good = digest(self.site / "public")
        shutil.copytree(self.state, self.kept)
        return self

    def __exit__(self, *error: object) -> None:
        self._builder.__exit__(None, None, None)

    def attempt(self, name: str, damage: Callable[[], None]) -> None:
        """Restore the state, damage it, build twice, and compare what is published."""
        shutil.rmtree(self.state)
        shutil.copytree(self.kept, self.state)
        damage()
        self.outcome.count += 1
        for number in ("first", "second"):
            ended = self.build.build(self.site, **self.options)
            if ended.status != 0:
                self.outcome.fail(f"{name}: {number} build: status {ended.status}: {ended.error[-300:]}")
            elif wrong := difference(digest(self.site / "public"), self.good):
                self.outcome.fail(f"{name}: {number} build: other bytes: {wrong}")

    def rows(self) -> list[Row]:
        """Return kind and key of every entry."""
        with closing(self._database()) as database:
            return database.execute("SELECT kind, key FROM entries ORDER BY 1, 2").fetchall()

    def change(self, damage: EntryDamage, row: Row, choose: random.Random) -> None:
        """Damage one entry."""
        with closing(self._database()) as database:
            damage(database, row, choose)

    def garbage(self, name: str, choose: random.Random) -> None:
        """Write random bytes into a file beside the database."""
        (self.cache / name).write_bytes(choose.randbytes(5_000))

    def value(self, row: Row) -> bytes:
        """Return the bytes of an entry."""
        with closing(Cache(self.cache)) as cache:
            return cache.get_bytes(*row) or b""

    def put(self, row: Row, data: bytes) -> None:
        """Replace an entry, with a right checksum."""
        with closing(Cache(self.cache)) as cache:
            cache.put_bytes(*row, data)

    def _database(self) -> sqlite3.Connection:
        return sqlite3.connect(self.cache / FILE, isolation_level=None)


RECORDS = ("poster", "cells")
"""Kinds whose values are records, in which every part is forged."""


def _forgeries(kind: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield bytes of another shape for an entry, and what they are."""
    yield "no bytes", b""
    yield "no JSON", b"{"
    if kind == "body":
        for value in (5, "forged", None, [], {"parts": ()}):
            yield f"the body is {value!r}", pickle.dumps(value)
        return
    value = json.loads(data)
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


def _wrong_types(value: object, name: str = "the entry") -> Iterator[tuple[str, object]]:
    """Yield copies of a value with one part of another type each, and what was changed."""
    yield f"{name} is text", "forged"
    yield f"{name} is a number", 5
    yield f"{name} is a list", ["forged"]
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


def damage_runtime_cache(count: int, folder: Path, seed: int = 17) -> Outcome:
    """Damage every file of a copy of the runtime cache: a broken runtime is never published."""
    outcome, choose = Outcome(), random.Random(seed)
    user_cache = _runtime_cache()
    cache = folder / "runtime-cache"
    site = _site(folder, f'[runtime]\ncache = "{cache}"\n')
    shutil.copytree(user_cache, cache, ignore=shutil.ignore_patterns("packed"))
    with builder() as build:
        ended = build.build(site)
        assert ended.status == 0, ended.error
        good = digest(site / "public")
        shutil.copytree(cache, folder / "pristine")
        names = sorted(str(file.relative_to(cache)) for file in cache.rglob("*") if file.is_file())
        tries = [(name, damage) for damage in DAMAGES for name in names]
        choose.shuffle(tries)
        for name, damage in tries[:count]:
            shutil.rmtree(cache)
            shutil.copytree(folder / "pristine", cache)
            damage(cache / name, choose)
            outcome.count += 1
            ended = build.build(site)
            if "Traceback" in ended.error or ended.status not in (0, 1):
                outcome.fail(f"{damage.__name__} {name}: status {ended.status}: {ended.error[-300:]}")
            elif ended.status == 0 and (wrong := difference(digest(site / "public"), good)):
                outcome.fail(f"{damage.__name__} {name}: published other bytes: {wrong}")
    outcome.note = f"{len(names)} files, {len(DAMAGES)} ways"
    return outcome


def _site(folder: Path, config: str = "") -> Path:
    """A site with two demos, one of them with two values, and cells: several entries of most kinds."""
    files = posts(3)
    for name in ("left", "right"):
        files[f"content/demos/{name}.py"] = DEMO.format(name=name)
    islands = ":::{demo} left\n:::\n\n:::{demo} left\n:rate: 0.5\n:::\n\n:::{demo} right\n:::\n"
    cells = (
        "1 + 1",
        "from sitegen.demo import Curve\nCurve([1, 2])",
        ":raises: ValueError\nraise ValueError",
    )
    islands += "".join(f"\n```{{code-cell}} python\n{cell}\n```\n" for cell in cells)
    files["content/posts/live.md"] = f"---\ntitle: Live\ndate: 2026-02-02\ndescription: d\n---\n\n{islands}"
    return write_site(folder / "site", files, f'title = "A site"\n{config}')


def _runtime_cache() -> Path:
    """Where the pinned files lie: fetched before, since an attack uses no network."""
    return platformdirs.user_cache_path("sitegen") / "runtime"
