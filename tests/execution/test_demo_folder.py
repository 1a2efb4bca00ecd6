"""The scan of `content/demos/`, which an author edits while it runs."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sitegen.execution.demo_folder import scan_demos


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content" / "demos"
    (folder / "weights").mkdir(parents=True)
    (folder / "line.py").write_text("from demos.parts import x\nFILE = 'weights/line.npz'\n")
    (folder / "parts.py").write_text("x = 1\n")
    (folder / "other.py").write_text("")
    (folder / "weights" / "line.npz").write_bytes(b"weights")
    return tmp_path / "content"


def test_a_demo_needs_its_module_what_it_imports_and_the_files_that_it_names(content: Path) -> None:
    scanned = scan_demos(content)

    assert scanned.names == ("line", "other", "parts")
    assert [str(path) for path in scanned.files("line")] == ["line.py", "parts.py", "weights/line.npz"]
    assert scanned.problems == ()


@pytest.mark.parametrize(
    ("program", "depends"),
    [
        ("x = 1", False),
        ("FILE = 'weights/other.npz'", True),
        ("import demos.another", True),
        ("from pathlib import Path\nfiles = sorted(Path(__file__).parent.glob('*.txt'))", True),
        ("import os\nnames = os.listdir('.')", True),
        ("from os import listdir as names\nfound = names('.')", True),
        ("import subprocess as s\ns.run(['ls'])", True),
        ("import os.path\nok = os.path.exists('a.txt')", True),
        ("try:\n    import demos.maybe\nexcept ImportError:\n    pass", True),
        ("try:\n    f()\nexcept:\n    pass", True),
        ("import importlib\nimportlib.import_module('demos.' + 'a')", True),
    ],
)
def test_a_new_file_concerns_only_demos_that_name_it_or_look_for_files(
    content: Path, program: str, depends: bool
) -> None:
    (content / "demos" / "line.py").write_text(f"from demos import parts\n{program}\n")
    (content / "demos" / "weights" / "other.npz").write_bytes(b"one")
    before = scan_demos(content)
    (content / "demos" / "another.py").write_text("")
    (content / "demos" / "a.txt").write_text("")
    (content / "demos" / "weights" / "other.npz").write_bytes(b"two")
    after = scan_demos(content)

    assert (before.digest("line") != after.digest("line")) == depends
    assert before.digest("other") == after.digest("other")


def test_a_missing_folder_has_no_demos(tmp_path: Path) -> None:
    assert scan_demos(tmp_path) == scan_demos(tmp_path)
    assert scan_demos(tmp_path).names == ()


def test_caches_hidden_files_and_those_that_editors_leave_behind_change_nothing(content: Path) -> None:
    before = scan_demos(content)
    demos = content / "demos"
    (demos / "__pycache__").mkdir()
    for name in ("__pycache__/line.cpython-311.pyc", "line.py~", ".line.py.swp", "#line.py#", ".hidden"):
        (demos / name).touch()
    (demos / ".#line.py").symlink_to("user@host.1:2")

    assert scan_demos(content) == before
    assert scan_demos(content).digest("line") == before.digest("line")


def test_what_is_no_file_is_reported_and_the_rest_is_whole(content: Path) -> None:
    before, demos = scan_demos(content), content / "demos"
    (demos / "dangling.py").symlink_to("/nope")
    (demos / "loop.py").symlink_to("loop.py")
    (demos / "self").symlink_to(".")
    os.mkfifo(demos / "pipe.npz")
    Path(os.fsdecode(os.fsencode(demos) + b"/bad\xff.py")).touch()

    scanned = scan_demos(content)

    assert scanned.digests == before.digests
    assert scanned.digest("line") == before.digest("line")
    assert sorted((str(problem.path), problem.message, problem.severity) for problem in scanned.problems) == [
        ("content/demos/bad\\xff.py", "the name is not UTF-8", "error"),
        ("content/demos/dangling.py", "the link leads nowhere: there is no /nope", "error"),
        ("content/demos/loop.py", "the link leads in a circle", "error"),
        ("content/demos/pipe.npz", "this is a named pipe, not a file", "error"),
        ("content/demos/self", "links to folders are not followed", "warning"),
    ]


def test_a_link_out_of_the_site_is_refused_and_allowed_on_request(content: Path, tmp_path: Path) -> None:
    (tmp_path / "elsewhere.py").touch()
    (content / "demos" / "linked.py").symlink_to(tmp_path / "elsewhere.py")

    refused = scan_demos(content, root=content)
    allowed = scan_demos(content, root=content, outside_links=True)

    assert "linked" not in refused.names
    assert "leads out of the site's folder" in refused.problems[0].message
    assert ("linked" in allowed.names, allowed.problems) == (True, ())


def test_a_file_that_vanishes_is_left_out_and_one_that_cannot_be_read_is_reported(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = Path.read_bytes

    def refuse(file: Path) -> bytes:
        if file.name == "parts.py":
            raise FileNotFoundError
        if file.name == "other.py":
            raise PermissionError(13, "Permission denied")
        return read(file)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    scanned = scan_demos(content)

    assert scanned.names == ("line",)
    assert [str(path) for path in scanned.files("line")] == ["line.py", "weights/line.npz"]
    assert list(map(str, scanned.problems)) == [
        "content/demos/other.py: the file cannot be read: Permission denied"
    ]
