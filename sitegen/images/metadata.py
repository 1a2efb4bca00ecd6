"""The data of the camera in JPEG, PNG and WebP files: removing it without a change of any pixel.

The orientation stays, since browsers turn pictures by it, and so does the colour profile. JPEG is described
in ITU T.81, Exif in CIPA DC-008, PNG in RFC 2083, WebP in RFC 9649.
"""

from __future__ import annotations

import io
import re
import struct
import zlib
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import TypeVar
from warnings import catch_warnings, simplefilter

from PIL import Image

from sitegen.images.copies import FAULTS, ORIENTATION

Answer = TypeVar("Answer")
UPRIGHT = 1
"""The orientation of a picture that is not turned."""
TURNED = 8
"""The highest orientation."""
GPS_FOLDER, LATITUDE = 0x8825, 2
"""The numbers of the Exif tags for the table of the position, and for the latitude in it."""
PNG_START = b"\x89PNG\r\n\x1a\n"
PNG_DROPPED = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
JPEG_START, JPEG_END, JPEG_SCAN, JPEG_FIRST = b"\xff\xd8", 0xD9, 0xDA, 0xE0
JPEG_KEPT = {JPEG_FIRST: b"JFIF\0", 0xE2: b"ICC_PROFILE\0", 0xEE: b"Adobe"}
"""Segments for programs that stay, with the beginning of their contents; the last decides about colours."""
JPEG_COMMENT = 0xFE
JPEG_MARKER = re.compile(rb"\xff+([^\x00\xd0-\xd7\xff])")
"""A marker inside the pixels, but not those that only restart the decoder."""
WEBP_EXIF, WEBP_XMP = 0x08, 0x04
"""The bits of the chunk `VP8X` that announce the chunks of metadata."""


class UnknownStructureError(ValueError):
    """A file breaks off, or is not built as its first bytes say."""


def without_metadata(data: bytes) -> bytes:
    """Return a picture without the data of the camera; files of other formats as they are.

    Raises:
        UnknownStructureError: the file is damaged.
    """
    try:
        if data.startswith(JPEG_START):
            return b"".join(_jpeg(data))
        if data.startswith(PNG_START):
            return b"".join(_png(data))
        if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
            return _webp(data)
    except (IndexError, struct.error):
        raise UnknownStructureError("the file breaks off") from None
    return data


def has_position(content: bytes | Path) -> bool:
    """Return whether a picture names the place where it was taken, in its Exif or XMP data."""
    return _ask(content, _names_position, otherwise=False)


def _names_position(image: Image.Image) -> bool:
    xmp = image.info.get("xmp") or image.info.get("XML:com.adobe.xmp") or b""
    found = b"GPSLatitude" in (xmp.encode() if isinstance(xmp, str) else xmp)
    return found or LATITUDE in image.getexif().get_ifd(GPS_FOLDER)


def _orientation(image: Image.Image) -> int:
    """Return the orientation that browsers read: not that of an XMP packet, which Pillow reads, too."""
    image.getexif()  # reads data that a PNG file has behind its pixels
    exif = Image.Exif()
    exif.load(image.info.get("exif") or b"")
    found = exif.get(ORIENTATION, UPRIGHT)
    return found if isinstance(found, int) else UPRIGHT


def _ask(content: bytes | Path, ask: Callable[[Image.Image], Answer], *, otherwise: Answer) -> Answer:
    """Return what a picture answers, or something else where it cannot be read."""
    file = io.BytesIO(content) if isinstance(content, bytes) else content
    with suppress(*FAULTS, struct.error), catch_warnings():
        simplefilter("ignore")  # Pillow warns of damaged tags
        with Image.open(file) as image:
            return ask(image)
    return otherwise


def _exif(data: bytes) -> bytes:
    """Return Exif data that hold nothing but the orientation of a picture; empty for an upright one."""
    orientation = _ask(data, _orientation, otherwise=UPRIGHT)
    if not UPRIGHT < orientation <= TURNED:
        return b""
    # The header of TIFF, a table with one short number, and no further table.
    return b"MM\0*" + struct.pack(">IHHHIHHI", 8, 1, ORIENTATION, 3, 1, orientation, 0, 0)


def _jpeg(data: bytes) -> Iterator[bytes]:
    yield JPEG_START
    exif, at = _exif(data), len(JPEG_START)
    while True:
        if data[at] != 0xFF:
            raise UnknownStructureError(f"expected a segment at byte {at}")
        while data[at + 1] == 0xFF:  # filling
            at += 1
        marker = data[at + 1]
        if exif and marker != JPEG_FIRST:
            content = b"Exif\0\0" + exif
            yield struct.pack(">BBH", 0xFF, 0xE1, len(content) + 2) + content
            exif = b""
        if marker == JPEG_END:  # what follows is another picture, with metadata of its own
            yield data[at : at + 2]
            return
        end = at + 2 + struct.unpack_from(">H", data, at + 2)[0]
        if marker == JPEG_SCAN:
            found = JPEG_MARKER.search(data, end)
            if found is None:
                raise UnknownStructureError("the file breaks off")
            end = found.start()
        is_for_programs = 0xE0 <= marker <= 0xEF
        kept = not is_for_programs or data.startswith(JPEG_KEPT.get(marker, b"\xff"), at + 4)
        if kept and marker != JPEG_COMMENT:
            yield data[at:end]
        at = end


def _png(data: bytes) -> Iterator[bytes]:
    yield PNG_START
    exif, at = _exif(data), len(PNG_START)
    while True:
        (length,) = struct.unpack_from(">I", data, at)
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data):
            raise UnknownStructureError("the file breaks off")
        if kind not in PNG_DROPPED:
            yield data[at:end]
        if kind == b"IHDR" and exif:
            yield struct.pack(">I", len(exif)) + b"eXIf" + exif
            yield struct.pack(">I", zlib.crc32(b"eXIf" + exif))
        if kind == b"IEND":
            return
        at = end


def _webp(data: bytes) -> bytes:
    exif, at, parts = _exif(data), 12, []
    whole = 8 + struct.unpack_from("<I", data, 4)[0]
    if whole > len(data):
        raise UnknownStructureError("the file breaks off")
    while at < whole:
        kind, (length,) = data[at : at + 4], struct.unpack_from("<I", data, at + 4)
        end = at + 8 + length + length % 2
        chunk = data[at:end]
        if kind == b"VP8X":
            flags = (chunk[8] & ~(WEBP_EXIF | WEBP_XMP)) | (WEBP_EXIF if exif else 0)
            chunk = chunk[:8] + bytes([flags]) + chunk[9:]
        if kind not in (b"EXIF", b"XMP "):
            parts.append(chunk)
        at = end
    if exif:
        parts.append(b"EXIF" + struct.pack("<I", len(exif)) + exif)
    body = b"WEBP" + b"".join(parts)
    return b"RIFF" + struct.pack("<I", len(body)) + body
