"""A tiny PNG writer for surfaces, heat maps and images: 256 colours with transparency, or full colours.

The pixels are stored, not deflated: a surface of 50 × 50 is 2.5 KB either way after the page itself is
compressed, writing takes microseconds in WebAssembly, and the bytes do not depend on which zlib a machine
happens to have.
"""

from __future__ import annotations

import base64
import struct
import zlib

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
_BLOCK = 65_535  # the most that one stored block of a deflate stream holds


def encode_png(pixels: Pixels, palette: Pixels) -> bytes:
    """Return a PNG of indexed colours.

    Shape:
        pixels: (rows, columns), uint8, indices into the palette, first row on top.
        palette: (colours, 4), uint8, red, green, blue, opacity; at most 256 rows.
    """
    colours = (_chunk(b"PLTE", palette[:, :3].tobytes()), _chunk(b"tRNS", palette[:, 3].tobytes()))
    return _png(pixels[..., None], 3, *colours)


def encode_colours(pixels: Pixels) -> bytes:
    """Return a PNG of red, green, blue and opacity. Shape: pixels: (rows, columns, 4), uint8."""
    return _png(pixels, 6)


def data_url(png: bytes) -> str:
    """Return the picture as an address that holds the picture itself."""
    return "data:image/png;base64," + base64.b64encode(png).decode("ascii")


def _png(pixels: Pixels, colour_type: int, *chunks: bytes) -> bytes:
    """Shape: pixels: (rows, columns, bytes of a pixel), uint8."""
    height, width, size = pixels.shape
    lines = np.zeros((height, width * size + 1), dtype=np.uint8)  # each line begins with its filter: 0, none
    lines[:, 1:] = pixels.reshape(height, width * size)
    header = _chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, colour_type, 0, 0, 0))
    data = _chunk(b"IDAT", _stored(lines.tobytes()))
    return b"".join((b"\x89PNG\r\n\x1a\n", header, *chunks, data, _chunk(b"IEND", b"")))


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
