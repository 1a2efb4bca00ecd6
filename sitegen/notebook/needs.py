"""What the cells of a page need outside of the page: packages, and modules of the site's demos."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import sitegen
from sitegen.cache import key_of
from sitegen.execution.demo_folder import PACKAGE
from sitegen.execution.programs import Programs
from sitegen.execution.standalone import DISTRIBUTION, packed_files

KIND = "notebook-files"
DISTRIBUTIONS = {
    "PIL": "pillow", "bs4": "beautifulsoup4", "cv2": "opencv-python", "skimage": "scikit-image",
    "sklearn": "scikit-learn", "yaml": "pyyaml",
}  # fmt: skip
"""Packages whose name on the package index differs from the name that programs import."""

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


def needs_of(programs: Iterable[str]) -> Needs:
    """Return what programs import; a program that does not parse imports nothing."""
    names = {name for program in programs for name in _imports(program)}
    first = {name.partition(".")[0] for name in names}
    demos = {name.split(".")[1] for name in names if name.startswith(f"{PACKAGE}.")}
    others = first - {"sitegen", PACKAGE, "__future__"} - sys.stdlib_module_names
    own = bool(demos) or "sitegen" in first
    return Needs(
        packages=tuple(sorted(DISTRIBUTIONS.get(name, name) for name in others)),
        demos=tuple(sorted(demos)),
        sitegen=own,
    )


def _imports(program: str) -> Iterator[str]:
    try:
        tree = ast.parse(program)
    except (SyntaxError, ValueError, RecursionError):
        return
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level and node.module:
            inner = node.module == PACKAGE
            yield from (f"{PACKAGE}.{alias.name}" for alias in node.names) if inner else (node.module,)


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
