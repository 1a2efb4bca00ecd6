"""Pieces of Markdown that translations make: links, pictures, fences, directives."""

from __future__ import annotations

import re
from html import unescape

VIDEO_CARD = re.compile(r":::\{video\} (?P<url>\S+)\n:title: (?P<title>[^\n]*)\n:::")


def inline_text(text: str) -> str:
    """Return a text as it may stand between the brackets of a link or a picture."""
    plain = re.sub(r"<[^<>]*>", "", unescape(text))
    return re.sub(r"([\\\[\]`*_])", r"\\\1", " ".join(plain.split()))


def destination(url: str) -> str:
    """Return an address as it may stand between the parentheses of a link."""
    url = "".join(url.split("\n")).strip()
    if re.search(r"[\s()<>]", url):
        return "<" + url.replace("<", "%3C").replace(">", "%3E") + ">"
    return url


def link_card(text: str, url: str) -> str:
    """Return a paragraph that is one link."""
    return f"\n\n[{inline_text(text)}]({destination(url)})\n\n"


def video_card(title: str, url: str) -> str:
    """Return the directive of a video of YouTube or Vimeo."""
    return f"\n\n:::{{video}} {url}\n:title: {' '.join(unescape(title).split())}\n:::\n\n"


def title_and_address(card: str) -> tuple[str, str] | None:
    """Return what a card of a video shows; None for another piece of Markdown."""
    found = VIDEO_CARD.fullmatch(card.strip("\n"))
    return (found["title"], found["url"]) if found else None


def fence(code: str, language: str = "", title: str = "") -> str:
    """Return a block of code, in a fence longer than any in it."""
    longest = max((len(run) for run in re.findall(r"`{3,}", code)), default=2)
    ticks = "`" * (longest + 1)
    info = language if re.fullmatch(r"[\w+#.-]*", language) else ""
    if title:
        info = f'{info or "text"} title="{title.replace(chr(34), chr(39))}"'
    return f"\n\n{ticks}{info}\n{code.strip(chr(10))}\n{ticks}\n\n"


def directive(name: str, argument: str, body: str) -> str:
    """Return a directive around a text, with more colons than any directive in it."""
    longest = max((len(run) for run in re.findall(r"^:{3,}", body, re.MULTILINE)), default=2)
    colons = ":" * (longest + 1)
    title = " ".join(argument.split())
    # An option line would be read where the text begins with a colon.
    lines = body.strip("\n")
    start = "\n" if lines.lstrip().startswith(":") and not lines.lstrip().startswith("::") else ""
    return f"\n\n{colons}{{{name}}}{' ' + title if title else ''}\n{start}{lines}\n{colons}\n\n"


def picture(src: str, alt: str = "", caption: str = "", link: str = "", title: str = "") -> str:
    """Return a picture, as a figure where it has a caption."""
    if not src:
        return ""
    if caption.strip() and not link:
        body = caption.strip()
        text = " ".join(unescape(re.sub(r"<[^<>]*>", "", alt)).split())
        head = f":::{{figure}} {src.strip()}\n:alt:{' ' + text if text else ''}\n"
        return f"\n\n{head}\n{body}\n:::\n\n" if not re.search(r"^:{3,}", body, re.MULTILINE) else head
    quoted = title.replace('"', "'")
    shown = f"![{inline_text(alt)}]({destination(src)}" + (f' "{quoted}"' if quoted else "") + ")"
    if link:
        shown = f"[{shown}]({destination(link)})"
    return f"\n\n{shown}\n\n{caption.strip()}\n\n" if caption.strip() else f"\n\n{shown}\n\n"
