from __future__ import annotations

import base64
import csv
import hashlib
import io
import os
import zipfile
from pathlib import Path, PurePosixPath

import pytest

import sitegen
from sitegen.errors import DemoError
from sitegen.runtime.wheel import WHEEL_FILE, check_demos, make_wheel, read_demos, read_library

PACKAGE = Path(sitegen.__file__).parent


@pytest.fixture
def content(tmp_path: Path) -> Path:
    files = {
        "demos/__init__.py": "",
        "demos/depth.py": "from demos.spirals import points\n",
        "demos/spirals.py": "points = [1, 2]\n",
        "demos/weights/depth.npz": "\x00weights",
        "demos/weights/words.json": "{}",
        "demos/train/depth.py": "import a_library_that_is_not_in_the_browser\n",
        "demos/__pycache__/depth.cpython-311.pyc": "cache",
        "demos/.DS_Store": "hidden",
        "demos/.git/config": "hidden",
        "posts/a/index.md": "# A",
    }
    for name, text in files.items():
        (tmp_path / "content" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "content" / name).write_text(text, "utf-8")
    return tmp_path / "content"


def opened(content: Path) -> zipfile.ZipFile:
    return zipfile.ZipFile(io.BytesIO(packed(content)))


def packed(content: Path) -> bytes:
    return make_wheel(read_demos(content), read_library())


def test_the_wheel_is_named_after_the_version() -> None:
    assert f"sitegen_demos-{sitegen.__version__}-py3-none-any.whl" == WHEEL_FILE


def test_the_wheel_holds_the_demos_and_their_data_without_the_training_programs(content: Path) -> None:
    names = [name for name in opened(content).namelist() if name.startswith("demos/")]
    assert names == [
        "demos/__init__.py",
        "demos/depth.py",
        "demos/spirals.py",
        "demos/weights/depth.npz",
        "demos/weights/words.json",
    ]


def test_the_wheel_holds_the_library_of_demos_and_nothing_of_the_generator(content: Path) -> None:
    names = {name for name in opened(content).namelist() if name.startswith("sitegen/")}
    parts = (PACKAGE / "demo", PACKAGE / "nn")
    shipped = [PACKAGE / "__init__.py", *(path for part in parts for path in part.rglob("*.py"))]
    shipped += (PACKAGE / "nn" / "kernel").glob("kernel.*.wasm")
    shipped.remove(PACKAGE / "nn" / "kernel" / "build.py")
    shipped = [path for path in shipped if not path.is_relative_to(PACKAGE / "demo" / "native")]
    assert names == {path.relative_to(PACKAGE.parent).as_posix() for path in shipped}
    assert "sitegen/nn/__init__.py" in names
    assert "sitegen/nn/kernel/kernel.simd.wasm" in names


def test_files_in_the_wheel_are_unchanged(content: Path) -> None:
    archive = opened(content)
    assert archive.read("demos/weights/depth.npz") == b"\x00weights"
    assert archive.read("sitegen/__init__.py") == (PACKAGE / "__init__.py").read_bytes()


def test_two_wheels_of_equal_files_are_equal_to_the_byte(content: Path) -> None:
    first = packed(content)
    for path in content.rglob("*"):
        os.utime(path, (1_000_000_000, 1_000_000_000))
    (content / "demos" / "depth.py").chmod(0o600)
    assert packed(content) == first


def test_another_byte_in_a_demo_makes_another_wheel(content: Path) -> None:
    first = packed(content)
    (content / "demos" / "spirals.py").write_text("points = [1, 3]\n", "utf-8")
    assert packed(content) != first


def test_the_record_agrees_with_the_files(content: Path) -> None:
    archive = opened(content)
    folder = f"sitegen_demos-{sitegen.__version__}.dist-info"
    rows = list(csv.reader(io.StringIO(archive.read(f"{folder}/RECORD").decode())))
    assert sorted(row[0] for row in rows) == sorted(archive.namelist())
    for name, written, size in rows[:-1]:
        data = archive.read(name)
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        assert (written, size) == (f"sha256={digest}", str(len(data)))
    assert rows[-1] == [f"{folder}/RECORD", "", ""]


def test_every_demo_that_does_not_parse_is_reported_with_its_line(content: Path) -> None:
    (content / "demos" / "depth.py").write_text("import numpy\n\ndef broken(:\n", "utf-8")
    (content / "demos" / "spirals.py").write_bytes(b"x = 1\ny = '\xff'\n")
    (content / "demos" / "zero.py").write_bytes(b"x = 1\x00\n")
    with pytest.raises(DemoError) as caught:
        check_demos(read_demos(content), content)
    places = [(str(problem.path), problem.code) for problem in caught.value.problems]
    assert places == [(f"content/demos/{name}.py", "demo") for name in ("depth", "spirals", "zero")]
    assert (caught.value.problems[0].line, caught.value.problems[0].column) == (3, 12)


def test_training_programs_need_not_parse(content: Path) -> None:
    (content / "demos" / "train" / "depth.py").write_text("def (", "utf-8")
    check_demos(read_demos(content), content)


def test_an_invalid_escape_sequence_in_a_demo_is_no_error(content: Path) -> None:
    (content / "demos" / "depth.py").write_text('"\\d"\n', "utf-8")
    check_demos(read_demos(content), content)


def test_a_site_without_demos_gives_a_wheel_too(tmp_path: Path) -> None:
    names = zipfile.ZipFile(io.BytesIO(packed(tmp_path))).namelist()
    assert "sitegen/__init__.py" in names
    assert not [name for name in names if name.startswith("demos/")]


def test_files_that_editors_leave_behind_and_what_is_no_file_are_not_in_the_wheel(content: Path) -> None:
    before, demos = packed(content), content / "demos"
    (demos / "depth.py~").touch()
    (demos / ".#depth.py").symlink_to("user@host.1:2")
    (demos / "dangling.py").symlink_to("/nope")
    (demos / "loop.py").symlink_to("loop.py")
    (demos / "self").symlink_to(".")
    os.mkfifo(demos / "pipe.npz")
    Path(os.fsdecode(os.fsencode(demos) + b"/bad\xff.py")).touch()

    assert packed(content) == before


def test_a_file_that_vanishes_is_left_out_and_those_that_cannot_be_read_are_reported(
    content: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    read, refused = Path.read_bytes, set[str]()

    def refuse(file: Path) -> bytes:
        if file.name == "spirals.py":
            raise FileNotFoundError
        if file.name in refused:
            raise PermissionError(13, "Permission denied")
        return read(file)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert PurePosixPath("demos/spirals.py") not in read_demos(content)

    refused |= {"depth.py", "words.json"}
    with pytest.raises(DemoError) as caught:
        read_demos(content)
    assert [str(problem) for problem in caught.value.problems] == [
        "content/demos/depth.py: the file cannot be read: Permission denied",
        "content/demos/weights/words.json: the file cannot be read: Permission denied",
    ]
