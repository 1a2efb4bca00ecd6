"""A site whose caches are damaged and restored, and the same site built after each damage."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any
from unittest.mock import patch

from sitegen.cache import FILE, Cache
from sitegen.runtime import bundle_runtime, read_pin
from sitegen.runtime.checksums import damage_in
from tests.attack.common import DEMO, Outcome, builder, difference, digest, posts, write_site

Row = tuple[str, str]
"""Kind and key of an entry."""
EntryDamage = Callable[[sqlite3.Connection, Row, random.Random], None]


class DamagedSite:
    """A built site whose state is restored before each damage."""

    def __init__(self, folder: Path, now: str | None = None) -> None:
        self.site = write_live_site(folder)
        self.state, self.cache = self.site / ".sitegen", self.site / ".sitegen" / "cache"
        self.kept = folder / "kept"
        self.outcome = Outcome()
        self.options: dict[str, Any] = {"command": True} | ({} if now is None else {"now": now})
        self._builder = builder()

    def __enter__(self) -> DamagedSite:
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


def write_live_site(folder: Path, config: str = "") -> Path:
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


def packed_for(site: Path, user_cache: Path) -> set[Path]:
    """Return the packed folders in the user's cache that a build of the site uses; missing ones are made."""
    pin, folders = read_pin(), set[Path]()

    def note(folder: Path, *given: Any, **options: Any) -> str | None:
        folders.add(folder)
        return damage_in(folder, *given, **options)

    bundle_runtime(pin, user_cache / pin.pyodide, site / "content")
    with patch("sitegen.runtime.pack.results.damage_in", note):
        bundle_runtime(pin, user_cache / pin.pyodide, site / "content")
    return {folder for folder in folders if folder.is_dir()}
