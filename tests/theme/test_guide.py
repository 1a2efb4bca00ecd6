"""The page of the guide about themes: its example is one site, and its tables are those of the code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from sitegen.cli import cli
from sitegen.render.head import head_of
from sitegen.theme import theme_folder
from sitegen.theme.locate import BUILT_IN, locate

GUIDE = (theme_folder("templates").parent / "content/guide/make-a-theme.md").read_text(encoding="utf-8")
TITLED = re.compile(r'^```[\w+-]+ title="(.*?)"\n(.*?)^```$', re.DOTALL | re.MULTILINE)
BLOCK = re.compile(r"{%-? *block +(\w+)")


def rows(heading: str) -> list[list[str]]:
    """The cells of the first table below a heading, without its head."""
    part = GUIDE[GUIDE.index(f"\n## {heading}\n") :]
    lines = part[part.index("| --- |") :].partition("\n\n")[0].splitlines()[1:]
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in lines]


def test_the_example_is_a_site_that_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    examples = TITLED.findall(GUIDE)
    assert len(examples) == 7
    for name, text in examples:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["build", "--strict"])
    assert done.exit_code == 0, done.output
    page = (tmp_path / "public/posts/first/index.html").read_text(encoding="utf-8")

    assert '<body data-headings="serif">' in page
    assert "<p>Printed in Leipzig</p>" in page
    assert "min read" not in page
    assert re.search(r'href="/css/plain\.\w{8}\.css"', page)


def test_the_table_of_blocks_names_those_of_the_default_theme() -> None:
    folder = theme_folder("templates")
    found: dict[str, set[str]] = {}
    for file in folder.rglob("*.html"):
        for name in BLOCK.findall(file.read_text(encoding="utf-8")):
            found.setdefault(name, set()).add(file.name)
    found["main"] = {"base.html"}  # every other template fills it
    named = {name.strip("`"): set(re.findall(r"[\w.]+\.html", files)) for name, files, _ in rows("Blocks")}

    assert named == found


def test_the_table_of_style_sheets_names_those_that_pages_load() -> None:
    source = Path(head_of.__code__.co_filename).read_text(encoding="utf-8")
    named = {path for row in rows("Style sheets") for path in re.findall(r"css/\w+\.css", row[0])}

    assert named == set(re.findall(r'"(css/\w+\.css)"', source))


def test_the_number_of_files_of_the_lecture_theme_is_as_the_guide_says() -> None:
    located = locate("lecture")
    assert located is not None
    assert "lecture" in BUILT_IN
    files = [file for file in located.folder.rglob("*") if file.is_file()]

    assert (len(files), len([file for file in files if file.suffix == ".html"])) == (5, 2)
