"""Pictures that a value brings along: an `img` element whose address holds the picture itself.

A browser runs no script of such a picture and loads nothing for it, whatever its SVG says.
"""

from __future__ import annotations

import base64
import io
import re
from typing import Any

from sitegen.demo.plain_text import escape_text

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
MOST_BYTES = 400_000
"""How large a picture of pixels may be before a photograph is stored as JPEG."""
_ROOT = re.compile(r"<svg\b")
_NAMESPACE = re.compile(r"<svg\b[^>]*\sxmlns\s*=")


def image(mime: str, content: bytes, alt: str, *, width: int = 0, height: int = 0) -> str:
    """Return the element of a picture.

    Args:
        mime: the type of its file.
        content: its file.
        alt: its alternative text.
        width: in pixels of the page; 0 where only its file says it.
        height: likewise.
    """
    size = f' width="{width}" height="{height}"' if width and height else ""
    address = f"data:{mime};base64,{base64.b64encode(content).decode('ascii')}"
    return f'<img class="plot plot-ground" src="{address}" alt="{escape_text(alt, quote=True)}"{size}>'


def picture_of_svg(svg: str, alt: str) -> str:
    """Return a picture that a library has drawn; it keeps its own colours.

    Raises:
        TypeError: the text is no SVG.
    """
    if not (root := _ROOT.search(svg)):
        raise TypeError("the SVG of a value has no svg element")
    svg = svg[root.start() :]
    if not _NAMESPACE.match(svg):
        svg = svg.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"', 1)
    return image("image/svg+xml", svg.encode(), alt)


def picture_of_bytes(content: bytes, alt: str) -> str:
    """Return a PNG or a JPEG.

    Raises:
        TypeError: the bytes are neither.
    """
    if content.startswith(PNG) and len(content) >= 24:
        width, height = (int.from_bytes(content[at : at + 4], "big") for at in (16, 20))
        return image("image/png", content, alt, width=width, height=height)
    if content.startswith(JPEG):
        return image("image/jpeg", content, alt)
    raise TypeError(f"the picture of a value begins with {content[:8]!r}; expected a PNG or a JPEG")


def picture_of_image(value: Any, alt: str) -> str:
    """Return an image of Pillow: PNG, or JPEG where the PNG would be large and nothing is transparent."""
    if value.mode not in ("1", "L", "LA", "P", "RGB", "RGBA", "I;16"):
        value = value.convert("RGB")
    stream, mime = io.BytesIO(), "image/png"
    value.save(stream, format="PNG")
    if stream.tell() > MOST_BYTES and not value.has_transparency_data:
        stream, mime = io.BytesIO(), "image/jpeg"
        value.convert("RGB").save(stream, format="JPEG", quality=85)
    return image(mime, stream.getvalue(), alt, width=value.width, height=value.height)
