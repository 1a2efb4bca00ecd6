"""`LICENSES.txt` of the bundle: the authors' terms of every published file, and the address of its source.

This repository contains none of the license texts. NumPy's texts come from its wheel, Python's from the
installation that builds the site. The texts of the libraries that are compiled into Pyodide are not available
offline; for them the file states the terms and the address of the source.
"""

from __future__ import annotations

import importlib.util
import re
import sysconfig
import zipfile
from pathlib import Path

from sitegen.runtime.pin import Pin

LICENSE_FILE = "LICENSES.txt"
_RULE = "=" * 78
_LICENSE_NAME = re.compile(
    r"\.dist-info/(?:licenses/)?((?:[^/]+/)*(?:LICEN[CS]E|COPYING|NOTICE|AUTHORS)[^/]*|(?<=licenses/).+)$"
)
"""Older wheels have their license texts beside the metadata, newer ones in a folder."""

_COMPILED_IN = (
    ("Emscripten system libraries", "MIT OR NCSA", "https://github.com/emscripten-core/emscripten"),
    ("musl (in Emscripten)", "MIT", "https://musl.libc.org/"),
    ("LLVM compiler-rt, libc++abi (in Emscripten)", "Apache-2.0 WITH LLVM-exception", "https://llvm.org/"),
    ("mimalloc (in CPython)", "MIT", "https://github.com/microsoft/mimalloc"),
    ("Expat (in CPython)", "MIT", "https://github.com/libexpat/libexpat"),
    ("HACL* (in CPython)", "MIT", "https://github.com/hacl-star/hacl-star"),
    ("libmpdec", "BSD-2-Clause", "https://www.bytereef.org/mpdecimal/"),
    ("libffi", "MIT", "https://github.com/libffi/libffi"),
    ("zlib", "Zlib", "https://zlib.net/"),
    ("bzip2", "bzip2-1.0.6", "https://sourceware.org/bzip2/"),
    ("XZ Utils (liblzma)", "0BSD", "https://github.com/tukaani-project/xz"),
    ("Zstandard", "BSD-3-Clause", "https://github.com/facebook/zstd"),
    ("SQLite", "blessing", "https://www.sqlite.org/"),
    ("hiwire", "MPL-2.0", "https://github.com/pyodide/hiwire"),
    ("error-stack-parser, stackframe (in pyodide.mjs)", "MIT", "https://github.com/stacktracejs"),
)
"""Name, SPDX expression, address of the source."""

CHANGED = """Changed for this site: python_stdlib.zip and the wheel of NumPy
  Left out are tests, headers, stubs, and modules that a browser cannot use; some of these modules are
  replaced by one that raises an error when it is imported. If Node was available when the site was
  built, docstrings are empty, and some modules are bytecode that Python compiled from these sources.
  start.snapshot, if it is here, is the memory of Python after it imported these files and NumPy; the
  terms of all of them apply. pyodide.hot.wasm and pyodide.cold.wasm, if they are here, are the functions of
  pyodide.asm.wasm in two parts; numpy-libraries.zip and the files whose names begin with "numpy." are the
  compiled modules of NumPy, divided in the same way. site.zip and the folder data hold what the wheel
  sitegen_demos holds."""


def make_licenses(pin: Pin, numpy_wheel: Path, python: str | None) -> bytes:
    """Return the license file of a bundle, as UTF-8 text.

    Args:
        pin: what is published.
        numpy_wheel: NumPy's file, which contains its license texts.
        python: the text of Python's license, as `python_license` returns it.
    """
    parts = [
        "What this folder holds, its terms and its sources\n",
        f"pyodide.mjs, pyodide.asm.mjs, pyodide.asm.wasm, python_stdlib.zip: Pyodide {pin.pyodide}\n"
        "  terms:  MPL-2.0 (https://www.mozilla.org/MPL/2.0/)\n"
        f"  source: https://github.com/pyodide/pyodide/tree/{pin.pyodide}\n"
        "  The first three are published here as Pyodide publishes them, unchanged.\n",
        f"{CHANGED}\n",
        f"CPython {pin.python}, inside pyodide.asm.wasm and python_stdlib.zip\n"
        "  terms:  PSF-2.0"
        + (", text below\n" if python else " (https://docs.python.org/3/license.html)\n")
        + f"  source: https://github.com/python/cpython/tree/v{pin.python}\n",
        f"{numpy_wheel.name}: NumPy {pin.numpy}\n"
        "  terms:  BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0, texts below\n"
        f"  source: https://github.com/numpy/numpy/tree/v{pin.numpy}\n",
        "start.mjs: a part of sitegen\n  terms:  MIT\n",
        "The wheel sitegen_demos: parts of sitegen, and the demos of this site\n"
        "  terms:  MIT for the parts of sitegen, the site's terms for the demos\n",
        "Libraries compiled into Pyodide's files; their license texts are with their sources:\n"
        + "".join(f"  {what}: {terms}, {source}\n" for what, terms, source in _COMPILED_IN),
    ]
    texts = [("CPython", python)] if python else []
    parts += [_section(name, text) for name, text in texts]
    with zipfile.ZipFile(numpy_wheel) as archive:
        parts += license_texts("NumPy", archive)
    return "\n".join(parts).encode()


def license_texts(package: str, wheel: zipfile.ZipFile) -> list[str]:
    """Return the license texts that a wheel contains, each below a heading.

    Args:
        package: a name for the headings.
        wheel: the open wheel.
    """
    found = ((name, _LICENSE_NAME.search(name)) for name in sorted(wheel.namelist()))
    return [
        _section(f"{package}: {match[1]}", wheel.read(name).decode("utf-8", "replace"))
        for name, match in found
        if match
    ]


def _section(name: str, text: str) -> str:
    return f"{_RULE}\n{name}\n{_RULE}\n\n{text.strip()}\n"


def python_license() -> str | None:
    """Return the text of Python's license, or None if it is not installed.

    The copy of typing_extensions comes first: that package has Python's license, pydantic depends on it, and
    its copy is the same for every version of the interpreter. Some systems leave the interpreter's own copy
    out.
    """
    spec = importlib.util.find_spec("typing_extensions")
    folder = Path(spec.origin).parent if spec and spec.origin else None
    places = sorted(folder.glob("typing_extensions-*.dist-info/**/LICENSE")) if folder else []
    for place in [*places, Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"]:
        try:
            text = place.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        if "PYTHON SOFTWARE FOUNDATION LICENSE" in text:
            return text
    return None
