"""A reader of PyTorch's files (``torch.save``): a zip of a pickle and raw numbers.

No code of the file is run.

The pickle may name only what a dictionary of tensors needs; everything else is refused by name.
"""

from __future__ import annotations

import pickle
import zipfile
from collections import OrderedDict
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

STORAGES = {
    "DoubleStorage": "<f8",
    "FloatStorage": "<f4",
    "HalfStorage": "<f2",
    "BFloat16Storage": "<u2",  # the upper half of a float32, widened below
    "LongStorage": "<i8",
    "IntStorage": "<i4",
    "ShortStorage": "<i2",
    "CharStorage": "i1",
    "ByteStorage": "u1",
    "BoolStorage": "?",
}


@dataclass(frozen=True)
class _Storage:
    """The raw numbers of one entry of the archive."""

    numbers: NDArray[Any]


def _tensor(
    storage: _Storage, offset: int, size: tuple[int, ...], stride: tuple[int, ...], *_: Any
) -> NDArray[Any]:
    """Return the view of a storage that a tensor is; refuse one that reaches beyond it."""
    numbers = storage.numbers
    last = offset + sum((n - 1) * step for n, step in zip(size, stride, strict=True))
    if any(n < 0 for n in (*size, *stride, offset)) or (0 not in size and last >= numbers.size):
        raise pickle.UnpicklingError(f"a tensor of shape {size} reaches beyond its {numbers.size} numbers")
    steps = tuple(step * numbers.itemsize for step in stride)
    view = np.lib.stride_tricks.as_strided(numbers[offset:], size, steps, writeable=False)
    return np.array(view)


def _parameter(data: Any, *_: Any) -> Any:
    return data


KNOWN: dict[tuple[str, str], Any] = {
    ("collections", "OrderedDict"): OrderedDict,
    ("torch._utils", "_rebuild_tensor_v2"): _tensor,
    ("torch._utils", "_rebuild_parameter"): _parameter,
    ("torch", "Size"): tuple,
}


class _Unpickler(pickle.Unpickler):
    """Unpickles dictionaries, numbers, text and tensors."""

    def __init__(self, archive: zipfile.ZipFile, folder: str) -> None:
        super().__init__(archive.open(f"{folder}/data.pkl"))
        self._archive, self._folder = archive, folder

    def find_class(self, module: str, name: str) -> Any:
        """Return what a name stands for; refuse names that no dictionary of tensors needs."""
        if module == "torch" and name in STORAGES:
            return name
        if (module, name) not in KNOWN:
            raise pickle.UnpicklingError(f"the file names {module}.{name}")
        return KNOWN[module, name]

    def persistent_load(self, pid: Any) -> Any:
        """Return the numbers of a storage."""
        kind, dtype, key, _, count = pid
        if kind != "storage" or dtype not in STORAGES:
            raise pickle.UnpicklingError(f"the file has numbers of kind {dtype!r}")
        content = self._archive.read(f"{self._folder}/data/{key}")
        numbers = np.frombuffer(content, STORAGES[dtype], count)
        if dtype == "BFloat16Storage":
            numbers = (numbers.astype(np.uint32) << 16).view(np.float32)
        return _Storage(numbers)


def read_torch_file(path: Path) -> dict[str, NDArray[Any]]:
    """Return the tensors of a state dict by name.

    Raises:
        ValueError: another file, or one that holds more than tensors and names: a whole model, for example.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            pickles = [name for name in archive.namelist() if name.endswith("/data.pkl")]
            if len(pickles) != 1:
                raise ValueError("expected a file of torch.save, received another zip")
            folder = pickles[0].removesuffix("/data.pkl")
            if (
                f"{folder}/byteorder" in archive.namelist()
                and archive.read(f"{folder}/byteorder") != b"little"
            ):
                raise ValueError("expected numbers in little-endian order, received big-endian ones")
            content = _Unpickler(archive, folder).load()
    except zipfile.BadZipFile as error:
        raise ValueError(
            "expected a file of torch.save since PyTorch 1.6, received something else"
        ) from error
    except (pickle.UnpicklingError, KeyError, EOFError, TypeError, IndexError) as error:
        raise ValueError(
            f"expected the tensors of a state dict, but {error}; save torch.save(model.state_dict(), path)"
        ) from error
    return tensors_of(content)


def tensors_of(content: Any) -> dict[str, NDArray[Any]]:
    """Return the tensors of a state dict, or of the one that a checkpoint holds."""
    if isinstance(content, dict):
        for name in ("state_dict", "model_state_dict", "model"):
            if isinstance(content.get(name), dict):
                return tensors_of(content[name])
        if content and all(isinstance(value, np.ndarray) for value in content.values()):
            return {str(name): value for name, value in content.items()}
    raise ValueError(f"expected a state dict, or a checkpoint with one, received {type(content).__name__}")
