"""Standalone scripts (PEP 723): each island of a page as one program to download, which runs natively."""

from __future__ import annotations

import ast
import base64
import io
import json
import re
import sys
import textwrap
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.metadata import packages_distributions
from pathlib import PurePosixPath

import sitegen
from sitegen.cache import key_of
from sitegen.execution.demo_folder import PACKAGE
from sitegen.execution.programs import Programs
from sitegen.model import Island, Output, Page, Poster, Results
from sitegen.permalink import script_output

DISTRIBUTION = "sitegen-live"
RELATIVE = re.compile(rb"from\s*\.+\s*")
KIND = "script"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold: equal files give an equal script."""

HEAD = """\
# A demo as a program of its own. It runs natively, with the values and the seed of its page:
#
#     pip install {installed}
#     python {file}            prints the numbers and writes {report}
#     python {file} --help     says what can be changed
#
# `uv run {file}` and `pipx run {file}` install what the next lines name by themselves.
#
# /// script
# requires-python = ">=3.11"
# dependencies = {dependencies}
# ///
"""
TAIL = """

if __name__ == "__main__":
    from sitegen.demo.native import run

    run({demo}, {values}, "{report}")
"""


def make_scripts(pages: Iterable[Page], results: Results, programs: Programs) -> Iterator[Output]:
    """Yield the script of every island.

    Args:
        pages: all pages.
        results: the posters of their islands, which hold the source code.
        programs: the site's demos, and the scripts of earlier builds.
    """
    for page in pages:
        for island in page.body.islands:
            path = script_output(page.source.output_path, island.id)
            poster = results.poster(island)
            key = _key(island, poster, path.name, programs)
            text = programs.cache.get(KIND, key)
            if not isinstance(text, str):
                text = make_script(island, poster, path.name, programs)
                programs.cache.put(KIND, key, text)
            origin = f"the script of the demo {island.id!r} in {page.source.source_path}"
            yield Output(path, text.encode(), origin)


def _key(island: Island, poster: Poster, file: str, programs: Programs) -> str:
    values = (f"{name}={text}" for name, (text, _) in sorted(island.options.items()))
    template = HEAD + TAIL + sitegen.__version__
    return key_of(
        poster.demo, poster.source_code, file, programs.demos.digest(poster.demo), template, *values
    )


def make_script(island: Island, poster: Poster, file: str, programs: Programs) -> str:
    """Return a demo as one program.

    Args:
        island: its place, with the author's values.
        poster: the demo's source code.
        file: the script's name.
        programs: the files of the site's demos.
    """
    source = poster.source_code.rstrip() + "\n"
    own = PurePosixPath(f"{poster.demo}.py")
    if companions := [path for path in programs.demos.files(poster.demo) if path != own]:
        source = _with_files(_absolute(source), own.name, packed_files(programs, companions))
    others = distributions_of(programs.demos.modules(poster.demo) - {"numpy"})  # sitegen brings NumPy
    needed = [f"{DISTRIBUTION}=={sitegen.__version__}", *others]
    values = {name: text for name, (text, _) in sorted(island.options.items())}
    report = PurePosixPath(file).with_suffix(".html").name
    head = HEAD.format(installed=" ".join(needed), dependencies=json.dumps(needed), file=file, report=report)
    given = json.dumps(values, ensure_ascii=False)
    return head + source + TAIL.format(demo=poster.demo, values=given, report=report)


def distributions_of(modules: frozenset[str]) -> list[str]:
    """Return what to install for modules, sitegen and the standard library left out, sorted.

    The names on the package index are those of the environment in which the site is built.
    """
    others = modules - sys.stdlib_module_names - {"sitegen", PACKAGE}
    known = _names_on_index() if others - {"numpy"} else {}
    return sorted({known[name][0] if name in known else name for name in others})


@cache
def _names_on_index() -> Mapping[str, list[str]]:
    return packages_distributions()


def _absolute(source: str) -> str:
    """Write `from .letters import names` as `from demos.letters import names`: a script has no package."""
    lines = source.encode().splitlines(keepends=True)  # columns of a syntax tree count bytes
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom) and node.level:
            line, place = node.lineno - 1, node.col_offset
            named = f"from {PACKAGE}." if node.module else f"from {PACKAGE} "
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
        "from sitegen.demo.native import unpack  # noqa: E402\n\n"
        f'__file__ = unpack({file!r}, """\n{packed}""")\n\n'
    )
    return "".join(lines[:line]) + block + "".join(lines[line:]).lstrip("\n")


def packed_files(programs: Programs, files: Iterable[PurePosixPath]) -> str:
    """Return files of the demos' folder as a zip archive in base64, in lines of 100 characters."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for file in files:
            entry = zipfile.ZipInfo(str(file), _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, on every system that builds
            archive.writestr(entry, (programs.demos.folder / file).read_bytes())
    return "\n".join(textwrap.wrap(base64.b64encode(stream.getvalue()).decode(), 100)) + "\n"
