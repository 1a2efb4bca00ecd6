"""The wheel that brings `sitegen.demo`, `sitegen.nn` and the site's demos into the browser.

sitegen writes the wheel itself, because equal files must give equal bytes.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Collection
from pathlib import Path, PurePosixPath

import sitegen
from sitegen.errors import DemoError, Problem, SitegenError
from sitegen.runtime.archive import FileTree, make_record, zip_files
from sitegen.source_files import list_files, read_bytes

DISTRIBUTION = "sitegen-demos"
WHEEL_FILE = f"sitegen_demos-{sitegen.__version__}-py3-none-any.whl"
_SHIPPED = ("demo", "nn")
_SHIPPED_SUFFIXES = {".py", ".wasm"}
_NOT_SHIPPED = ("sitegen/nn/kernel/build.py", "sitegen/demo/native/")
"""The script that compiles the kernels, and what runs demos outside a browser."""
_SMALL_BYTES = 2_000
"""A smaller data file costs less than its request."""


def make_wheel(demos: FileTree, library: FileTree) -> bytes:
    """Return the wheel of the site's demos and of the parts of sitegen that they import.

    Args:
        demos: as `read_demos` returns them. They stay sources, so that a traceback shows their lines.
        library: sitegen's part, as sources or as bytecode.
    """
    files = {**library, **demos}
    folder = PurePosixPath(f"sitegen_demos-{sitegen.__version__}.dist-info")
    files |= {folder / "METADATA": _metadata(), folder / "WHEEL": _wheel_info()}
    files[folder / "RECORD"] = make_record(files, folder / "RECORD")
    return zip_files(files)


def divide_site(
    demos: FileTree, library: FileTree, in_snapshot: Collection[str]
) -> tuple[FileTree, FileTree]:
    """Return the files that a start from the snapshot unpacks, and the data files that are loaded when read.

    Args:
        demos: as `read_demos` returns them. Data files that are not small are loaded when a demo reads them.
        library: sitegen's part, as bytecode.
        in_snapshot: the names of the modules that are imported in the snapshot; nothing reads their files.
    """
    data = {
        path: content
        for path, content in demos.items()
        if path.suffix != ".py" and len(content) > _SMALL_BYTES
    }
    rest = {path: content for path, content in library.items() if _module(path) not in in_snapshot}
    return {**rest, **{path: content for path, content in demos.items() if path not in data}}, data


def _module(path: PurePosixPath) -> str:
    """Return the dotted name of a module, or an empty name for another file."""
    if path.suffix not in {".py", ".pyc"}:
        return ""
    return ".".join(path.parent.parts if path.stem == "__init__" else path.with_suffix("").parts)


def read_demos(content_dir: Path) -> dict[PurePosixPath, bytes]:
    """Return the files of the package `demos` by their names in the wheel.

    Left out are `demos/train` (programs that train the weights; no demo imports them), caches, hidden files,
    those that editors leave behind, and what is no file.

    Raises:
        DemoError: with every file that cannot be read.
    """
    folder = content_dir / "demos"
    files: dict[PurePosixPath, bytes] = {}
    problems: list[Problem] = []
    for name in _list(folder, training=False):
        try:
            files["demos" / name] = read_bytes(folder / name, PurePosixPath(content_dir.name, "demos", name))
        except FileNotFoundError:  # deleted since its folder was listed
            continue
        except SitegenError as error:
            problems += error.problems
    if problems:
        raise DemoError(problems)
    return files


def read_library() -> dict[PurePosixPath, bytes]:
    """Return the sources of the parts of sitegen that a demo imports, by their names in the wheel."""
    package = Path(sitegen.__file__).parent
    files = {PurePosixPath("sitegen/__init__.py"): (package / "__init__.py").read_bytes()}
    for part in _SHIPPED:
        for relative in _list(package / part):
            name = PurePosixPath("sitegen", part) / relative
            if name.suffix in _SHIPPED_SUFFIXES and not str(name).startswith(_NOT_SHIPPED):
                files[name] = (package / part / relative).read_bytes()
    return files


def check_demos(demos: FileTree, content_dir: Path) -> None:
    """Parse every module of the demos.

    Raises:
        DemoError: with every module that does not parse, and its line.
    """
    problems = [
        problem
        for name, data in demos.items()
        if name.suffix == ".py"
        if (problem := _syntax_problem(PurePosixPath(content_dir.name) / name, data))
    ]
    if problems:
        raise DemoError(problems)


def _list(folder: Path, *, training: bool = True) -> list[PurePosixPath]:
    """Return the relative names of the files in a folder, in a fixed order.

    A site's build refuses names and links that cannot be used before it makes a wheel.
    """

    def is_skipped(path: PurePosixPath, is_folder: bool) -> bool:
        if is_folder:
            return path.name == "__pycache__" or (not training and path == PurePosixPath("train"))
        return path.suffix in {".pyc", ".pyo"}

    return sorted(list_files(folder, root=folder, skip=is_skipped, outside=True)[0])


def _syntax_problem(path: PurePosixPath, data: bytes) -> Problem | None:
    try:
        with warnings.catch_warnings():
            # The author's linter reports warnings about escape sequences.
            warnings.simplefilter("ignore")
            ast.parse(data, filename=str(path))
    except SyntaxError as error:
        message = f"the demo does not parse: {error.msg}"
        return Problem(message, path=path, line=error.lineno, column=error.offset, code="demo")
    except ValueError as error:
        return Problem(f"the demo does not parse: {error}", path=path, line=1, code="demo")
    return None


def _metadata() -> bytes:
    lines = (
        "Metadata-Version: 2.1",
        f"Name: {DISTRIBUTION}",
        f"Version: {sitegen.__version__}",
        "Summary: What the demos of one site import in the browser",
        "Requires-Dist: numpy",
    )
    return "".join(f"{line}\n" for line in lines).encode()


def _wheel_info() -> bytes:
    lines = ("Wheel-Version: 1.0", "Generator: sitegen", "Root-Is-Purelib: true", "Tag: py3-none-any")
    return "".join(f"{line}\n" for line in lines).encode()
