"""The modules that a demo needs at once: compiled to bytecode, and imported in the memory snapshot."""

PRELOADED_MODULES = (
    "numpy",
    "numpy.random",
    "numpy.linalg",
    "numpy.fft",
    "numpy.typing",
    "numpy.lib.stride_tricks",
    "array",
    "base64",
    "bisect",
    "collections.abc",
    "contextlib",
    "copy",
    "dataclasses",
    "enum",
    "functools",
    "hashlib",
    "heapq",
    "html",
    "importlib.resources",
    "inspect",
    "io",
    "itertools",
    "json",
    "math",
    "operator",
    "pathlib",
    "random",
    "re",
    "secrets",
    "shutil",
    "statistics",
    "string",
    "struct",
    "tarfile",
    "textwrap",
    "time",
    "traceback",
    "types",
    "typing",
    "zipfile",
    "zlib",
    "pyodide.ffi",
    "pyodide._package_loader",
)
"""NumPy, and the modules of the standard library that demos and `sitegen.demo` use."""

LIBRARY_MODULES = ("sitegen.demo.worker_api",)
"""Modules of sitegen. `sitegen.nn` is not among them: it chooses a kernel for the browser that it runs in."""

LIBRARY_SOURCES = (
    *(f"sitegen.nn.{name}" for name in ("card", "decode", "keras", "pytorch", "safetensors", "tape")),
    *(
        f"sitegen.demo.display.{name}"
        for name in ("backend", "charts", "figure", "figure_data", "html", "pictures", "plot_svg", "shown")
    ),
    "sitegen.demo.display.values",
)
"""Modules of sitegen that most pages do not import: they stay sources, a third of the download."""

CHECK = """
import numpy as np
assert np.linalg.solve(np.eye(2) * 2, np.ones(2))[0] == 0.5
assert abs(np.fft.fft(np.arange(4.0))[0] - 6) < 1e-9
assert 0 <= np.random.default_rng(1).random() < 1
import numpy.polynomial, numpy.ma, numpy.testing
"""
"""A new snapshot must run this: it uses modules that are in the snapshot, and imports others."""
