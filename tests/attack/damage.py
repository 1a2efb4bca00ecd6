"""Damage every file of the caches: a build gives the same bytes as before, or refuses with a message."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import platformdirs

from sitegen.cache import Cache
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


def damage_site_cache(count: int, folder: Path, seed: int = 13) -> Outcome:
    """Damage every file of the site's own cache, one after another, in every way."""
    outcome, choose = Outcome(), random.Random(seed)
    site = _site(folder)
    with builder() as build:
        assert build.build(site).status == 0
        good, cache = digest(site / "public"), site / ".sitegen"
        shutil.copytree(cache, folder / "cache")
        names = sorted(str(file.relative_to(cache)) for file in cache.rglob("*") if file.is_file())
        assert names
        tries = [(name, damage) for damage in DAMAGES for name in names]
        choose.shuffle(tries)
        for name, damage in tries[:count]:
            shutil.rmtree(cache)
            shutil.copytree(folder / "cache", cache)
            damage(cache / name, choose)
            outcome.count += 1
            ended = build.build(site)
            if ended.status != 0:
                outcome.fail(f"{damage.__name__} {name}: status {ended.status}: {ended.error[-300:]}")
            elif wrong := difference(digest(site / "public"), good):
                outcome.fail(f"{damage.__name__} {name}: other bytes: {wrong}")
    outcome.note = f"{len(names)} files, {len(DAMAGES)} ways"
    return outcome


def forge_cache_entries(count: int, folder: Path) -> Outcome:
    """Put values of a wrong type into every cache entry, with a right checksum: they are computed again."""
    outcome = Outcome()
    site = _site(folder)
    with builder() as build:
        assert build.build(site).status == 0
        good, cache = digest(site / "public"), Cache(site / ".sitegen" / "cache")
        assert cache.folder
        files = sorted(cache.folder.rglob("*.json"))
        forged = [
            (file, name, value)
            for file in files
            for name, value in _wrong_types(cache.get(file.parent.name, file.stem))
        ]
        for file, name, value in forged[:: max(1, len(forged) // count)][:count]:
            kept = file.read_bytes()
            cache.put(file.parent.name, file.stem, value)
            outcome.count += 1
            ended = build.build(site)
            if ended.status != 0:
                outcome.fail(f"{name}: status {ended.status}: {ended.error[-300:]}")
            elif wrong := difference(digest(site / "public"), good):
                outcome.fail(f"{name}: other bytes: {wrong}")
            file.write_bytes(kept)
    outcome.note = f"{len(files)} files, {len(forged)} forgeries"
    return outcome


def _wrong_types(value: object, name: str = "the entry") -> Iterator[tuple[str, object]]:
    """Yield copies of a value with one part of another type each, and what was changed."""
    yield f"{name} is text", "forged"
    yield f"{name} is a number", 5
    if isinstance(value, dict):
        for key, part in value.items():
            other: object = "forged" if isinstance(part, int | float) else 5
            yield f"{name}.{key} is {other!r}", {**value, key: other}
            yield f"{name} lacks {key}", {name: part for name, part in value.items() if name != key}
            if isinstance(part, dict | list):
                for changed, inner in _wrong_types(part, f"{name}.{key}"):
                    yield changed, {**value, key: inner}
    elif isinstance(value, list) and value:
        yield f"{name}[0] is a number", [5, *value[1:]]


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
    """A site with two demos, one of them with two values, so that there are several entries of each kind."""
    files = posts(3)
    for name in ("left", "right"):
        files[f"content/demos/{name}.py"] = DEMO.format(name=name)
    islands = ":::{demo} left\n:::\n\n:::{demo} left\n:rate: 0.5\n:::\n\n:::{demo} right\n:::\n"
    files["content/posts/live.md"] = f"---\ntitle: Live\ndate: 2026-02-02\ndescription: d\n---\n\n{islands}"
    return write_site(folder / "site", files, f'title = "A site"\n{config}')


def _runtime_cache() -> Path:
    """Where the pinned files lie: fetched before, since an attack uses no network."""
    return platformdirs.user_cache_path("sitegen") / "runtime"
