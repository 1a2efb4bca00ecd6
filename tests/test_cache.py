from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

import sitegen.cache
from sitegen.cache import FILE, Cache, digest_of_files, key_of

VALUE = {"text": "½", "numbers": [1, 2.5, None]}
A, B = key_of("a"), key_of("b")


def stored(folder: Path, **values: object) -> None:
    cache = Cache(folder)
    for name, value in values.items():
        cache.put("poster", key_of(name), value)
    cache.close()


def change(folder: Path, statement: str, *arguments: object) -> None:
    with sqlite3.connect(folder / FILE) as database:
        database.execute(statement, arguments)
    database.close()


def test_a_value_is_found_by_its_kind_and_key(tmp_path: Path) -> None:
    stored(tmp_path, a=VALUE)

    assert Cache(tmp_path).get("poster", A) == VALUE
    assert Cache(tmp_path).get("poster", B) is None
    assert Cache(tmp_path).get("card", A) is None


def test_a_changed_value_is_a_miss(tmp_path: Path) -> None:
    stored(tmp_path, a=VALUE)
    change(tmp_path, "UPDATE entries SET value = ?", b'{"text": "x"}')

    assert Cache(tmp_path).get("poster", A) is None


def test_an_entry_under_the_key_of_another_is_a_miss(tmp_path: Path) -> None:
    stored(tmp_path, a=VALUE)
    change(tmp_path, "UPDATE entries SET key = ?", B)

    assert Cache(tmp_path).get("poster", B) is None


@pytest.mark.parametrize("value", [5, "text", None, 1.5])
def test_an_entry_of_another_type_is_a_miss(tmp_path: Path, value: object) -> None:
    stored(tmp_path, a=VALUE)
    change(tmp_path, "UPDATE OR IGNORE entries SET value = ?", value)
    change(tmp_path, "UPDATE entries SET checksum = ?", "text")

    assert Cache(tmp_path).get("poster", A) is None


@pytest.mark.parametrize("keep", [0, 1, 16, 100, 2000, 4096])
def test_a_damaged_file_is_made_again(tmp_path: Path, keep: int) -> None:
    stored(tmp_path, a=VALUE, **{f"n{number}": VALUE for number in range(200)})
    file = tmp_path / FILE
    file.write_bytes(file.read_bytes()[:keep] + b"\xff" * 9000)
    cache = Cache(tmp_path)

    assert cache.get("poster", A) in (None, VALUE)
    cache.put("poster", B, VALUE)
    assert cache.get("poster", B) == VALUE


def test_every_byte_of_the_file_may_change(tmp_path: Path) -> None:
    stored(tmp_path, a=VALUE)
    whole = (tmp_path / FILE).read_bytes()
    for place in range(0, len(whole), 97):
        (tmp_path / FILE).write_bytes(whole[:place] + bytes([whole[place] ^ 0x41]) + whole[place + 1 :])
        cache = Cache(tmp_path)
        assert cache.get("poster", A) in (None, VALUE)
        cache.close()


def test_without_a_folder_the_cache_is_empty() -> None:
    cache = Cache(None)
    cache.put("poster", A, VALUE)

    assert cache.get("poster", A) is None
    cache.close()


def test_a_folder_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("a file where the folder should be")
    cache = Cache(tmp_path / "cache")

    cache.put("poster", A, VALUE)

    assert cache.get("poster", A) is None
    cache.close()


def test_the_entries_that_were_not_used_for_the_longest_time_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitegen.cache, "LEAST_ENTRIES", 2)
    monkeypatch.setattr(sitegen.cache, "SPARE", 1)
    stored(tmp_path, old=VALUE, older=VALUE)
    change(tmp_path, "UPDATE entries SET used = 1 WHERE key = ?", key_of("older"))

    stored(tmp_path, new=VALUE)

    cache = Cache(tmp_path)
    assert [cache.get("poster", key_of(name)) is not None for name in ("older", "old", "new")] == [
        False,
        True,
        True,
    ]


def test_the_count_of_entries_follows_what_a_build_uses(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sitegen.cache, "LEAST_ENTRIES", 1)
    names = {f"n{number}": number for number in range(20)}
    stored(tmp_path, **names)
    stored(tmp_path, **{f"m{number}": number for number in range(20)})

    cache = Cache(tmp_path)
    assert all(cache.get("poster", key_of(name)) is not None for name in names)


def test_two_caches_may_write_one_file(tmp_path: Path) -> None:
    one, other = Cache(tmp_path), Cache(tmp_path)
    one.put("poster", A, 1)
    one.close()
    other.put("poster", B, 2)
    other.close()

    assert [Cache(tmp_path).get("poster", key) for key in (A, B)] == [1, 2]


def test_the_borders_of_a_key_count() -> None:
    assert key_of("a", "bc") != key_of("ab", "c")


def test_a_key_may_hold_any_text() -> None:
    assert key_of("a\ud800") != key_of("a")


def test_a_digest_of_files_depends_on_names_and_contents(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("1")
    (tmp_path / "b").write_text("2")
    both = digest_of_files(tmp_path, [tmp_path / "a", tmp_path / "b"])

    assert both == digest_of_files(tmp_path, [tmp_path / "b", tmp_path / "a"])
    assert both != digest_of_files(tmp_path, [tmp_path / "a"])
    (tmp_path / "b").write_text("3")
    assert both != digest_of_files(tmp_path, [tmp_path / "a", tmp_path / "b"])
