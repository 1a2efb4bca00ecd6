"""Programs that run only when the site is built."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path, PurePosixPath

import pytest

from sitegen.execution.demo_folder import scan_demos
from sitegen.execution.reader_modules import OWN, STANDARD_LIBRARY, reader_modules
from sitegen.execution.still import RECORDED, runs_live, still_programs
from sitegen.model import Body, Cell, FrontMatter, Island, Page, Position, Source
from sitegen.runtime import fetch_runtime, read_pin
from sitegen.runtime.pack.prune import REMOVABLE, prune

PATH = PurePosixPath("content/a.md")


def cell(source: str, number: int, *, live: bool = True) -> Cell:
    return Cell(f"c{number}", source, "", False, False, Position(PATH, number), number + 1, live=live)


def page(*parts: Cell | Island) -> Page:
    source = Source(PATH, "page", FrontMatter(title="A"), "/a/", PurePosixPath("a/index.html"), "", 1)
    return Page(source, Body(parts=parts))


def island(demo: str, *, live: bool = True) -> Island:
    return Island(demo, demo, {}, (), (), (), Position(PATH, 1), live=live)


def still(content: Path, *parts: Cell | Island, packages: frozenset[str] = frozenset()) -> dict[str, str]:
    found = still_programs([page(*parts)], scan_demos(content), packages=packages)
    return {name: reason for (path, name), reason in found.items() if path == PATH}


@pytest.mark.parametrize(
    ("source", "modules"),
    [
        (
            "import numpy as np, json\nfrom sitegen.demo import Curve\nfrom collections.abc import Iterable",
            "",
        ),
        ("import pandas as pd", "pandas, which is"),
        ("from sklearn.svm import SVC\nimport scipy.stats", "scipy and sklearn, which are"),
        ("def draw():\n    import matplotlib.pyplot as plt", "matplotlib, which is"),
        ("try:\n    import polars\nexcept ImportError:\n    polars = None", ""),
        (
            "try:\n    import polars\nexcept (ValueError, KeyError):\n    import attr",
            "attr and polars, which are",
        ),
        (
            "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import pandas\nelse:\n    import torch",
            "torch, which is",
        ),
        ("import multiprocessing", "multiprocessing, which is"),
        ("this does not parse", ""),
    ],
)
def test_a_cell_is_still_that_imports_what_readers_do_not_have(
    tmp_path: Path, source: str, modules: str
) -> None:
    reason = f"This program uses {modules} not part of this page; {RECORDED}"

    assert still(tmp_path, cell(source, 1)) == ({"c1": reason} if modules else {})


def test_packages_of_the_site_are_what_readers_have(tmp_path: Path) -> None:
    assert not still(tmp_path, cell("import pandas", 1), packages=frozenset({"pandas"}))


def test_all_cells_after_a_still_one_are_still_and_those_before_it_run(tmp_path: Path) -> None:
    found = still(tmp_path, cell("x = 1", 1), cell("x = 2", 2, live=False), cell("y = 3", 3))

    assert found == {
        "c2": "This program does not run on the page; what it shows was recorded when the page was built.",
        "c3": "This program comes after cell 2, which does not run on the page; "
        "what it shows was recorded when the page was built.",
    }


def test_a_demo_and_a_cell_are_still_for_what_their_modules_import(tmp_path: Path) -> None:
    demos = tmp_path / "demos"
    demos.mkdir()
    (demos / "ring.py").write_text("from demos import helper\nfrom .parts import more\n", encoding="utf-8")
    (demos / "helper.py").write_text("import torch\n", encoding="utf-8")
    (demos / "parts").mkdir()
    (demos / "parts" / "__init__.py").write_text("", encoding="utf-8")
    (demos / "parts" / "more.py").write_text("import seaborn\n", encoding="utf-8")
    (demos / "line.py").write_text("import numpy\n", encoding="utf-8")
    found = still(tmp_path, island("ring"), island("line"), cell("from demos.helper import x", 1))

    assert found["ring"].startswith("This demo uses seaborn and torch, which are not part of this page; ")
    assert found["c1"].startswith("This program uses torch, which is not part of this page; ")
    assert "line" not in found
    assert still(tmp_path, island("line", live=False))["line"].startswith(
        "This demo does not run on the page; "
    )


def test_a_site_is_live_as_long_as_one_program_runs(tmp_path: Path) -> None:
    quiet, loud = page(cell("import pandas", 1)), page(cell("1", 1))

    assert not runs_live([quiet], still_programs([quiet], scan_demos(tmp_path)))
    assert runs_live([loud], still_programs([loud], scan_demos(tmp_path)))
    assert not runs_live([], {})


def test_modules_that_the_configuration_keeps_are_there() -> None:
    assert "xml" not in reader_modules()
    assert "xml" in reader_modules(keep=("xml",))


def test_the_listed_modules_are_those_of_the_pinned_python() -> None:
    """Those that are compiled into the interpreter have no file, and are not compared."""
    with zipfile.ZipFile(
        io.BytesIO((fetch_runtime(read_pin()) / "python_stdlib.zip").read_bytes())
    ) as archive:
        files = {PurePosixPath(name): archive.read(name) for name in archive.namelist() if name[-1] != "/"}
    kept, _ = prune(files)
    removed = {name for name in REMOVABLE if "." not in name and name != "encodings"}
    names = {path.parts[0].removesuffix(".py") for path in kept if path.suffix == ".py"} - removed
    public = {name for name in names if name.isidentifier() and name[0] != "_"}

    assert public - STANDARD_LIBRARY <= {"pyodide"}
    assert not STANDARD_LIBRARY & removed
    assert "numpy" in OWN
