"""The tutorial is followed to the letter: its files are written, its commands typed, its outputs compared."""

import os
import re
import shlex
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from click.testing import CliRunner

from sitegen.cli import cli

ROOT = Path(__file__).parents[2]
POST = ROOT / "content" / "posts" / "build-a-demo" / "index.md"
BLOCK = re.compile(r"^(`{3,})(\w+)(?: title=\"(.+?)\")?\n(.*?)^\1$", re.DOTALL | re.MULTILINE)
ENDLESS = "serve"
SLIP = re.compile(r"^Write `(.+?)` for `(.+?)`", re.MULTILINE)

Step = tuple[int, str, Callable[[], None]]


def type_in(command: str) -> str:
    """Run a line of the terminal in this process and return what it printed."""
    program, *arguments = shlex.split(command)
    if program == "cd":
        os.chdir(arguments[0])
        return ""
    assert program == "sitegen"
    return CliRunner().invoke(cli, arguments).output


def follow(block: str) -> None:
    """Type the commands of a block and compare what each prints with what stands below it."""
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, printed = part.partition("\n")
        if ENDLESS in command:
            continue
        shown = type_in(command)
        if printed:
            assert shown.strip() == printed.strip(), command


def write(path: str, text: str) -> None:
    Path(path).parent.mkdir(parents=True, exist_ok=True)
    Path(path).write_text(text, encoding="utf-8")


def steps(text: str) -> list[Step]:
    """What a reader does, in order of the text."""
    found: list[Step] = []
    for block in BLOCK.finditer(text):
        _, language, title, content = block.groups()
        if language == "console":
            found.append((block.start(), content, partial(follow, content)))
        elif title:
            found.append((block.start(), title, partial(write, title, content)))
    for slip in SLIP.finditer(text):
        found.append((slip.start(), slip[0], partial(make_slip, slip[1], slip[2])))
    return sorted(found, key=lambda step: step[0])


def make_slip(wrong: str, right: str) -> None:
    file = Path("content/demos/fit.py")
    program = file.read_text(encoding="utf-8")
    assert right in program
    file.write_text(program.replace(right, wrong, 1), encoding="utf-8")


@pytest.fixture
def text() -> str:
    return POST.read_text(encoding="utf-8")


def test_whoever_follows_the_tutorial_sees_what_it_shows(
    text: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    taken = steps(text)
    assert len([name for _, name, _ in taken if name.endswith(".py")]) == 2
    assert len([name for _, name, _ in taken if name.startswith("$ ")]) >= 6
    for _, name, act in taken:
        if name.startswith("Write "):
            # Before anything is spoiled on purpose, the site that was built on the way must be whole.
            done = CliRunner().invoke(cli, ["build", "--now", "2026-12-01"])
            assert done.exit_code == 0, done.output
            page = Path("public/posts/my-first-demo/index.html").read_text(encoding="utf-8")
            assert "the error is 0.0573" in page
            act()
        elif name.startswith("$ sitegen demo run fit --set rate=1"):
            write("content/demos/fit.py", program(text, 1))  # the reader has mended it
            act()
        else:
            act()


def program(text: str, place: int) -> str:
    """The first or the second version of the demo in the text."""
    return [block[4] for block in BLOCK.finditer(text) if (block[3] or "").endswith(".py")][place]


def test_the_demo_of_the_page_is_the_one_that_the_tutorial_ends_with(text: str) -> None:
    assert (ROOT / "content" / "demos" / "fit.py").read_text(encoding="utf-8") == program(text, 1)


def test_the_line_that_the_text_speaks_of_is_the_line_of_the_error(text: str) -> None:
    spoken = re.search(r"then line (\d+) asked", text)
    shown = re.search(r"^content/demos/fit\.py:(\d+): AttributeError", text, re.MULTILINE)
    assert spoken is not None
    assert shown is not None
    assert spoken[1] == shown[1]
