"""Every module with logic has a test of its own name in the mirrored folder, or a row in the table below."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parent.parent
TESTS = ROOT / "tests"


class Row(NamedTuple):
    """Modules that are tested in a file of another name."""

    folder: str
    names: str
    test: str
    reason: str

    @property
    def modules(self) -> list[str]:
        """The paths of the modules."""
        return [f"{self.folder}/{name}" for name in self.names.split()]


TESTED_ELSEWHERE = (
    Row("sitegen", "cell_run.py", "tests/test_cells.py", "tested through its caller"),
    Row(
        "sitegen",
        "model.py",
        "tests/test_collect.py",
        "records; what they compute is tested where they are made",
    ),
    Row("sitegen", "poster_run.py", "tests/test_poster.py", "tested through its caller"),
    Row("sitegen", "yaml_block.py", "tests/test_front_matter.py", "its errors are those of front matter"),
    Row(
        "sitegen/check",
        "markup.py reading.py",
        "tests/test_check.py",
        "what they read is judged by `check_outputs`",
    ),
    Row(
        "sitegen/cli",
        "build.py check.py clean.py group.py list.py new.py options.py parity.py "
        "progress.py report.py runtime.py schema.py serve.py",
        "tests/test_cli.py",
        "commands are run as an author runs them",
    ),
    Row(
        "sitegen/demo", "control.py", "tests/demo/test_reading.py", "each kind of control is read and refused"
    ),
    Row(
        "sitegen/demo",
        "mark.py",
        "tests/demo/figure/test_marks.py",
        "what all marks share is tested with each",
    ),
    Row(
        "sitegen/demo/figure",
        "arrows.py axes.py bars.py colour.py graph.py heatmap.py image.py image_grid.py "
        "matrix.py pad.py pixels.py scatter.py sound.py svg.py tokens.py twin.py",
        "tests/demo/figure/test_marks.py",
        "each mark has a row in its table",
    ),
    Row(
        "sitegen/markdown",
        "admonition.py anchor.py details.py directive_block.py expectation.py figure.py "
        "latex.py letter.py mathml_tidy.py metric.py outline.py parser.py reading.py",
        "tests/markdown/test_fixtures.py",
        "each syntax has golden cases",
    ),
    Row("sitegen/minify", "names.py spare.py tree.py", "tests/test_minify.py", "parts of one function"),
    Row("sitegen/nn", "attention.py block.py", "tests/nn/test_transformer.py", "parts of a transformer"),
    Row(
        "sitegen/nn",
        "card.py keras.py pytorch.py safetensors.py",
        "tests/nn/test_weights.py",
        "ways to store weights",
    ),
    Row(
        "sitegen/nn",
        "columns.py pooling.py upsampling.py",
        "tests/nn/test_convolution.py",
        "layers of image networks are tested alike",
    ),
    Row(
        "sitegen/nn", "container.py", "tests/nn/test_module.py", "the models of these tests are `Sequential`"
    ),
    Row("sitegen/nn", "count.py", "tests/nn/test_capture.py", "both watch a forward pass"),
    Row(
        "sitegen/nn",
        "dropout.py embedding.py gru.py lstm.py norm.py recurrent.py",
        "tests/nn/test_sequence.py",
        "layers of sequence networks are tested alike",
    ),
    Row("sitegen/offline", "farewell.js worker.js", "tests/browser/test_offline.py", "service workers"),
    Row("sitegen/parity", "browser.py", "tests/browser/test_parity.py", "starts a browser"),
    Row(
        "sitegen/render",
        "describe.py facts.py head.py island.py job.py plan.py plan_lists.py template_fault.py",
        "tests/render/test_templates.py",
        "contexts are tested in the pages they fill",
    ),
    Row(
        "sitegen/runtime",
        "archive.py compiler.py compiling.py licences.py lock.py node.py pack-image.mjs "
        "packed.py packer.mjs prepare.py start.py",
        "tests/runtime/test_pack.py",
        "steps of packing",
    ),
    Row("sitegen/runtime", "fetch_mirror.py", "tests/runtime/test_fetch.py", "one of the sources of a fetch"),
    Row(
        "sitegen/runtime",
        "start-choice.mjs start-parts.mjs start.mjs",
        "tests/browser/test_startup.py",
        "start Pyodide in a worker",
    ),
    Row(
        "sitegen/serve",
        "app.py preview.py watch.py",
        "tests/test_serve.py",
        "the server is tested as a whole",
    ),
    Row("sitegen/serve", "reload.js", "tests/browser/test_reload.py", "reloads a page"),
    Row(
        "static/client",
        "boot.js lent-files.js metered.js",
        "tests/browser/test_startup.py",
        "start Pyodide in a worker",
    ),
    Row("static/client", "cell-editor.js code-cell.js", "tests/browser/test_cells.py", "elements in a page"),
    Row(
        "static/client",
        "clip-input.js ink-pad.js pad.js pads.js plane.js points-pad.js",
        "tests/browser/test_inputs.py",
        "elements in a page",
    ),
    Row(
        "static/client",
        "clock.js demo-island.js element.js island-parts.js picture.js speak.js worker.js",
        "tests/browser/test_run.py",
        "a demo in a page",
    ),
    Row(
        "static/client",
        "demo-editor.js edit.js editor.js edits.js keep.js",
        "tests/browser/test_editor.py",
        "elements in a page",
    ),
    Row(
        "static/client",
        "live.js main.js waiting.js",
        "tests/browser/test_registration.py",
        "what a page loads, and when",
    ),
    Row("static/client", "newest.js", "tests/browser/test_presence.py", "one frame in an animation frame"),
    Row("static/client", "offline.js", "tests/browser/test_offline.py", "registers a service worker"),
    Row("static/client", "sharing.js", "tests/browser/test_sharing.py", "elements in a page"),
)
"""A name leaves its row when the module has a test of its own name."""


def has_logic(module: Path) -> bool:
    """Return whether a Python module defines a function that does something."""
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    tree = ast.parse(module.read_text(encoding="utf-8"))
    return any(isinstance(node, functions) and not is_declaration(node) for node in ast.walk(tree))


def is_declaration(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Return whether the body is only a docstring or an ellipsis, as in a protocol."""
    return all(isinstance(line, ast.Expr) and isinstance(line.value, ast.Constant) for line in function.body)


def modules() -> Iterator[PurePosixPath]:
    """Yield the paths of all modules with logic."""
    for file in sorted((ROOT / "sitegen").rglob("*")):
        if (file.suffix == ".py" and has_logic(file)) or file.suffix in {".js", ".mjs"}:
            yield PurePosixPath(file.relative_to(ROOT).as_posix())
    for file in sorted((ROOT / "static" / "client").rglob("*.js")):
        if re.search(r"^(?!\s*(?://|/?\*|export \{\};)).*\S", file.read_text(encoding="utf-8"), re.MULTILINE):
            yield PurePosixPath(file.relative_to(ROOT).as_posix())


def namesakes(module: PurePosixPath) -> list[str]:
    """Return the paths of the tests that would be a module's own.

    A Python module is tested in the mirrored folder, or in a folder above it with the names of the folders in
    between: `tests/cli/test_demo.py`, `tests/test_cli_demo.py`. A package is tested under its own name.
    """
    folders = module.parts[1:-1]
    if module.suffix != ".py":
        name = f"{module.stem}.test.js"
        return [f"tests/client/{name}", f"tests/client/{'/'.join(module.parts[2:-1])}/{name}"]
    names = [*folders] if module.stem == "__init__" else [*folders, module.stem]
    if not names:
        return []
    own = [
        "/".join(["tests", *names[:depth], f"test_{'_'.join(names[depth:])}.py"])
        for depth in range(len(names))
    ]
    inside = ["/".join(["tests", *names, f"test_{names[-1]}.py"])]
    golden = ["/".join(["tests", *names[:-1], "fixtures", f"{names[-1]}.md"])]
    return [*own, *inside, *golden]


def without_namesake() -> list[str]:
    return [
        str(module)
        for module in modules()
        if namesakes(module) and not any((ROOT / test).is_file() for test in namesakes(module))
    ]


MISSING = without_namesake()
LISTED = [module for row in TESTED_ELSEWHERE for module in row.modules]


def test_every_module_has_a_test_of_its_name_or_stands_in_the_table() -> None:
    assert sorted(set(MISSING) - set(LISTED)) == []


def test_no_module_stands_in_the_table_that_has_its_test_or_is_gone_or_stands_twice() -> None:
    assert sorted(set(LISTED) - set(MISSING)) == []
    assert len(LISTED) == len(set(LISTED))


@pytest.mark.parametrize("row", TESTED_ELSEWHERE, ids=lambda row: f"{row.folder}: {row.names}"[:50])
def test_the_test_that_a_row_names_exists(row: Row) -> None:
    assert (ROOT / row.test).is_file()
    assert row.reason


def test_a_module_is_tested_in_the_mirrored_folder() -> None:
    assert "tests/cli/test_demo.py" in namesakes(PurePosixPath("sitegen/cli/demo.py"))
    assert "tests/test_cli_demo.py" in namesakes(PurePosixPath("sitegen/cli/demo.py"))
    assert "tests/check/test_check.py" in namesakes(PurePosixPath("sitegen/check/__init__.py"))
    assert "tests/client/core/session.test.js" in namesakes(PurePosixPath("static/client/core/session.js"))
    assert "tests/test_demo.py" not in namesakes(PurePosixPath("sitegen/cli/demo.py"))
