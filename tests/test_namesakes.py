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
    Row(
        "sitegen",
        "collect_warnings.py",
        "tests/test_collect.py",
        "what they compute is tested where it is used",
    ),
    Row(
        "sitegen/model",
        "page.py results.py site.py source.py",
        "tests/test_collect.py",
        "what they compute is tested where it is used",
    ),
    Row(
        "sitegen",
        "config_file.py config_security.py config_tables.py config_values.py toml_places.py",
        "tests/test_config.py",
        "parts of the configuration",
    ),
    Row("sitegen", "config_languages.py", "tests/test_config.py", "a part of the configuration"),
    Row(
        "sitegen",
        "page_names.py source_place.py engine/part_recorder.py render/fact_values.py render/switch.py "
        "render/whole_site.py",
        "tests/test_translations.py",
        "what a site in several languages publishes",
    ),
    Row("sitegen/render", "menus.py", "tests/test_taxonomies.py", "menus and titles of taxonomies"),
    Row("sitegen", "unread_files.py", "tests/test_load.py", "files that loading leaves out"),
    Row("sitegen", "output_folder.py", "tests/test_write.py", "guards the folder that is written"),
    Row("sitegen", "edit.py", "tests/test_incremental.py", "one of the two ways of an incremental build"),
    Row(
        "sitegen/engine",
        "explain.py",
        "tests/test_incremental.py",
        "the reasons are those of incremental builds",
    ),
    Row(
        "sitegen/engine",
        "stored_config.py stored_page.py stored_site.py",
        "tests/engine/test_graph.py",
        "they are parts of a stored graph",
    ),
    Row(
        "sitegen/render",
        "page_list.py page_parts.py site_info.py site_lists.py",
        "tests/test_open_templates.py",
        "templates of a site show what they give",
    ),
    Row(
        "sitegen/images",
        "__init__.py",
        "tests/images/test_pictures.py",
        "builds whole sites with pictures",
    ),
    Row("sitegen/images", "stripped.py", "tests/images/test_metadata.py", "stores what is tested there"),
    Row("sitegen/render", "pictures.py", "tests/render/test_videos.py", "pictures and videos of posts"),
    Row(
        "sitegen",
        "extension_keys.py markdown/extension.py render/extensions.py",
        "tests/test_extension.py",
        "what a site makes of its extensions",
    ),
    Row("sitegen", "yaml_data.py", "tests/test_data_files.py", "reads one kind of data file"),
    Row("sitegen/engine", "digests.py", "tests/engine/test_trace.py", "they are the values of traces"),
    Row("sitegen", "progress.py", "tests/test_build.py", "receives the reports of a build"),
    Row(
        "sitegen",
        "foreign_keys.py toml_block.py yaml_block.py",
        "tests/test_front_matter.py",
        "their errors are those of front matter",
    ),
    Row(
        "sitegen/assets",
        "service-worker.js unregister.js",
        "tests/browser/test_offline.py",
        "service workers",
    ),
    Row(
        "sitegen/demo/native",
        "steps.py",
        "tests/demo/native/test_report.py",
        "a report shows the steps of a run",
    ),
    Row(
        "sitegen/execution",
        "claims.py failures.py run_demo.py",
        "tests/execution/test_posters.py",
        "a poster that fails says why",
    ),
    Row(
        "sitegen/execution",
        "imports.py reader_modules.py",
        "tests/execution/test_still.py",
        "they say which programs are still",
    ),
    Row(
        "sitegen/demo/display",
        "figure_data.py plot_svg.py",
        "tests/demo/display/test_figure.py",
        "what a figure becomes",
    ),
    Row(
        "sitegen/demo/display",
        "__init__.py charts.py pictures.py shown.py",
        "tests/demo/display/test_values.py",
        "what a value becomes",
    ),
    Row("sitegen/execution", "run_frames.py", "tests/execution/test_frames.py", "runs what is saved"),
    Row(
        "sitegen/execution",
        "__init__.py child.py run_cells.py",
        "tests/execution/test_cells.py",
        "tested through their callers",
    ),
    Row(
        "sitegen/markdown",
        "addresses.py document.py parser.py",
        "tests/markdown/test_body.py",
        "steps of parsing a body",
    ),
    Row(
        "sitegen/markdown",
        "admonition.py anchor.py details.py directive_block.py expectation.py figure.py margin.py metric.py "
        "numbers.py statement.py table.py tabs.py",
        "tests/markdown/test_fixtures.py",
        "each syntax has golden cases",
    ),
    Row(
        "sitegen/markdown",
        "latex.py math_alphabet.py mathml_core.py",
        "tests/markdown/test_mathml.py",
        "steps from LaTeX to MathML",
    ),
    Row(
        "sitegen/nn",
        "attention.py block.py dot_product.py",
        "tests/nn/test_transformer.py",
        "parts of a transformer",
    ),
    Row(
        "sitegen/nn",
        "arithmetic.py comparison.py conversion.py create.py reduction.py shaping.py",
        "tests/nn/test_tensor.py",
        "the operations of a `Tensor`",
    ),
    Row(
        "sitegen/nn",
        "activation_layers.py elementary.py functional.py",
        "tests/nn/test_activation.py",
        "layers and functions of one formula",
    ),
    Row("sitegen/nn", "__init__.py", "tests/nn/test_documentation.py", "the names of the library"),
    Row("sitegen/nn", "loss_functions.py regression.py", "tests/nn/test_loss.py", "what losses call"),
    Row(
        "sitegen/nn",
        "optim.py lr_scheduler.py",
        "tests/nn/test_optimizer.py",
        "kinds of optimisers, and their rates",
    ),
    Row(
        "sitegen/nn",
        "card.py keras.py pytorch.py safetensors.py",
        "tests/nn/test_weights.py",
        "ways to store weights",
    ),
    Row(
        "sitegen/nn",
        "columns.py convolution_layers.py pooling.py summarising.py upsampling.py",
        "tests/nn/test_convolution.py",
        "layers of image networks",
    ),
    Row(
        "sitegen/nn",
        "container.py printing.py",
        "tests/nn/test_module.py",
        "the models of these tests are `Sequential`",
    ),
    Row("sitegen/nn", "count.py", "tests/nn/test_capture.py", "both watch a forward pass"),
    Row(
        "sitegen/nn",
        "batch_norm.py dropout.py embedding.py gru.py lstm.py norm.py recurrent.py rnn.py",
        "tests/nn/test_sequence.py",
        "layers of sequence networks",
    ),
    Row("sitegen/parity", "browser.py", "tests/browser/test_parity.py", "starts a browser"),
    Row(
        "sitegen/render",
        "__init__.py jobs.py renderer.py",
        "tests/render/test_templates.py",
        "whole sites are rendered",
    ),
    Row(
        "sitegen/markdown_text",
        "code.py links.py parts.py",
        "tests/importing/test_importing.py",
        "steps of the readers of other sites, and of notebooks",
    ),
    Row(
        "sitegen/markdown_text",
        "page_text.py readable.py",
        "tests/notebook/test_notebook.py",
        "steps of notebooks, and of pages in Markdown",
    ),
    Row("sitegen/markdown_text", "results.py", "tests/render/test_markdown_pages.py", "what pages show"),
    Row("sitegen/render", "feed_html.py", "tests/render/test_site_files.py", "what feeds hold"),
    Row("sitegen/scaffold", "theme.py", "tests/cli/test_theme.py", "what the command writes"),
    Row("sitegen/model", "runtime.py", "tests/runtime/packages/test_publish.py", "what publishing gives"),
    Row("sitegen/runtime", "publish.py", "tests/test_build.py", "publishes the runtime of a build"),
    Row("sitegen/runtime/pack", "compiler.py", "tests/browser/test_packages.py", "compiles packages"),
    Row(
        "sitegen/runtime/packages",
        "candidates.py fetch.py resolve.py",
        "tests/runtime/packages/test_lock_packages.py",
        "steps of a lock and of its use",
    ),
    Row(
        "sitegen/runtime/fetch",
        "__init__.py mirror.py",
        "tests/runtime/fetch/test_download.py",
        "sources of a download",
    ),
    Row(
        "sitegen/runtime/loader",
        "__init__.py",
        "tests/runtime/test_boot.py",
        "loads the runtime under Node",
    ),
    Row(
        "sitegen/runtime/loader",
        "unpack.mjs",
        "tests/browser/test_startup.py",
        "starts Pyodide in a worker",
    ),
    Row(
        "sitegen/runtime/loader",
        "cold-code.mjs",
        "tests/runtime/pack/wasm/test_split.py",
        "loads the parts that the splitter makes",
    ),
    Row(
        "sitegen/runtime/pack",
        "cached_steps.py file_names.py snapshot_job.py split_files.py",
        "tests/runtime/pack/test_files.py",
        "the steps of packing",
    ),
    Row(
        "sitegen/runtime/pack/wasm",
        "instructions.py module.py reading.py writing.py",
        "tests/runtime/pack/wasm/test_split.py",
        "read and write what is split",
    ),
    Row(
        "sitegen/runtime/pack/in_pyodide",
        "compile_bytecode.py import_modules.py",
        "tests/runtime/test_boot.py",
        "run under Node in Pyodide",
    ),
    Row(
        "sitegen/runtime/pack/node",
        "pack.mjs write-snapshot.mjs",
        "tests/runtime/test_boot.py",
        "run under Node",
    ),
    Row(
        "sitegen/runtime/pack/node",
        "shorten-strings.mjs",
        "tests/client/strings.test.js",
        "leaves out what the loader's strings.mjs computes",
    ),
    Row("sitegen/serve", "reload.js", "tests/browser/test_reload.py", "reloads a page"),
    Row("static/client", "main.js", "tests/browser/test_registration.py", "what a page loads, and when"),
    Row("static/client", "search.js", "tests/browser/test_search.py", "needs Pagefind in a browser"),
    Row("static/client", "offline.js", "tests/browser/test_offline.py", "registers the service worker"),
    Row(
        "static/client/controls", "pad.js points-pad.js", "tests/browser/test_inputs.py", "elements in a page"
    ),
    Row("static/client/controls", "picks.js", "tests/browser/test_picks.py", "parts of pictures in a page"),
    Row("static/client/core", "code-cell.js", "tests/browser/test_cells.py", "an element in a page"),
    Row(
        "static/client/core",
        "demo-island.js dom.js island-parts.js islands.js picture.js worker.js",
        "tests/browser/test_run.py",
        "a demo in a page",
    ),
    Row(
        "static/client/editor",
        "editor.js open-editor.js",
        "tests/browser/test_editor.py",
        "elements in a page",
    ),
    Row(
        "static/client/runtime",
        "boot.js fetch-override.js manifest.js",
        "tests/browser/test_startup.py",
        "start Pyodide in a worker",
    ),
    Row("static/client/url-state", "link.js", "tests/browser/test_sharing.py", "an element in a page"),
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
    between: `tests/cli/test_demo.py`, `tests/test_cli_demo.py`. A package is tested under its own name, and a
    test of this name covers all of its modules: `tests/test_cli.py`.
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
    of_folder = [
        "/".join(["tests", *folders[:depth], *inner, f"test_{folders[depth]}.py"])
        for depth in range(len(folders))
        for inner in ([], [folders[depth]])
    ]
    return [*own, *inside, *golden, *of_folder]


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
    assert "tests/test_cli.py" in namesakes(PurePosixPath("sitegen/cli/demo.py"))
    assert "tests/test_demo.py" not in namesakes(PurePosixPath("sitegen/cli/demo.py"))
