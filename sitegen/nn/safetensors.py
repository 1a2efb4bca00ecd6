"""A reader of safetensors files, the common form of published weights: a JSON header, then plain bytes.

Format: eight bytes with the header's length (little endian), the header, the buffers. The header gives for
    every tensor
its dtype, shape and the range of its bytes, counted from the end of the header.
"""

import json
import math
from pathlib import Path
from typing import Any

import numpy as np

from sitegen.nn.array import AnyArray

DTYPES = {
    "F64": "<f8",
    "F32": "<f4",
    "F16": "<f2",
    "BF16": "<u2",  # the upper half of a float32, widened below
    "I64": "<i8",
    "I32": "<i4",
    "I16": "<i2",
    "I8": "i1",
    "U8": "u1",
    "BOOL": "?",
}


def read_safetensors(path: str | Path) -> dict[str, AnyArray]:
    """Return all tensors by name, in their own dtype (bfloat16 as float32); the file's metadata is left out.

    Raises:
        ValueError: names the file, and the tensor whose dtype, shape or range of bytes is wrong.
    """
    path = Path(path)
    content = path.read_bytes()
    length = int.from_bytes(content[:8], "little")
    if len(content) < 8 or length > len(content) - 8:
        raise ValueError(f"{path.name}: expected a safetensors file, received {len(content)} other bytes")
    try:
        header = json.loads(content[8 : 8 + length])
    except ValueError as error:
        raise ValueError(f"{path.name}: expected a JSON header, received {error}") from error
    if not isinstance(header, dict):
        raise ValueError(f"{path.name}: expected a JSON object as header, received {type(header).__name__}")
    header.pop("__metadata__", None)
    body = memoryview(content)[8 + length :]
    return {name: _tensor(f"{path.name}: {name}", entry, body) for name, entry in header.items()}


def _tensor(where: str, entry: Any, body: memoryview) -> AnyArray:
    try:
        kind, shape, (start, end) = entry["dtype"], tuple(map(int, entry["shape"])), entry["data_offsets"]
    except (TypeError, KeyError, ValueError) as error:
        raise ValueError(f"{where} expected dtype, shape and data_offsets, received {entry!r}") from error
    if kind not in DTYPES:
        raise ValueError(f"{where} expected a dtype of {', '.join(DTYPES)}, received {kind!r}")
    dtype = np.dtype(DTYPES[kind])
    size = math.prod(shape) * dtype.itemsize
    if not 0 <= start <= end <= len(body) or end - start != size:
        raise ValueError(
            f"{where} expected {size} bytes for shape {shape} of {kind}, "
            f"received {start} to {end} of {len(body)}"
        )
    array = np.frombuffer(body[start:end], dtype).reshape(shape)
    if kind == "BF16":
        return (array.astype(np.uint32) << 16).view(np.float32)
    return array.astype(dtype.newbyteorder("="))
