"""Weights as small files: npz without pickles, in float16 or in int8 with one scale per large tensor."""

import hashlib
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Literal, TypeAlias

import numpy as np

from sitegen.nn.array import AnyArray, Array, describe

Precision: TypeAlias = Literal["float32", "float16", "int8"]
SCALE = ":scale"  # a name in a state dict holds dots, never a colon
# A scale is an array in the archive and takes about 240 bytes, more than int8 saves for fewer numbers.
LEAST_INT8 = 256


def quantise(x: Array) -> tuple[AnyArray, AnyArray]:
    """Return ``x`` as int8 and the float32 scale to restore it: x ≈ scale·integer, within half a scale.

    >>> quantise(np.array([-1.27, 0.5], np.float32))
    (array([-127,   50], dtype=int8), array(0.01, dtype=float32))
    """
    largest = float(np.abs(x).max()) if x.size else 0.0
    # Numbers so small that their scale is zero in float32 are zero in int8 too.
    scale = np.float32(largest / 127) or np.float32(1)
    return np.clip(np.rint(x / scale), -127, 127).astype(np.int8), np.asarray(scale)


def pack_weights(state: Mapping[str, Array], precision: Precision = "float16") -> dict[str, AnyArray]:
    """Return the arrays of a weights file, in the order of their names.

    Args:
        state: arrays by name, such as ``model.state_dict()``.
        precision: what they are stored as. float16 keeps three digits and numbers up to 65,504; with int8,
            tensors of fewer than 256 numbers (biases, normalisations) are stored so, too.

    Raises:
        TypeError, ValueError: an unknown precision, or a tensor that is not of finite floats in range.
    """
    if precision not in ("float32", "float16", "int8"):
        raise ValueError(f'precision: expected "float32", "float16" or "int8", received {precision!r}')
    packed: dict[str, AnyArray] = {}
    for name, array in sorted(state.items()):
        if not isinstance(array, np.ndarray) or array.dtype.kind != "f":
            raise TypeError(f"{name}: expected a floating-point array, received {describe(array)}")
        if not np.isfinite(array).all():
            raise ValueError(f"{name}: expected finite numbers, received NaN or infinity")
        if precision == "int8" and array.size >= LEAST_INT8:
            packed[name], packed[name + SCALE] = quantise(array)
            continue
        stored = "float32" if precision == "float32" else "float16"
        if stored == "float16" and array.size and np.abs(array).max() > np.finfo(np.float16).max:
            largest = np.abs(array).max()
            raise ValueError(f"{name}: expected numbers up to 65504 for float16, received {largest}")
        with np.errstate(under="ignore"):  # below 6e-8 a weight is rounded to zero, which is intended
            packed[name] = array.astype(stored)
    return packed


def digest(arrays: Mapping[str, AnyArray]) -> str:
    """Return the SHA-256 of names, dtypes, shapes and bytes, independent of the compression."""
    total = hashlib.sha256()
    for name, array in sorted(arrays.items()):
        little = array.astype(array.dtype.newbyteorder("<"), copy=False)
        total.update(f"{name} {little.dtype.str} {little.shape}\n".encode())
        total.update(little.tobytes())
    return total.hexdigest()


def save_weights(path: str | Path, state: Mapping[str, Array], precision: Precision = "float16") -> str:
    """Write ``state`` to an npz file and return the `digest` of what it holds.

    Args:
        path: the file, which must end in ``.npz``; it is replaced if it exists.
        state: arrays by name.
        precision: see `pack_weights`.
    """
    path = Path(path)
    if path.suffix != ".npz":
        raise ValueError(f"path: expected a name ending in .npz, received {path.name!r}")
    packed = pack_weights(state, precision)
    with path.open("wb") as file:
        # Through a file object: with a path, array names could clash with NumPy's own arguments.
        np.savez_compressed(file, allow_pickle=False, **packed)
    return digest(packed)


def read_weights(path: str | Path) -> dict[str, AnyArray]:
    """Return the arrays of a weights file as they are stored.

    Raises:
        ValueError: not an npz file, or one that holds Python objects, which are never loaded.
    """
    try:
        loaded = np.load(path, allow_pickle=False)
        if not isinstance(loaded, np.lib.npyio.NpzFile):
            raise ValueError("a single array")  # reported below with the file's name, like the others
        with loaded as file:
            return {name: file[name] for name in file.files}
    except (ValueError, EOFError, zipfile.BadZipFile) as error:
        raise ValueError(
            f"{Path(path).name}: expected an npz file of plain arrays, received something else ({error})"
        ) from error


def unpack_weights(packed: Mapping[str, AnyArray], source: str = "weights") -> dict[str, Array]:
    """Return float32 arrays by name from what `pack_weights` made.

    Raises:
        ValueError: an int8 tensor without a scale, a scale without its tensor, or another dtype.
    """
    state: dict[str, Array] = {}
    for name, array in packed.items():
        if name.endswith(SCALE):
            if name.removesuffix(SCALE) not in packed:
                raise ValueError(f"{source}: {name} has no tensor it belongs to")
        elif array.dtype == np.int8:
            scale = packed.get(name + SCALE)
            if scale is None or scale.shape != () or scale.dtype != np.float32:
                received = "nothing" if scale is None else describe(scale)
                raise ValueError(f"{source}: {name} expected one float32 scale, received {received}")
            state[name] = np.asarray(array.astype(np.float32) * scale)
        elif array.dtype.kind == "f":
            state[name] = array.astype(np.float32)
        else:
            raise ValueError(f"{source}: {name} expected float or int8, received {describe(array)}")
    return state


def load_weights(path: str | Path) -> dict[str, Array]:
    """Return float32 arrays by name, ready for ``model.load_state_dict`` (see the two steps for errors)."""
    return unpack_weights(read_weights(path), Path(path).name)
