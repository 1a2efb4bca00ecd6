"""Scripts: each demo's place in a page as one program to download, which runs natively with its values."""

from __future__ import annotations

import ast
import base64
import io
import json
import re
import textwrap
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

import sitegen
from sitegen.model import Island, Output, Page, Poster, Results
from sitegen.permalink import script_output

DISTRIBUTION = "sitegen-live"
DEMOS = "demos"
TRAINING = "train"
"""The folder of scripts that make weights; no demo imports from it."""
RELATIVE = re.compile(rb"from\s*\.+\s*")
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold: equal files give an equal script."""

HEAD = """\
# A demo as a program of its own. It runs natively, with the values and the seed of its page:
#
#     pip install {requirement}
#     python {file}            prints the numbers and writes {report}
#     python {file} --help     says what can be changed
#
# `uv run {file}` and `pipx run {file}` install what the next lines name by themselves.
#
# /// script
# requires-python = ">=3.11"
# dependencies = ["{requirement}"]
# ///
"""
TAIL = """

if __name__ == "__main__":
    from sitegen.demo.script import run

    run({demo}, {values}, "{report}")
"""


def make_scripts(pages: Iterable[Page], results: Results, content_dir: Path) -> Iterator[Output]:
    """Give the script of every demo's place in the pages.

    Args:
        pages: all pages.
        results: their posters, which hold the programs.
        content_dir: the folder that holds `demos/`.
    """
    for page in pages:
        for island in page.body.islands:
            path = script_output(page.source.output_path, island.id)
            text = make_script(island, results.poster(island), path.name, content_dir)
            yield Output(
                path, text.encode(), f"the script of the demo {island.id!r} in {page.source.source_path}"
            )


def make_script(island: Island, poster: Poster, file: str, content_dir: Path) -> str:
    """Return a demo as one program.

    Args:
        island: its place, with the author's values.
        poster: what the build saw of it.
        file: the script's name.
        content_dir: the folder that holds `demos/`.
    """
    demos = content_dir / DEMOS
    source = poster.source_code.rstrip() + "\n"
    if companions := sorted(find_companions(demos, poster.demo)):
        source = _with_files(_absolute(source), f"{poster.demo}.py", _packed(demos, companions))
    requirement = f"{DISTRIBUTION}=={sitegen.__version__}"
    values = {name: text for name, (text, _) in sorted(island.options.items())}
    report = PurePosixPath(file).with_suffix(".html").name
    head = HEAD.format(requirement=requirement, file=file, report=report)
    given = json.dumps(values, ensure_ascii=False)
    return head + source + TAIL.format(demo=poster.demo, values=given, report=report)


def find_companions(demos: Path, name: str) -> set[PurePosixPath]:
    """Return the files of the demos' folder that a demo needs beside its module.

    These are the modules that it imports, and what these import; and every other file whose name stands in
    one of their texts, as in `Path(__file__).with_name("weights.npz")`.
    """
    data = {
        inside.name: inside
        for file in demos.rglob("*")
        if file.is_file()
        and file.suffix not in {".py", ".pyc"}
        and TRAINING not in (inside := PurePosixPath(file.relative_to(demos).as_posix())).parts
    }
    own = PurePosixPath(f"{name}.py")
    found: set[PurePosixPath] = set()
    waiting = [own]
    while waiting:
        file = waiting.pop()
        for node in ast.walk(ast.parse((demos / file).read_bytes())):
            for wanted in (*_modules(node, file.parent), *_data(node, data)):
                if wanted not in found and wanted != own and (demos / wanted).is_file():
                    found.add(wanted)
                    waiting += [wanted] if wanted.suffix == ".py" else []
    return found


def _modules(node: ast.AST, folder: PurePosixPath) -> Iterator[PurePosixPath]:
    """The files that an import may mean in a module of that folder, which counts from the demos' own."""
    names: list[str] = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        package = (DEMOS, *folder.parts)[: 1 + len(folder.parts) - (node.level - 1)] if node.level else ()
        base = ".".join((*package, *filter(None, (node.module,))))
        names = [base, *(f"{base}.{alias.name}" for alias in node.names)]
    for name in names:
        first, *rest = name.split(".")
        if first == DEMOS and rest:
            yield PurePosixPath(*rest).with_suffix(".py")
            yield PurePosixPath(*rest, "__init__.py")


def _data(node: ast.AST, data: dict[str, PurePosixPath]) -> Iterator[PurePosixPath]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        name = node.value.rpartition("/")[2]
        if name in data:
            yield data[name]


def _absolute(source: str) -> str:
    """Write `from .letters import names` as `from demos.letters import names`: a script has no package."""
    lines = source.encode().splitlines(keepends=True)  # places count bytes
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.level:
            line, place = node.lineno - 1, node.col_offset
            named = f"from {DEMOS}." if node.module else f"from {DEMOS} "
            lines[line] = lines[line][:place] + RELATIVE.sub(named.encode(), lines[line][place:], count=1)
    return b"".join(lines).decode()


def _with_files(source: str, file: str, packed: str) -> str:
    """Put the files in front of what the program imports, behind its docstring and `__future__`."""
    line = 0
    for node in ast.parse(source).body:
        docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        if not docstring and not (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
            break
        line = node.end_lineno or 0
    lines = source.splitlines(keepends=True)
    block = (
        "\n# The files that the demo imports and reads, as a zip archive in base64.\n"
        "from sitegen.demo.script import unpack  # noqa: E402\n\n"
        f'__file__ = unpack({file!r}, """\n{packed}""")\n\n'
    )
    return "".join(lines[:line]) + block + "".join(lines[line:]).lstrip("\n")


def _packed(demos: Path, files: Iterable[PurePosixPath]) -> str:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in files:
            entry = zipfile.ZipInfo(str(file), _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, on every system that builds
            archive.writestr(entry, (demos / file).read_bytes())
    return "\n".join(textwrap.wrap(base64.b64encode(stream.getvalue()).decode(), 100)) + "\n"
