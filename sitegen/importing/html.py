"""HTML in posts: players become links; whole bodies in HTML become Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Any
from urllib.parse import quote, urlsplit

from sitegen.importing.calls import Call
from sitegen.importing.components import make
from sitegen.importing.model import Context
from sitegen.markdown_text.code import outside_code
from sitegen.markdown_text.parts import title_and_address

IFRAME = re.compile(r"<iframe\b(?P<attributes>[^<>]*)>\s*(?:</iframe>)?", re.IGNORECASE)
SOURCE = re.compile(r"""\bsrc\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
TITLE = re.compile(r"""\btitle\s*=\s*(?:"([^"]*)"|'([^']*)')""", re.IGNORECASE)
ATTRIBUTE = re.compile(
    r"<(?P<tag>img|iframe|video|audio|source|embed|object|script|link|input)\b[^<>]*?"
    r"\b(?:src|data|href|poster|srcset)\s*=\s*[\"']?(?P<url>(?:https?:)?//[^\"'\s>]+)",
    re.IGNORECASE,
)
PICTURE = re.compile(r"!\[[^\]\n]*\]\(\s*<?(?P<url>https?://[^\s)>]+)")
REFERENCE = re.compile(
    r"^ {0,3}\[[^\]\n]+\]:[ \t]*<?(?P<url>https?://[^\s>]+\.(?:png|jpe?g|gif|svg|webp)\b)",
    re.MULTILINE | re.IGNORECASE,
)
MOST_SPACE = 200
"""How many characters before a player are read to find out whether it is a block of its own."""
BLANK_BEFORE = re.compile(r"(?:\A|\n)[ \t]*\n\Z|\A\Z")
BLANK_BEHIND = re.compile(r"[ \t]*(?:\n[ \t]*(?:\n|\Z)|\Z)")
KINDS = {
    "img": "img_src",
    "input": "img_src",
    "video": "media_src",
    "audio": "media_src",
    "source": "media_src",
    "iframe": "frame_src",
    "embed": "frame_src",
    "object": "frame_src",
    "script": "script_src",
    "link": "style_src",
}
HOST = re.compile(r"https?://[A-Za-z0-9.-]+(?::\d{1,5})?")


def players(text: str, context: Context) -> str:
    """Replace embedded players of YouTube and Vimeo by cards, so that a page loads nothing from them.

    In the middle of a text or of a block of HTML they become links.
    """

    def change(found: re.Match[str]) -> str:
        source = SOURCE.search(found["attributes"])
        url = unescape(source[1]) if source else ""
        host = urlsplit("https:" + url if url.startswith("//") else url).netloc if url.count("[") == 0 else ""
        name = "youtube" if "youtu" in host else "vimeo" if "vimeo" in host else ""
        title = TITLE.search(found["attributes"])
        named = {"src": url} | ({"title": unescape(title[1] or title[2] or "")} if title else {})
        made = make(Call(name, (), named, None), context) if name and "videoseries" not in url else None
        if made is None:
            context.note("iframe", host or found[0], "left as it is")
            return found[0]
        context.note("iframe", host, "converted")
        if BLANK_BEFORE.search(found.string, max(0, found.start() - MOST_SPACE), found.start()) and (
            BLANK_BEHIND.match(found.string, found.end())
        ):
            return made.strip("\n")
        shown, address = title_and_address(made) or ("Video", url)
        return f'<a href="{escape(address)}">{escape(shown)}</a>'

    return outside_code(text, lambda masked: IFRAME.sub(change, masked))


def foreign_sources(text: str) -> Iterator[tuple[str, str]]:
    """Yield the directive of the content policy and the origin for everything that a text loads elsewhere."""
    found: list[tuple[str, str]] = []

    def note(masked: str) -> str:
        found.extend((KINDS[match["tag"].lower()], match["url"]) for match in ATTRIBUTE.finditer(masked))
        for pattern in (PICTURE, REFERENCE):
            found.extend(("img_src", match["url"]) for match in pattern.finditer(masked))
        return masked

    outside_code(text, note)
    for directive, url in found:
        origin = HOST.match("https:" + url if url.startswith("//") else url)
        if origin:
            yield directive, origin[0].lower()


INLINE_STYLE = re.compile(r"<[A-Za-z][^<>]*\sstyle\s*=|<style\b", re.IGNORECASE)


def has_inline_style(text: str) -> bool:
    """Return whether a text has `style` attributes or elements outside of code."""
    seen: list[bool] = []

    def look(masked: str) -> str:
        seen.append(bool(INLINE_STYLE.search(masked)))
        return masked

    outside_code(text, look)
    return any(seen)


BLOCK_SIGN = re.compile(
    r"^(\s*)(?:(\d{1,9})(?=[.)](?:\s|$)))?(#{1,6}(?=\s|$)|[-+](?=\s|$)|>|:{3,}|~{3,}|=+$|(?<=\d)[.)](?=\s|$))",
    re.MULTILINE,
)
"""What begins a block of Markdown, and stands at the beginning of a line of text in HTML."""


class MissingLibraryError(ImportError):
    """A library of the extra `import` is not installed."""


def to_markdown(html: str) -> str:
    """Return HTML as Markdown; what Markdown has no sign for stays HTML.

    Raises:
        MissingLibraryError: the library that converts is not installed.
    """
    try:
        from markdownify import ATX, MarkdownConverter  # noqa: PLC0415 - optional
    except ImportError:
        raise MissingLibraryError("markdownify") from None

    base: Any = MarkdownConverter  # its types name none of its methods

    class Converter(MarkdownConverter):
        """Keeps tables with merged cells and players, and the languages of code."""

        def convert_iframe(self, el: object, text: str, parent_tags: object) -> str:  # noqa: ARG002 - markdownify's signature
            return f"\n\n{el}\n\n"

        convert_video = convert_audio = convert_iframe

        def escape(self, text: str, parent_tags: object) -> str:
            # A sign that HTML wrote as an entity is no tag and no entity in Markdown, either.
            shown = re.sub(r"&(?=#?\w{1,31};)", "&amp;", str(base.escape(self, text, parent_tags)))
            return re.sub(r"<(?=[A-Za-z/!?])", "&lt;", shown)

        def convert_p(self, el: object, text: str, parent_tags: object) -> str:
            plain = BLOCK_SIGN.sub(lambda found: found[1] + (found[2] or "") + "\\" + found[3], text)
            return str(base.convert_p(self, el, plain, parent_tags))

        def convert_summary(self, el: object, text: str, parent_tags: object) -> str:  # noqa: ARG002 - markdownify's signature
            return f"\n<summary>{text.strip()}</summary>\n\n"

        def convert_details(self, el: object, text: str, parent_tags: object) -> str:  # noqa: ARG002 - markdownify's signature
            return f"\n\n<details>\n{text.strip()}\n\n</details>\n\n"

        def convert_a(self, el: Any, text: str, parent_tags: object) -> str:
            _quote_address(el, "href")
            return str(base.convert_a(self, el, text, parent_tags))

        def convert_img(self, el: Any, text: str, parent_tags: object) -> str:
            _quote_address(el, "src")
            return str(base.convert_img(self, el, text, parent_tags))

        def convert_sub(self, el: object, text: str, parent_tags: object) -> str:  # noqa: ARG002 - markdownify's signature
            return str(el) if text.strip() else ""

        convert_sup = convert_kbd = convert_mark = convert_sub

        def convert_figure(self, el: object, text: str, parent_tags: object) -> str:  # noqa: ARG002 - markdownify's signature
            return f"\n\n{text.strip()}\n\n"

        def convert_figcaption(self, el: object, text: str, parent_tags: object) -> str:  # noqa: ARG002 - markdownify's signature
            return f"\n\n*{text.strip()}*\n\n" if text.strip() else ""

    def language(element: object) -> str:
        names = " ".join(_classes(element))
        found = re.search(r"(?:language|lang|brush|highlight|sourceCode|code)[-: ]+([\w+#-]+)", names)
        return found[1] if found and found[1] not in ("code", "literal-block", "block") else ""

    converter = Converter(
        heading_style=ATX, bullets="-", autolinks=False, code_language_callback=language, escape_misc=False
    )
    markdown = converter.convert(html)
    return re.sub(r"\n{3,}", "\n\n", markdown).strip() + "\n"


def _quote_address(element: Any, name: str) -> None:
    """Quote what would end an address in Markdown."""
    address = element.get(name)
    if isinstance(address, str):
        element[name] = re.sub(r"[\s()<>]", lambda found: quote(found[0], safe=""), address.strip())


def _classes(element: object) -> list[str]:
    """Return the classes of an element of Beautiful Soup and of the code inside it."""
    found: list[str] = []
    get = getattr(element, "get", None)
    if get:
        value = get("class") or []
        found += value if isinstance(value, list) else [value]
        inner = getattr(element, "code", None)
        if inner is not None:
            value = inner.get("class") or []
            found += value if isinstance(value, list) else [value]
    return [str(name) for name in found]
