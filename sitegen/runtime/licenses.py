"""`LICENSES.txt` of the bundle: whose work it is, under what terms, and where its source is.

No text is kept in this repository. Texts come from the files themselves: NumPy's from its wheel, Python's
from the installation that builds the site. Of what is compiled into Pyodide no text can be had without the
network; there the file names the terms and the source, and says so.
"""

from __future__ import annotations

import importlib.util
import sysconfig
import zipfile
from pathlib import Path

from sitegen.runtime.pin import Pin

LICENCE_FILE = "LICENSES.txt"
_RULE = "=" * 78

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
"""Name, terms as SPDX writes them, source."""

CHANGED = """Changed for this site: python_stdlib.zip and the wheel of NumPy
  Left out: tests, headers, stubs, and modules of no use in a browser; some modules are replaced by one
  that says so when it is imported. Where Node was at hand when the site was built, docstrings are empty,
  and some modules are there as bytecode that Python itself made of these very sources.
  start.image, where it is there: the memory of Python once it has imported these files and NumPy, under
  the terms of all of them."""


def licences(pin: Pin, numpy_wheel: Path) -> bytes:
    """Return the licence file of a bundle, as UTF-8 text; equal for equal installations.

    Args:
        pin: what is published.
        numpy_wheel: the file that carries NumPy and its licences.
    """
    python = _python_text()
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
        + ""
        f"  source: https://github.com/python/cpython/tree/v{pin.python}\n",
        f"{numpy_wheel.name}: NumPy {pin.numpy}\n"
        "  terms:  BSD-3-Clause AND 0BSD AND MIT AND Zlib AND CC0-1.0, texts below\n"
        f"  source: https://github.com/numpy/numpy/tree/v{pin.numpy}\n",
        "start.mjs: a part of sitegen\n  terms:  MIT\n",
        "The wheel sitegen_demos: parts of sitegen, and this site's own demos\n"
        "  terms:  MIT for the parts of sitegen; the demos are under the site's terms\n",
        "Also compiled into Pyodide's files; their texts are with their sources:\n"
        + "".join(f"  {what}: {terms}, {source}\n" for what, terms, source in _COMPILED_IN),
    ]
    texts = [("CPython", python)] if python else []
    texts += _numpy_texts(numpy_wheel)
    parts += [f"{_RULE}\n{name}\n{_RULE}\n\n{text.strip()}\n" for name, text in texts]
    return "\n".join(parts).encode()


def _numpy_texts(wheel: Path) -> list[tuple[str, str]]:
    with zipfile.ZipFile(wheel) as archive:
        names = sorted(name for name in archive.namelist() if ".dist-info/licenses/" in name)
        return [
            ("NumPy: " + name.partition("/licenses/")[2], archive.read(name).decode("utf-8", "replace"))
            for name in names
        ]


def _python_text() -> str | None:
    """Return the text of Python's licence.

    typing_extensions (which pydantic needs, so it is here) is under Python's own licence and carries its
    text; it is asked first because an interpreter's copy differs with its version, and some systems leave it
    out.
    """
    spec = importlib.util.find_spec("typing_extensions")
    beside = Path(spec.origin).parent if spec and spec.origin else None
    places = sorted(beside.glob("typing_extensions-*.dist-info/**/LICENSE")) if beside else []
    for place in [*places, Path(sysconfig.get_path("stdlib")) / "LICENSE.txt"]:
        try:
            text = place.read_text("utf-8")
        except (OSError, UnicodeDecodeError):
            continue
        if "PYTHON SOFTWARE FOUNDATION LICENSE" in text:
            return text
    return None
