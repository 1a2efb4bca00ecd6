"""What the cells of a page need outside of the page: packages, and modules of the site's demos."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePosixPath

import sitegen
from sitegen.cache import key_of
from sitegen.execution.demo_folder import imported_names
from sitegen.execution.programs import Programs
from sitegen.execution.standalone import DISTRIBUTION, distributions_of, packed_files
from sitegen.execution.still import imports_of_cell
from sitegen.model import Cell

KIND = "notebook-files"

HEAD = """\
# What the programs of this notebook need:
#
#     pip install {install}
#
# /// script
# requires-python = ">=3.11"
# dependencies = [{dependencies}]
# ///
"""
PICTURES = """
# Draw the pictures of sitegen in Jupyter.
from sitegen.notebook import show_pictures

show_pictures()
"""
FILES = '''
# The modules of the site that the programs import, and the files that these read, as a zip archive in base64.
from sitegen.demo.native import unpack

unpack("", """
{packed}""")
'''


@dataclass(frozen=True, slots=True)
class Needs:
    """What programs import besides the standard library."""

    packages: tuple[str, ...]
    """Names on the package index, sorted."""
    demos: tuple[str, ...]
    """Modules of the site's demos, sorted."""
    sitegen: bool
    """Whether they use sitegen itself."""


def needs_of(cells: Iterable[Cell], programs: Programs) -> Needs:
    """Return what code cells import, by themselves and by the modules of the site's demos.

    Args:
        cells: the cells of a page.
        programs: the site's demos.
    """
    cells = tuple(cells)
    modules = frozenset[str]().union(*(imports_of_cell(cell, programs.demos) for cell in cells))
    demos = {name for cell in cells for name in _demos(cell.source)}
    return Needs(
        packages=tuple(distributions_of(modules)),
        demos=tuple(sorted(demos)),
        sitegen=bool(demos) or "sitegen" in modules,
    )


def _demos(program: str) -> Iterator[str]:
    """Yield the modules of demos that a program imports; one that does not parse imports nothing."""
    try:
        tree = ast.parse(program)
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in ast.walk(tree):
        yield from (name.partition(".")[0] for name in imported_names(node, PurePosixPath()))


def first_cell(needs: Needs, programs: Programs) -> str:
    """Return the program of a notebook's first cell, which says and brings what the others need.

    Args:
        needs: what the other programs import.
        programs: the site's demos, and the archives of earlier builds.
    """
    own = (f"{DISTRIBUTION}=={sitegen.__version__}",) if needs.sitegen else ()
    dependencies = (*own, *needs.packages)
    head = HEAD.format(
        install=" ".join(dependencies) or "nothing: the standard library is enough",
        dependencies=", ".join(f'"{name}"' for name in dependencies),
    )
    if not dependencies:
        head = head.replace("#     pip install nothing: ", "#     nothing: ")
    parts = [head, PICTURES if needs.sitegen else ""]
    if needs.demos:
        parts.append(FILES.format(packed=_archive(needs.demos, programs)))
    return "".join(parts).rstrip("\n")


def _archive(demos: Iterable[str], programs: Programs) -> str:
    files = sorted({path for name in demos for path in programs.demos.files(name)})
    key = key_of(*(f"{path}={programs.demos.digests[path]}" for path in files))
    packed = programs.cache.get(KIND, key)
    if not isinstance(packed, str):
        packed = packed_files(programs, files)
        programs.cache.put(KIND, key, packed)
    return packed
