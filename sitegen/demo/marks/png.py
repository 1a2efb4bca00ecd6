"""A tiny PNG writer for surfaces, heat maps and images: 16 colours with transparency, greys, or full colours.

The pixels are stored, not deflated: the page itself is compressed, writing takes microseconds in WebAssembly,
and the bytes do not depend on which zlib a machine happens to have.
"""

from __future__ import annotations

import base64
import struct
import zlib
from functools import cache

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
_BLOCK = 65_535  # the most that one stored block of a deflate stream holds


def encode_png(pixels: Pixels, palette: Pixels) -> bytes:
    """Return a PNG of indexed colours, two pixels in a byte.

    Shape:
        pixels: (rows, columns), uint8, indices into the palette, first row on top.
        palette: (colours, 4), uint8, red, green, blue, opacity; at most 16 rows.
    """
    rows, columns = pixels.shape
    pairs = np.zeros((rows, columns + columns % 2), dtype=np.uint8)
    pairs[:, :columns] = pixels
    packed: Pixels = np.bitwise_or(np.left_shift(pairs[:, ::2], 4), pairs[:, 1::2])
    return _png(packed, columns, 4, 3, _palette_chunks(palette.tobytes()))


def encode_greys(pixels: Pixels) -> bytes:
    """Return a PNG of 256 greys. Shape: pixels: (rows, columns), uint8, 0 is black."""
    return _png(pixels, pixels.shape[1], 8, 0)


def encode_colours(pixels: Pixels) -> bytes:
    """Return a PNG of red, green and blue. Shape: pixels: (rows, columns, 3), uint8."""
    rows, columns = pixels.shape[:2]
    return _png(pixels.reshape(rows, -1), columns, 8, 2)


def data_url(png: bytes) -> str:
    """Return the picture as an address that holds the picture itself."""
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


def _png(lines: Pixels, width: int, depth: int, colour_type: int, palette: bytes = b"") -> bytes:
    """Return a PNG of packed lines. Shape: lines: (rows, bytes of a line), uint8."""
    height = len(lines)
    data = np.zeros((height, lines.shape[1] + 1), dtype=np.uint8)  # each line begins with its filter: 0, none
    data[:, 1:] = lines
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour_type, 0, 0, 0))
    body = _chunk(b"IDAT", _stored(data.tobytes()))
    return b"".join((b"\x89PNG\r\n\x1a\n", header, palette, body, _chunk(b"IEND", b"")))


@cache
def _palette_chunks(palette: bytes) -> bytes:
    colours = np.frombuffer(palette, dtype=np.uint8).reshape(-1, 4)
    return _chunk(b"PLTE", colours[:, :3].tobytes()) + _chunk(b"tRNS", colours[:, 3].tobytes())


def _chunk(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def _stored(raw: bytes) -> bytes:
    """Return a zlib stream (RFC 1950) of stored blocks (RFC 1951, 3.2.4)."""
    blocks = [b"\x78\x01"]
    for start in range(0, len(raw), _BLOCK):
        part = raw[start : start + _BLOCK]
        last = start + _BLOCK >= len(raw)
        blocks.append(struct.pack("<BHH", last, len(part), 0xFFFF - len(part)) + part)
    blocks.append(struct.pack(">I", zlib.adler32(raw)))
    return b"".join(blocks)
