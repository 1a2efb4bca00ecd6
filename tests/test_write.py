from __future__ import annotations

import errno
import os
import subprocess
import sys
from pathlib import Path, PurePosixPath

import pytest

from sitegen.errors import CollisionError, OutputError
from sitegen.model import Output
from sitegen.output_folder import MARKER, generation_of, remove_output
from sitegen.write import ReplacedError, Written, write_few, write_outputs


def output(path: str, content: bytes | Path = b"x", origin: str = "a test") -> Output:
    return Output(PurePosixPath(path), content, origin)


def files(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} - {MARKER}


def test_outputs_become_files_and_other_files_are_removed(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    source = tmp_path / "big.bin"
    source.write_bytes(b"big")

    first = write_outputs([output("index.html"), output("a/b.txt", b"1"), output("big.bin", source)], folder)
    second = write_outputs([output("index.html"), output("a/b.txt", b"2")], folder)

    assert first == Written(written=3, unchanged=0, removed=0)
    assert second == Written(written=1, unchanged=1, removed=1)
    assert files(folder) == {"index.html", "a/b.txt"}
    assert (folder / "a" / "b.txt").read_bytes() == b"2"
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith(".public")] == []


def test_a_published_file_can_change_without_changing_its_source(tmp_path: Path) -> None:
    source = tmp_path / "big.bin"
    source.write_bytes(b"big")
    write_outputs([output("big.bin", source)], tmp_path / "public")

    (tmp_path / "public" / "big.bin").write_bytes(b"edited")

    assert source.read_bytes() == b"big"


def test_all_outputs_with_the_same_path_are_named(tmp_path: Path) -> None:
    twice = [output("a", origin="one.md"), output("a", origin="two.md"), output("b"), output("b", origin="c")]

    with pytest.raises(CollisionError) as caught:
        write_outputs(twice, tmp_path / "public")

    assert str(caught.value).splitlines() == [
        "a test and c would be published as b",
        "one.md and two.md would be published as a",
    ]
    assert not (tmp_path / "public").exists()


def test_a_folder_that_sitegen_did_not_make_is_refused_and_not_changed(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    folder.mkdir()
    (folder / "thesis.txt").write_text("years of work")

    with pytest.raises(OutputError, match="was not made by sitegen"):
        write_outputs([output("index.html")], folder)
    with pytest.raises(OutputError, match="was not made by sitegen"):
        remove_output(folder)

    assert files(folder) == {"thesis.txt"}


def test_a_folder_that_contains_the_sources_is_refused(tmp_path: Path) -> None:
    content = tmp_path / "content"
    content.mkdir()

    with pytest.raises(OutputError, match="contains content, which the build would remove"):
        write_outputs([output("index.html")], tmp_path, sources=[content])
    with pytest.raises(OutputError, match="expected a folder for the output"):
        write_outputs([output("index.html")], Path(__file__))


@pytest.mark.parametrize("bad", ["a/b", "nested/../../escape"])
def test_an_output_that_cannot_be_written_leaves_the_old_site(tmp_path: Path, bad: str) -> None:
    folder = tmp_path / "public"
    write_outputs([output("a", b"old")], folder)

    with pytest.raises(OutputError, match=r"cannot write|would be written outside"):
        write_outputs([output("a", b"new"), output(bad)], folder)

    assert (folder / "a").read_bytes() == b"old"
    assert sorted(path.name for path in tmp_path.iterdir()) == ["public"]


def test_a_build_killed_while_writing_leaves_the_old_site_and_the_next_one_cleans_up(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    write_outputs([output("index.html", b"old")], folder)
    killed = """
import os, sys
from pathlib import Path, PurePosixPath
import sitegen.write as write
from sitegen.model import Output
write._swap = lambda staging, folder: os._exit(9)
write.write_outputs([Output(PurePosixPath("index.html"), b"new", "x")], Path(sys.argv[1]))
"""

    done = subprocess.run([sys.executable, "-c", killed, str(folder)], check=False)

    assert done.returncode == 9
    assert (folder / "index.html").read_bytes() == b"old"
    left = [path.name for path in tmp_path.iterdir() if path.name != "public"]
    assert len(left) == 1
    write_outputs([output("index.html", b"new")], folder)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["public"]


def test_a_site_that_was_being_renamed_is_restored(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    write_outputs([output("index.html", b"old")], folder)
    folder.rename(tmp_path / ".public.old")

    assert remove_output(folder)
    assert list(tmp_path.iterdir()) == []


PAUSED = """
import sys
from pathlib import Path, PurePosixPath
import sitegen.write as write
from sitegen.model import Output
files = write._files
def wait(folder):
    print("ready", flush=True)
    sys.stdin.readline()
    return files(folder)
write._files = wait
write.write_outputs([Output(PurePosixPath("index.html"), b"theirs", "x")], Path(sys.argv[1]))
"""
"""A build that stops when all its files are in the staging folder, until it reads a line."""


def test_the_staging_folder_of_a_killed_build_is_removed_and_that_of_a_running_one_is_not(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "public"
    command = [sys.executable, "-c", PAUSED, str(folder)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as running:
        assert running.stdin
        assert running.stdout
        assert running.stdout.readline() == "ready\n"
        write_outputs([output("index.html", b"ours")], folder)
        folders = [path for path in tmp_path.iterdir() if path != folder]
        assert len(folders) == 1
        running.stdin.write("\n")
        running.stdin.flush()
        assert running.wait(60) == 0
    assert (folder / "index.html").read_bytes() == b"theirs"
    assert [path.name for path in tmp_path.iterdir()] == ["public"]
    write_outputs([output("index.html", b"ours")], folder)

    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as killed:
        assert killed.stdout
        assert killed.stdout.readline() == "ready\n"
        killed.kill()
        killed.wait(60)
    assert len(list(tmp_path.iterdir())) == 2
    write_outputs([output("index.html", b"ours")], folder)
    assert [path.name for path in tmp_path.iterdir()] == ["public"]


def test_an_old_staging_folder_whose_process_id_belongs_to_another_process_is_removed(tmp_path: Path) -> None:
    left = tmp_path / f".public.new-{os.getppid()}"
    (left / "posts").mkdir(parents=True)
    (left / MARKER).write_bytes(b"")

    write_outputs([output("index.html")], tmp_path / "public")

    assert [path.name for path in tmp_path.iterdir()] == ["public"]


def test_builds_at_the_same_time_leave_one_complete_site(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    script = """
import sys
from pathlib import Path, PurePosixPath
from sitegen.model import Output
import sitegen.write as write
if sys.argv[3] == "fallback":
    write._exchange = lambda one, other: False
content = sys.argv[2].encode()
for _ in range(20):
    files = [Output(PurePosixPath(f"{n}.txt"), content, "x") for n in range(20)]
    write.write_outputs(files, Path(sys.argv[1]))
"""
    for way in ("exchange", "fallback"):
        processes = [
            subprocess.Popen([sys.executable, "-c", script, str(folder), name, way])
            for name in ("one", "two")
        ]
        assert [process.wait(100) for process in processes] == [0, 0]
        assert len({path.read_bytes() for path in folder.glob("*.txt")}) == 1
        assert len(list(folder.glob("*.txt"))) == 20
        assert [path.name for path in tmp_path.iterdir()] == ["public"]


def test_removing_an_output_folder_that_does_not_exist_does_nothing(tmp_path: Path) -> None:
    assert not remove_output(tmp_path / "public")


# Some files only


def numbered(count: int = 12, **changed: bytes) -> list[Output]:
    made = {f"p{n}/index.html": b"old" for n in range(count)}
    made |= {f"{name}/index.html": content for name, content in changed.items()}
    return [Output(PurePosixPath(name), content, name) for name, content in made.items()]


def times(folder: Path) -> dict[str, int]:
    return {str(file.relative_to(folder)): file.stat().st_mtime_ns for file in folder.rglob("index.html")}


def test_a_rebuild_replaces_its_outputs_in_one_step_and_leaves_the_times_of_the_others(
    tmp_path: Path,
) -> None:
    folder = tmp_path / "public"
    write_outputs(numbered(), folder)
    before, number = times(folder), folder.stat().st_ino
    done = write_few(numbered(2, p0=b"new", added=b"new"), folder, generation_of(folder))

    assert (done.written, done.unchanged, done.removed) == (2, 1, 0)
    assert {name for name, time in times(folder).items() if before.get(name) != time} == {
        "p0/index.html", "added/index.html"
    }  # fmt: skip
    assert folder.stat().st_ino != number
    assert [path.name for path in tmp_path.iterdir()] == ["public"]


def test_without_hard_links_the_other_files_are_copied_with_their_times(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "public"
    write_outputs(numbered(), folder)
    before = times(folder)

    def refuse(_file: Path, _target: Path) -> None:
        raise OSError(errno.EPERM, "no hard links")

    monkeypatch.setattr(Path, "hardlink_to", refuse)
    write_few(numbered(1, p0=b"new"), folder, generation_of(folder))

    assert {name for name, time in times(folder).items() if before[name] != time} == {"p0/index.html"}


def test_a_rebuild_without_a_difference_leaves_the_folder_alone(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    write_outputs(numbered(), folder)
    number = folder.stat().st_ino

    assert write_few(numbered(2), folder, generation_of(folder)).written == 0
    assert folder.stat().st_ino == number


def test_a_rebuild_stops_where_another_build_published_meanwhile(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    write_outputs(numbered(), folder)
    generation = generation_of(folder)
    write_outputs(numbered(p2=b"theirs"), folder)

    with pytest.raises(ReplacedError):
        write_few(numbered(1, p0=b"ours"), folder, generation)
    assert (folder / "p0/index.html").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["public"]


def test_an_output_of_an_earlier_build_counts_by_size_and_time(tmp_path: Path) -> None:
    folder = tmp_path / "public"
    write_outputs(numbered(), folder)
    file = folder / "p0/index.html"
    output = Output(
        PurePosixPath("p0/index.html"), file, "p0", (file.stat().st_size, file.stat().st_mtime_ns)
    )
    assert write_outputs([output, *numbered()[1:]], folder).written == 0
    os.utime(file, (1, 1))

    with pytest.raises(ReplacedError):
        write_outputs([output, *numbered()[1:]], folder)
    assert file.is_file()
