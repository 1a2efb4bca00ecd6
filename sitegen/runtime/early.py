"""What a demo needs at once: compiled to bytecode, and imported already in the start-up image."""

EARLY_MODULES = (
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
"""NumPy, and of the standard library what demos and `sitegen.demo` use."""

LIBRARY_MODULES = ("sitegen.demo.worker_api",)
"""Of sitegen's own part; not sitegen.nn, which looks at the machine it runs on."""

CHECK = """
import numpy as np
assert np.linalg.solve(np.eye(2) * 2, np.ones(2))[0] == 0.5
assert abs(np.fft.fft(np.arange(4.0))[0] - 6) < 1e-9
assert 0 <= np.random.default_rng(1).random() < 1
import numpy.polynomial, numpy.ma, numpy.testing
"""
"""What an image must be able to do before it is kept: things it holds, and things it has yet to import."""
