"""A few files of the published folder are replaced one by one."""

from __future__ import annotations

import os
from pathlib import Path, PurePosixPath

import pytest

from sitegen.model import Output
from sitegen.output_folder import MARKER
from sitegen.replace_files import (
    ReplacedError,
    few_changes,
    few_of,
    generation_of,
    is_published,
    replace_files,
)
from sitegen.write import write_few, write_outputs

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Windows always replaces the whole folder")


def outputs(count: int = 40, **changed: bytes) -> list[Output]:
    made = {f"p{n}/index.html": b"old" for n in range(count)}
    made |= {f"{name}/index.html": content for name, content in changed.items()}
    return [Output(PurePosixPath(name), content, name) for name, content in made.items()]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_outputs(outputs(), tmp_path / "public")
    return tmp_path / "public"


def times(folder: Path) -> dict[str, int]:
    return {str(file.relative_to(folder)): file.stat().st_mtime_ns for file in folder.rglob("index.html")}


def test_a_changed_and_a_new_file_leave_the_others_and_the_folder_itself(folder: Path) -> None:
    before, number = times(folder), folder.stat().st_ino
    done = write_outputs(outputs(p1=b"new", added=b"new"), folder)

    assert (done.written, done.unchanged, done.removed) == (2, 39, 0)
    assert (folder / "p1/index.html").read_bytes() == b"new"
    assert (folder / "added/index.html").read_bytes() == b"new"
    changed = {name for name, time in times(folder).items() if before.get(name) != time}
    assert changed == {"p1/index.html", "added/index.html"}
    assert folder.stat().st_ino == number
    assert [path.name for path in folder.parent.iterdir()] == ["public"]


def test_a_file_that_is_gone_or_many_changes_replace_the_whole_folder(folder: Path) -> None:
    number = folder.stat().st_ino
    write_outputs(outputs(39), folder)
    assert folder.stat().st_ino != number
    assert not (folder / "p39").exists()
    number = folder.stat().st_ino
    write_outputs(outputs(39, **{f"p{n}": b"new" for n in range(6)}), folder)

    assert folder.stat().st_ino != number


def test_a_file_in_the_place_of_a_folder_replaces_the_whole_folder(folder: Path) -> None:
    changed = [output for output in outputs() if str(output.output_path) != "p1/index.html"]
    write_outputs([*changed, Output(PurePosixPath("p1"), b"file", "p1")], folder)

    assert (folder / "p1").read_bytes() == b"file"


def test_the_number_of_files_that_are_few_follows_the_size_of_the_site() -> None:
    assert [few_of(total) for total in (1, 8, 40, 1_000_000)] == [0, 1, 5, 16]


def test_nothing_is_written_where_another_build_published_meanwhile(folder: Path) -> None:
    generation = generation_of(folder)
    write_outputs(outputs(p2=b"theirs"), folder)

    assert generation_of(folder) != generation
    assert not replace_files(outputs(1, p0=b"ours"), folder, generation)
    assert (folder / "p0/index.html").read_bytes() == b"old"
    with pytest.raises(ReplacedError):
        write_few(outputs(1, p0=b"ours"), folder, generation, 40)
    assert [path.name for path in folder.parent.iterdir()] == ["public"]


def test_a_rebuild_replaces_its_outputs_alone(folder: Path) -> None:
    done = write_few(outputs(2, p0=b"new"), folder, generation_of(folder), 40)

    assert done
    assert (done.written, done.unchanged) == (1, 1)
    many = outputs(20, **{f"p{n}": b"more" for n in range(20)})
    assert write_few(many, folder, generation_of(folder), 40) is None


def test_a_published_file_counts_by_size_and_time(folder: Path) -> None:
    file = folder / "p0/index.html"
    facts = (file.stat().st_size, file.stat().st_mtime_ns)
    output = Output(PurePosixPath("p0/index.html"), file, "p0", facts)
    assert is_published(output, file)
    assert few_changes([output, *outputs()[1:]], folder) == []
    os.utime(file, (1, 1))

    assert not is_published(output, file)
    with pytest.raises(ReplacedError):
        write_outputs([output, *outputs()[1:]], folder)
    assert (folder / MARKER).is_file()
