"""The wheel that carries `sitegen.demo`, `sitegen.nn` and the site's demos into the browser.

It is made by hand, since it must be the same to the byte for the same files: fixed times, fixed order.
"""

from __future__ import annotations

import ast
import base64
import hashlib
import io
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

import sitegen
from sitegen.errors import DemoError, Problem

DISTRIBUTION = "sitegen-demos"
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The earliest time that a zip can hold."""
_SHIPPED = ("demo", "nn")


def make_wheel(content_dir: Path) -> tuple[str, bytes]:
    """Pack the parts of sitegen that a demo imports, and the site's demos, into a wheel.

    The modules and data files of `content_dir/demos` become the package `demos`. Left out are `demos/train`
    (which made the weights and is never imported by a demo), caches, and hidden files.

    Returns:
        The wheel's file name and its bytes, equal for equal files.

    Raises:
        DemoError: every module of the demos that does not parse, with its line.
    """
    files = {name: path.read_bytes() for name, path in _members(content_dir)}
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
    files[folder / "RECORD"] = _record(files, folder / "RECORD")
    return f"sitegen_demos-{sitegen.__version__}-py3-none-any.whl", _zip(files)


def _members(content_dir: Path) -> Iterator[tuple[PurePosixPath, Path]]:
    package = Path(sitegen.__file__).parent
    yield PurePosixPath("sitegen/__init__.py"), package / "__init__.py"
    for part in _SHIPPED:
        for relative, path in _walk(package / part):
            yield PurePosixPath("sitegen", part) / relative, path
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


def _record(files: dict[PurePosixPath, bytes], own: PurePosixPath) -> bytes:
    rows = []
    for name in sorted(files):
        digest = base64.urlsafe_b64encode(hashlib.sha256(files[name]).digest()).rstrip(b"=").decode()
        rows.append(f"{_quoted(name)},sha256={digest},{len(files[name])}\n")
    return "".join([*rows, f"{_quoted(own)},,\n"]).encode()


def _quoted(name: PurePosixPath) -> str:
    return '"' + str(name).replace('"', '""') + '"'


def _zip(files: dict[PurePosixPath, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(str(name), _EPOCH)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, on every system that builds
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return stream.getvalue()
