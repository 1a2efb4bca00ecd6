"""A site whose caches are damaged and restored, and the same site built after each damage."""

from __future__ import annotations

import random
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import platformdirs
from PIL import Image

from sitegen.cache import FILE, Cache
from sitegen.engine.last_build import FILE as RECORD
from sitegen.runtime import bundle_runtime, read_pin
from sitegen.runtime.cache import PACKED
from sitegen.runtime.checksums import damage_in
from tests.attack.common import DEMO, NOW, REPOSITORY, Outcome, builder, difference, digest, posts, write_site

Row = tuple[str, str]
"""Kind and key of an entry."""
EntryDamage = Callable[[sqlite3.Connection, Row, random.Random], None]
EDITED = "content/posts/live.md"


@dataclass(frozen=True, slots=True)
class Mode:
    """How a damaged site is built."""

    now: str
    """The moment of the build; empty for a build that begins with the record of the last one."""
    edited: bool = True
    """Whether a post changed since the last build."""


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
    files[EDITED] = f"---\ntitle: Live\ndate: 2026-02-02\ndescription: d\n---\n\n{islands}"
    return write_site(folder / "site", files, f'title = "A site"\n{config}')


LOCKED = ("micrograd", "six")
"""Packages of the readers' Python that a site publishes; both are small."""


def write_packages_site(folder: Path, cache: Path) -> Path:
    """The site with two packages of `tests/sites/packages/`, and a runtime cache of its own."""
    text = (REPOSITORY / "tests/sites/packages/sitegen.lock").read_text()
    head, *blocks = text.split("[[package]]\n")
    blocks = [block for block in blocks if block.split('"')[1] in LOCKED]
    head = "".join(line for line in head.splitlines(keepends=True) if not line.startswith("requested"))
    names = ", ".join(f'"{name}"' for name in LOCKED)
    site = write_live_site(folder, f'[runtime]\ncache = "{cache}"\npackages = [{names}]\n')
    lock = f"{head.rstrip()}\nrequested = [{names}]\n\n" + "".join(f"[[package]]\n{one}" for one in blocks)
    (site / "sitegen.lock").write_text(lock)
    with (site / EDITED).open("a") as file:
        file.write("\n```{code-cell} python\nimport micrograd, six\n```\n")
    return site


PAD = """
from dataclasses import dataclass
from typing import Annotated
import numpy as np
from sitegen.demo import Frame, PointSet, Points, demo

@dataclass
class Controls:
    points: Annotated[PointSet, Points(most=3, classes=("cats", "dogs"))] = PointSet("0,0.5,0;1,0.2,1")

@demo(title="Pad")
def pad(controls: Controls, rng: np.random.Generator) -> Frame:
    return Frame(text=f"{len(controls.points.positions)} points")
"""
FEATURES = """search = true
[images]
widths = [16, 32]
strip_metadata = true
cards = true
"""


def write_full_site(folder: Path) -> Path:
    """The same site with a search index, cards, pictures, a pad and a notebook that brings a demo."""
    site = write_live_site(folder, FEATURES)
    (site / "content/demos/pad.py").write_text(PAD)
    exif = Image.Exif()
    exif[0x010F] = "a camera"
    Image.linear_gradient("L").save(site / "content/posts/picture.jpg", exif=exif)
    with (site / EDITED).open("a") as file:
        file.write("\n![A gradient](picture.jpg)\n\n:::{demo} pad\n:::\n")
        file.write("\n```{code-cell} python\nfrom demos.pad import pad\n```\n")
    return site


class DamagedSite:
    """A built site with an edited post, whose last build is restored before each damage.

    A build after the edit reads entries of every kind. One without `--now` begins with the record of the last
    build; one with it loads the whole site.
    """

    def __init__(
        self,
        folder: Path,
        modes: tuple[Mode, ...] = (Mode(NOW), Mode("")),
        write: Callable[[Path], Path] = write_live_site,
    ) -> None:
        self.site = write(folder)
        with (self.site / "sitegen.toml").open("a") as config:
            config.write(f'[runtime]\ncache = "{folder / "runtime-cache"}"\n')
        copy_runtime_cache(self.site, folder / "runtime-cache")
        self.state, self.cache = self.site / ".sitegen", self.site / ".sitegen" / "cache"
        self.kept, self.modes = folder / "kept", modes
        self.outcome = Outcome()
        self._builder = builder()

    def __enter__(self) -> DamagedSite:
        self.build = self._builder.__enter__()
        self._build(NOW)
        self.good = {False: digest(self.site / "public")}
        shutil.copytree(self.site, self.kept)
        self._edit()
        shutil.rmtree(self.state)
        self._build(NOW)
        self.good[True] = digest(self.site / "public")
        assert difference(self.good[False], self.good[True])
        self._restore(edited=False)
        record = (self.state / RECORD).read_bytes()
        self._build("")
        assert (self.state / RECORD).read_bytes() == record, "the restored record is not used"
        return self

    def __exit__(self, *error: object) -> None:
        self._builder.__exit__(None, None, None)

    def attempt(self, name: str, damage: Callable[[], None]) -> None:
        """Restore the last build, damage it, build twice in the next mode, and compare what is published."""
        mode = self.modes[self.outcome.count % len(self.modes)]
        self.outcome.count += 1
        self._restore(edited=mode.edited)
        damage()
        for number in ("first", "second"):
            place = f"{name}: {mode}: {number} build"
            try:
                ended = self.build.build(self.site, command=True, now=mode.now)
            except AssertionError as error:
                raise AssertionError(place) from error
            if ended.status != 0:
                self.outcome.fail(f"{place}: status {ended.status}: {ended.error[-300:]}")
            elif wrong := difference(digest(self.site / "public"), self.good[mode.edited]):
                self.outcome.fail(f"{place}: other bytes: {wrong}")

    def _build(self, now: str) -> None:
        ended = self.build.build(self.site, command=True, now=now)
        assert ended.status == 0, ended.error

    def _edit(self) -> None:
        with (self.site / EDITED).open("a") as file:
            file.write("\nA paragraph that the last build did not read.\n")

    def _restore(self, *, edited: bool) -> None:
        """Put back state, output, source and the time of the site's folder: the record names them."""
        for name in (".sitegen", "public"):
            shutil.rmtree(self.site / name)
            shutil.copytree(self.kept / name, self.site / name)
        shutil.copy2(self.kept / EDITED, self.site / EDITED)
        shutil.copystat(self.kept, self.site)
        if edited:
            self._edit()

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


def copy_runtime_cache(site: Path, cache: Path) -> None:
    """Copy what a site uses of the user's runtime cache, which other builds may change meanwhile."""
    user_cache = platformdirs.user_cache_path("sitegen") / "runtime"
    shutil.copytree(user_cache, cache, ignore=_unused)
    for packed in packed_for(site, user_cache):  # packing takes longer than an attack
        shutil.copytree(packed, cache / packed.relative_to(user_cache))


def _unused(folder: str, names: list[str]) -> set[str]:
    """Return which files of the user's cache the site does not use: packed ones, and other packages."""
    wheels = {name for name in names if Path(folder).name == "wheels" and not name.startswith((".", *LOCKED))}
    return wheels | {name for name in names if name == PACKED}
