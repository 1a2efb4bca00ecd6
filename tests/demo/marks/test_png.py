import base64
import struct
import zlib

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sitegen.demo.marks.palette import diverging_palette, pixels_url, sequential_palette
from sitegen.demo.marks.png import Pixels, data_url, encode_colours, encode_greys, encode_png


def decode(png: bytes) -> tuple[Pixels, Pixels]:
    """Return pixels and palette; every chunk's checksum is compared."""
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    chunks, place = {}, 8
    while place < len(png):
        (size,) = struct.unpack(">I", png[place : place + 4])
        kind, content = png[place + 4 : place + 8], png[place + 8 : place + 8 + size]
        (checksum,) = struct.unpack(">I", png[place + 8 + size : place + 12 + size])
        assert checksum == zlib.crc32(kind + content)
        chunks[kind] = content
        place += 12 + size
    assert list(chunks) == [b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"]
    width, height, depth, colours, *rest = struct.unpack(">IIBBBBB", chunks[b"IHDR"])
    assert (depth, colours, rest) == (4, 3, [0, 0, 0])
    lines = np.frombuffer(zlib.decompress(chunks[b"IDAT"]), np.uint8).reshape(height, -1)
    assert not lines[:, 0].any()
    colour = np.frombuffer(chunks[b"PLTE"], np.uint8).reshape(-1, 3)
    opacity = np.frombuffer(chunks[b"tRNS"], np.uint8)[:, None]
    pixels = np.stack((lines[:, 1:] >> 4, lines[:, 1:] & 15), axis=2).reshape(height, -1)[:, :width]
    return pixels, np.hstack((colour, opacity))


@given(st.integers(1, 300), st.integers(1, 300), st.integers(0, 2**32 - 1))
def test_pixels_come_back_from_the_file(height: int, width: int, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 15, (height, width)).astype(np.uint8)
    found, palette = decode(encode_png(pixels, diverging_palette()))
    assert (found == pixels).all()
    assert (palette == diverging_palette()).all()


def test_the_address_holds_the_file() -> None:
    png = encode_png(np.zeros((2, 3), np.uint8), sequential_palette())
    head, _, body = data_url(png).partition(",")
    assert head == "data:image/png;base64"
    assert base64.b64decode(body) == png


def test_low_and_high_values_take_the_ends_of_the_palette() -> None:
    values = np.array([[-9.0, 0.0, 0.5, 1.0, 9.0]])
    png = base64.b64decode(pixels_url(values, 0.0, 1.0, diverging_palette()).partition(",")[2])
    assert decode(png)[0].tolist() == [[0, 0, 7, 14, 14]]


@given(st.integers(1, 40), st.integers(1, 40), st.integers(0, 2**32 - 1))
def test_full_colours_come_back_from_the_file(height: int, width: int, seed: int) -> None:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, 3)).astype(np.uint8)
    png = encode_colours(pixels)
    assert png[16:26] == struct.pack(">IIBB", width, height, 8, 2)
    data = png[png.index(b"IDAT") + 4 : png.index(b"IEND") - 8]
    lines = np.frombuffer(zlib.decompress(data), np.uint8).reshape(height, 3 * width + 1)
    assert not lines[:, 0].any()
    assert (lines[:, 1:].reshape(pixels.shape) == pixels).all()


def test_greys_come_back_from_the_file() -> None:
    pixels = np.arange(256, dtype=np.uint8).reshape(8, 32)
    png = encode_greys(pixels)
    assert png[16:26] == struct.pack(">IIBB", 32, 8, 8, 0)
    lines = np.frombuffer(zlib.decompress(png[png.index(b"IDAT") + 4 : png.index(b"IEND") - 8]), np.uint8)
    assert (lines.reshape(8, 33)[:, 1:] == pixels).all()
