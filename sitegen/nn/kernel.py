"""The one door to the kernels: WebAssembly with SIMD, in the place where other computers have BLAS.

NumPy for WebAssembly is plain C, one number at a time. Beside this file lie two builds of the same kernels
(sources and build script: the repository's folder ``kernel/``): with relaxed SIMD, whose multiply-and-add is
one instruction, and with plain SIMD for browsers without it. They are extension modules of Python, so they
work in Pyodide's own memory, on NumPy's arrays where they are.

A function that has a kernel is written with NumPy, as any other, and marked ``@accelerated``. Where no kernel
can be loaded, which is everywhere but in the browser, that mark does nothing at all.

The environment variable SITEGEN_KERNEL (relaxed, simd or numpy) leaves out what comes before it; tests and
benchmarks set it.
"""

import functools
import os
import sys
from collections.abc import Callable
from importlib.machinery import ExtensionFileLoader
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

VARIANTS = ("relaxed", "simd")  # the faster one first


def load_kernel(folder: Path, first: str = VARIANTS[0]) -> tuple[str, ModuleType | None]:
    """Load the fastest build that this WebAssembly engine takes.

    Args:
        folder: where the files ``kernel.<variant>.wasm`` lie.
        first: the variant to begin with; any word that is none means NumPy.

    Returns:
        The variant's name and its module, or ``("numpy", None)``.
    """
    wanted = VARIANTS[VARIANTS.index(first) :] if first in VARIANTS else ()
    for variant in wanted if sys.platform == "emscripten" else ():
        path = str(folder / f"kernel.{variant}.wasm")
        loader = ExtensionFileLoader("kernel", path)
        spec = spec_from_file_location("kernel", path, loader=loader)
        try:
            if spec is not None:
                module = module_from_spec(spec)
                loader.exec_module(module)
                return variant, module
        except ImportError:  # no such file or instructions, or another NumPy
            continue
    return "numpy", None


VARIANT, KERNEL = load_kernel(Path(__file__).parent, os.environ.get("SITEGEN_KERNEL", VARIANTS[0]))


def accelerated(function: Callable[P, R]) -> Callable[P, R]:
    """Let the kernel of the same name do the work of ``function``, which then does what the kernel declines.

    A kernel takes float32 in contiguous memory (products: any strides) and answers None to everything else:
    other dtypes, empty arrays, shapes that do not fit. So the function's own errors are those of both.
    Give the arguments by position: what is given by name goes to the function itself.
    """
    kernel = getattr(KERNEL, function.__name__, None)
    if kernel is None:
        return function

    @functools.wraps(function)
    def with_kernel(*args: P.args, **options: P.kwargs) -> R:
        result: R | None = None if options else kernel(*args)
        return function(*args, **options) if result is None else result

    return with_kernel
