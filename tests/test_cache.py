from __future__ import annotations

import os
from pathlib import Path

import pytest

import sitegen.cache
from sitegen.cache import Cache, digest_of_files, key_of

VALUE = {"text": "½", "numbers": [1, 2.5, None]}


def entry(folder: Path) -> Path:
    return next(folder.rglob("*.json"))


def test_a_result_is_found_again_by_its_key(tmp_path: Path) -> None:
    Cache(tmp_path).put("poster", key_of("a"), VALUE)

    assert Cache(tmp_path).get("poster", key_of("a")) == VALUE
    assert Cache(tmp_path).get("poster", key_of("b")) is None
    assert Cache(tmp_path).get("card", key_of("a")) is None


@pytest.mark.parametrize("damage", [b"", b"{}", b"\xff\xfe", b"0123\n{}"])
def test_a_damaged_or_foreign_entry_is_a_miss(tmp_path: Path, damage: bytes) -> None:
    cache = Cache(tmp_path)
    cache.put("poster", key_of("a"), VALUE)
    entry(tmp_path).write_bytes(damage)

    assert cache.get("poster", key_of("a")) is None


def test_one_changed_byte_is_a_miss(tmp_path: Path) -> None:
    cache = Cache(tmp_path)
    cache.put("poster", key_of("a"), VALUE)
    file = entry(tmp_path)
    file.write_text(file.read_text().replace("2.5", "2.6"))

    assert cache.get("poster", key_of("a")) is None


def test_without_a_folder_nothing_is_kept() -> None:
    cache = Cache(None)
    cache.put("poster", key_of("a"), VALUE)

    assert cache.get("poster", key_of("a")) is None


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    cache = Cache(tmp_path / "cache")

    cache.put("poster", key_of("a"), VALUE)

    assert cache.get("poster", key_of("a")) is None


def test_the_least_recently_used_entries_go(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sitegen.cache, "KEPT_ENTRIES", 2)
    cache = Cache(tmp_path)
    for age, name in enumerate(("old", "older")):
        cache.put("poster", key_of(name), VALUE)
        file = tmp_path / "poster" / f"{key_of(name)}.json"
        os.utime(file, (1_000_000 - age, 1_000_000 - age))

    cache.put("poster", key_of("new"), VALUE)

    assert [cache.get("poster", key_of(name)) is not None for name in ("older", "old", "new")] == [
        False,
        True,
        True,
    ]


def test_the_borders_of_a_key_count() -> None:
    assert key_of("a", "bc") != key_of("ab", "c")


def test_a_digest_knows_names_and_contents(tmp_path: Path) -> None:
    file = tmp_path / "a.py"
    file.write_text("1")
    first = digest_of_files(tmp_path, [file])

    file.write_text("2")
    second = digest_of_files(tmp_path, [file])
    moved = file.rename(tmp_path / "b.py")

    assert len({first, second, digest_of_files(tmp_path, [moved])}) == 3
