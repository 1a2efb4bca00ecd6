"""The wheel that carries `sitegen.demo`, `sitegen.nn` and the site's demos into the browser.

It is made by hand, since it must be the same to the byte for the same files: fixed times, fixed order.
"""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePosixPath

import sitegen
from sitegen.errors import DemoError, Problem
from sitegen.runtime.archive import record, zip_files

DISTRIBUTION = "sitegen-demos"
_SHIPPED = ("demo", "nn")
_SHIPPED_SUFFIXES = {".py", ".wasm"}
_NOT_SHIPPED = {PurePosixPath("kernel/build.py")}
"""The script that compiles the kernels; the C sources beside it are left out by their suffixes."""


def make_wheel(content_dir: Path, library: Mapping[PurePosixPath, bytes] | None = None) -> tuple[str, bytes]:
    """Pack the parts of sitegen that a demo imports, and the site's demos, into a wheel.

    The modules and data files of `content_dir/demos` become the package `demos`. Left out are `demos/train`
    (which made the weights and is never imported by a demo), caches, and hidden files.

    Args:
        content_dir: the folder of the sources.
        library: sitegen's part as bytecode, in place of its sources; the demos stay sources, so that a
            trace shows their lines and a changed demo needs no compiler.

    Returns:
        The wheel's file name and its bytes, equal for equal files.

    Raises:
        DemoError: every module of the demos that does not parse, with its line.
    """
    files = dict(library or library_sources())
    files |= {name: path.read_bytes() for name, path in _demos(content_dir)}
    problems = [
        problem
        for name, data in files.items()
        if name.suffix == ".py" and name.parts[0] == "demos"
        if (problem := _syntax_problem(PurePosixPath(content_dir.name) / name, data))
    ]
    if problems:
        raise DemoError(problems)
    folder = PurePosixPath(f"sitegen_demos-{sitegen.__version__}.dist-info")
    files |= {folder / "METADATA": _metadata(), folder / "WHEEL": _wheel_facts()}
    files[folder / "RECORD"] = record(files, folder / "RECORD")
    return f"sitegen_demos-{sitegen.__version__}-py3-none-any.whl", zip_files(files)


def library_sources() -> dict[PurePosixPath, bytes]:
    """Return the parts of sitegen that a demo imports, by their names in the wheel."""
    package = Path(sitegen.__file__).parent
    files = {PurePosixPath("sitegen/__init__.py"): (package / "__init__.py").read_bytes()}
    for part in _SHIPPED:
        for relative, path in _walk(package / part):
            if relative.suffix in _SHIPPED_SUFFIXES and relative not in _NOT_SHIPPED:
                files[PurePosixPath("sitegen", part) / relative] = path.read_bytes()
    return files


def _demos(content_dir: Path) -> Iterator[tuple[PurePosixPath, Path]]:
    for relative, path in _walk(content_dir / "demos"):
        if relative.parts[0] != "train":
            yield PurePosixPath("demos") / relative, path


def _walk(folder: Path) -> Iterator[tuple[PurePosixPath, Path]]:
    for path in sorted(folder.rglob("*")):
        relative = PurePosixPath(path.relative_to(folder).as_posix())
        hidden = any(part.startswith(".") or part == "__pycache__" for part in relative.parts)
        if not hidden and path.suffix not in {".pyc", ".pyo"} and path.is_file():
            yield relative, path


def _syntax_problem(path: PurePosixPath, data: bytes) -> Problem | None:
    try:
        with warnings.catch_warnings():
            # A doubtful escape sequence is for the author's linter, not for this build.
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


def _wheel_facts() -> bytes:
    lines = ("Wheel-Version: 1.0", "Generator: sitegen", "Root-Is-Purelib: true", "Tag: py3-none-any")
    return "".join(f"{line}\n" for line in lines).encode()
