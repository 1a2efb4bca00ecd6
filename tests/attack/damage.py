"""Damage every entry of the site's cache, its file, and every file of the runtime's cache.

A build gives the same bytes as before; one with a damaged runtime gives them or refuses with a message.
"""

from __future__ import annotations

import random
import shutil
import sqlite3
from functools import partial
from itertools import chain, product
from pathlib import Path
from typing import Any

from sitegen.cache import FILE
from sitegen.runtime.cache import PACKED
from tests.attack.common import Outcome, builder, difference, digest
from tests.attack.damaged_site import (
    DamagedSite,
    EntryDamage,
    Row,
    copy_runtime_cache,
    write_full_site,
    write_packages_site,
)
from tests.attack.file_damage import DAMAGES, DATABASE_DAMAGES, ESSENTIAL

AT_RANDOM = 40
"""How often each damage at a random place is done to the one file of the cache, and to the record."""


def _change(database: sqlite3.Connection, row: Row, column: str, value: object) -> None:
    database.execute(f"UPDATE entries SET {column} = ? WHERE kind = ? AND key = ?", (value, *row))  # noqa: S608 - fixed column names


def _read(database: sqlite3.Connection, row: Row, column: str) -> Any:
    return database.execute(f"SELECT {column} FROM entries WHERE kind = ? AND key = ?", row).fetchone()[0]  # noqa: S608 - fixed column names


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
ESSENTIAL_ENTRY_DAMAGES: list[EntryDamage] = [flip_value, truncate_value, swap_values]
"""What is done to every entry before the others are tried in a random order."""


def damage_site_cache(count: int, folder: Path, seed: int = 13) -> Outcome:
    """Damage every entry of the site's cache in every way, and its file at random places."""
    choose = random.Random(seed)
    with DamagedSite(folder) as site:
        rows = site.rows()
        entries = {
            damage: [
                (f"{damage.__name__} {row[0]}", partial(site.change, damage, row, choose)) for row in rows
            ]
            for damage in ENTRY_DAMAGES
        }
        tries = list(chain.from_iterable(entries.pop(damage) for damage in ESSENTIAL_ENTRY_DAMAGES))
        others = list(chain.from_iterable(entries.values()))
        others += [
            (f"{damage.__name__} {FILE}", partial(damage, site.cache / FILE, choose))
            for damage in DATABASE_DAMAGES
            for _ in range(AT_RANDOM)
        ]
        others += [
            (f"garbage in {FILE}{suffix}", partial(site.garbage, f"{FILE}{suffix}", choose))
            for suffix in ("-wal", "-shm", "-journal")
        ]
        choose.shuffle(others)
        tries += others
        for name, damage in tries[:count]:
            site.attempt(name, damage)
        outcome = site.outcome
        outcome.note = f"{len(rows)} entries, {len(ENTRY_DAMAGES)} ways; {len(tries)} tries in all"
    if count >= len(tries):
        _damage_files_beside(folder / "full", choose, outcome)
    return outcome


def _damage_files_beside(folder: Path, choose: random.Random, outcome: Outcome) -> None:
    """Damage the pictures that the cache keeps beside its database, in every way."""
    with DamagedSite(folder, write=write_full_site) as site:
        names = [path.relative_to(site.cache) for path in sorted(site.cache.glob("*/*"))]
        for name, damage in product(names, DAMAGES):
            site.attempt(f"{damage.__name__} {name}", partial(damage, site.cache / name, choose))
        outcome.count += site.outcome.count
        outcome.failures += site.outcome.failures
        outcome.note += f"; {len(names)} pictures, {len(DAMAGES)} ways"


def damage_runtime_cache(count: int, folder: Path, seed: int = 17) -> Outcome:
    """Damage every file of a copy of the runtime cache: a broken runtime is never published.

    A packed folder is made again at its first damage. At later ones the build gets the files of a copy, since
    packing takes minutes and gives the same bytes.
    """
    outcome, choose = Outcome(), random.Random(seed)
    cache, pristine = folder / "runtime-cache", folder / "pristine"
    site = write_packages_site(folder, cache)
    copy_runtime_cache(site, cache)
    made_again: set[Path] = set()
    with builder() as build:
        ended = build.build(site)
        assert ended.status == 0, ended.error
        good = digest(site / "public")
        shutil.copytree(cache, pristine)
        names = sorted(file.relative_to(cache) for file in cache.rglob("*") if file.is_file())
        tries = list(product(ESSENTIAL, names))
        others = list(product((damage for damage in DAMAGES if damage not in ESSENTIAL), names))
        choose.shuffle(others)
        tries += others
        for damage, name in tries[:count]:
            shutil.rmtree(cache)
            shutil.copytree(pristine, cache)
            damage(cache / name, choose)
            outcome.count += 1
            kept = pristine / name.parent.parent
            is_known = name.parent in made_again or kept.name != PACKED
            made_again.add(name.parent)
            ended = build.build(site, **({"packed": str(kept)} if is_known else {}))
            if "Traceback" in ended.error or ended.status not in (0, 1):
                outcome.fail(f"{damage.__name__} {name}: status {ended.status}: {ended.error[-300:]}")
            elif ended.status == 0 and (wrong := difference(digest(site / "public"), good)):
                outcome.fail(f"{damage.__name__} {name}: published other bytes: {wrong}")
    outcome.note = f"{len(names)} files, {len(DAMAGES)} ways; {len(made_again)} folders"
    return outcome
