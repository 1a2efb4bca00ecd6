from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path

import pytest

from sitegen.runtime import checksums
from sitegen.runtime.checksums import (
    LIST_FILE,
    RECORD_FILE,
    Checksums,
    damage_in,
    finish_folder,
    listed_files,
    write_safely,
)

LONG_AGO = (1_700_000_000, 1_700_000_000)


def sum_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file that did not change recently."""
    path = tmp_path / "file"
    path.write_bytes(b"hello")
    os.utime(path, LONG_AGO)
    return path


@pytest.fixture
def recorded(file: Path) -> Path:
    """The same file, whose sum is recorded."""
    sums = Checksums(file.parent)
    sums.sha256(file)
    sums.save()
    return file


def forbid_reading(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(checksums, "digest_of", lambda path: pytest.fail(f"{path} was read"))


def test_an_unchanged_file_is_read_once(recorded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forbid_reading(monkeypatch)
    assert Checksums(recorded.parent).sha256(recorded) == sum_of(b"hello")


def test_a_file_that_changed_just_now_is_not_recorded(file: Path) -> None:
    os.utime(file)
    sums = Checksums(file.parent)
    assert sums.sha256(file) == sum_of(b"hello")
    sums.save()
    assert not (file.parent / RECORD_FILE).exists()


def test_another_file_with_the_same_size_and_time_is_read(recorded: Path) -> None:
    other = recorded.with_name("other")
    other.write_bytes(b"hallo")
    os.utime(other, LONG_AGO)
    other.replace(recorded)
    assert Checksums(recorded.parent).sha256(recorded) == sum_of(b"hallo")


def test_a_changed_file_is_read_and_recorded_anew(recorded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded.write_bytes(b"hallo")
    os.utime(recorded, (1_700_000_001, 1_700_000_001))
    sums = Checksums(recorded.parent)
    assert sums.sha256(recorded) == sum_of(b"hallo")
    sums.save()
    forbid_reading(monkeypatch)
    assert Checksums(recorded.parent).sha256(recorded) == sum_of(b"hallo")


def test_reading_on_demand_finds_a_change_that_left_size_and_time_alone(recorded: Path) -> None:
    with recorded.open("r+b") as stream:
        stream.write(b"j")
    os.utime(recorded, LONG_AGO)
    sums = Checksums(recorded.parent)
    assert sums.sha256(recorded) == sum_of(b"hello")
    assert sums.sha256(recorded, read=True) == sum_of(b"jello")
    sums.save()
    assert Checksums(recorded.parent).sha256(recorded) == sum_of(b"jello")


def test_whatever_happens_to_the_record_the_sums_are_right(recorded: Path) -> None:
    record = recorded.parent / RECORD_FILE
    whole = record.read_bytes()
    damaged = [b"", b"\xff", b"null", whole[:-9], whole + b"x"]
    damaged += [whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :] for at in range(len(whole) - 1)]
    for data in damaged:
        record.write_bytes(data)
        assert Checksums(recorded.parent).sha256(recorded) == sum_of(b"hello")


@pytest.mark.parametrize("value", [[], 1, {"file": 1}, {"file": [1, 2, 3]}, {"file": [5, None, [], {}]}])
def test_a_record_of_other_types_is_not_used(recorded: Path, value: object) -> None:
    text = json.dumps(value).encode()
    (recorded.parent / RECORD_FILE).write_bytes(sum_of(text).encode() + b"\n" + text + b"\n")
    assert Checksums(recorded.parent).sha256(recorded) == sum_of(b"hello")


def test_a_folder_that_cannot_be_written_keeps_no_record(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise PermissionError

    monkeypatch.setattr(checksums, "write_safely", refuse)
    sums = Checksums(file.parent)
    sums.sha256(file)
    sums.save()


def test_files_that_are_gone_leave_the_record(recorded: Path) -> None:
    other = recorded.with_name("other")
    other.write_bytes(b"other")
    os.utime(other, LONG_AGO)
    recorded.unlink()
    sums = Checksums(other.parent)
    sums.sha256(other)
    sums.save()
    assert '"file"' not in (other.parent / RECORD_FILE).read_text("utf-8")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A finished folder of two files."""
    folder = tmp_path / "code-1"
    folder.mkdir()
    (folder / "a.zip").write_bytes(b"aaaa")
    (folder / "b.zip").write_bytes(b"bbbb")
    finish_folder(folder, "code-1")
    return folder


def damage_of(folder: Path) -> str | None:
    return damage_in(folder, Checksums(folder.parent))


def test_a_finished_folder_lists_its_files_and_is_not_damaged(folder: Path) -> None:
    assert listed_files(folder) == {"a.zip": (4, sum_of(b"aaaa")), "b.zip": (4, sum_of(b"bbbb"))}
    assert damage_of(folder) is None
    assert {path.stat().st_mode & 0o777 for path in folder.iterdir()} == {0o644}


def test_every_damage_is_named_with_its_file(folder: Path) -> None:
    for data in (b"", b"aaa", b"aaab", b"aaaaa"):
        (folder / "a.zip").write_bytes(data)
        assert damage_of(folder) == "a.zip is damaged"
    (folder / "a.zip").unlink()
    assert damage_of(folder) == "a.zip is missing or cannot be read"


def test_a_list_under_another_folders_name_is_not_valid(folder: Path) -> None:
    other = folder.rename(folder.with_name("code-2"))
    assert damage_of(other) == f"{LIST_FILE} is missing or damaged"


def test_a_damaged_list_is_not_valid(folder: Path) -> None:
    path = folder / LIST_FILE
    whole = path.read_bytes()
    for at in range(len(whole) - 1):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        assert damage_of(folder) == f"{LIST_FILE} is missing or damaged"
    path.unlink()
    assert damage_of(folder) == f"{LIST_FILE} is missing or damaged"


@pytest.mark.parametrize("files", [None, [], 1, {"a.zip": 1}, {"a.zip": ["x", "y"]}, {"a.zip": [1, 2, 3]}])
def test_a_list_of_other_types_is_not_valid(folder: Path, files: object) -> None:
    text = json.dumps({"folder": "code-1", "files": files}).encode()
    (folder / LIST_FILE).write_bytes(sum_of(text).encode() + b"\n" + text)
    assert damage_of(folder) == f"{LIST_FILE} is missing or damaged"


def test_every_file_is_on_the_disk_before_the_list_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a").write_bytes(b"a")
    (tmp_path / "b").write_bytes(b"b")
    steps: list[str] = []
    monkeypatch.setattr(checksums, "sync", lambda path: steps.append(path.name))

    def write(path: Path, _: bytes) -> None:
        path.touch()
        steps.append(path.name)

    monkeypatch.setattr(checksums, "write_safely", write)
    finish_folder(tmp_path, "x")
    assert steps == ["a", "b", LIST_FILE]


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "file"
    write_safely(path, b"old")

    def fail(_: int) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="full"):
        write_safely(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [path]
