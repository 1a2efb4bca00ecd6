"""Fast versions of some functions of `sitegen.nn`, in WebAssembly with SIMD, for the reader's browser.

NumPy for WebAssembly has no BLAS: it is plain C that handles one number at a time. This folder holds the C
sources of a Python extension module, the script that compiles them (``build.py``) and two compiled files:
``kernel.relaxed.wasm`` uses relaxed SIMD, which multiplies and adds in one instruction, and
``kernel.simd.wasm`` uses plain SIMD, for browsers without relaxed SIMD. The compiled functions read and write
NumPy's arrays in place.

A function that has a kernel is written with NumPy, like any other function, and is decorated with
``@accelerated``. Outside the browser no kernel can be loaded, and the decorator returns the function
unchanged.

The environment variable SITEGEN_KERNEL names the first variant to try: relaxed, simd or numpy (no kernel).
Tests and benchmarks set it.
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
    """Load the fastest compiled file that this WebAssembly engine supports.

    Args:
        folder: the folder of the files ``kernel.<variant>.wasm``.
        first: the variant to try first; any other word means no kernel.

    Returns:
        The variant's name and its module, or ``("numpy", None)``.
    """
    variants = VARIANTS[VARIANTS.index(first) :] if first in VARIANTS else ()
    for variant in variants if sys.platform == "emscripten" else ():
        path = str(folder / f"kernel.{variant}.wasm")
        loader = ExtensionFileLoader("kernel", path)
        spec = spec_from_file_location("kernel", path, loader=loader)
        try:
            if spec is not None:
                module = module_from_spec(spec)
                loader.exec_module(module)
                return variant, module
        except ImportError:  # the file is missing, or the engine or this NumPy does not fit
            continue
    return "numpy", None


VARIANT, KERNEL = load_kernel(Path(__file__).parent, os.environ.get("SITEGEN_KERNEL", VARIANTS[0]))


def accelerated(function: Callable[P, R]) -> Callable[P, R]:
    """Call the kernel of the same name first, and ``function`` only when the kernel declines the arguments.

    A kernel accepts float32 arrays in contiguous memory (products: any strides). It returns None for
    everything else: other dtypes, empty arrays, shapes that do not fit. The errors are therefore those of
    ``function``. Pass the arguments by position: a call with keyword arguments always goes to ``function``.
    """
    kernel = getattr(KERNEL, function.__name__, None)
    if kernel is None:
        return function

    @functools.wraps(function)
    def with_kernel(*args: P.args, **options: P.kwargs) -> R:
        result: R | None = None if options else kernel(*args)
        return function(*args, **options) if result is None else result

    return with_kernel
