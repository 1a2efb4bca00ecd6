"""Find every address in a text of Markdown, and apply a function to each."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from html import escape, unescape
from pathlib import PurePosixPath
from urllib.parse import unquote

from sitegen.importing.code import outside_code
from sitegen.importing.markdown_parts import destination
from sitegen.importing.model import Entry

INLINE = re.compile(r"(?P<before>\]\([ \t]*)(?P<url><[^<>\n]*>|[^\s()<>]+(?:\([^\s()]*\)[^\s()<>]*)*)")


REFERENCE = re.compile(
    r"(?P<before>^ {0,3}\[(?!\^)[^\]\n]{1,200}\]:[ \t]*)(?P<url><[^<>\n]*>|\S+)", re.MULTILINE
)


FIGURE = re.compile(
    r"(?P<before>^[ \t>]*:{3,}\{figure\}[ \t]+)(?P<url>[^\n]*?)(?P<after>[ \t]*$)", re.MULTILINE
)


TAG = re.compile(r"<[A-Za-z][\w-]*\s[^<>]{1,5000}>")


ATTRIBUTE = re.compile(
    r"""(?P<before>\s(?:href|src|poster)\s*=\s*)(?P<quote>["']?)(?P<url>(?<=")[^"]*|(?<=')[^']*|[^\s"'>]+)(?P=quote)""",
    re.IGNORECASE,
)


WIKI = re.compile(
    r"(?P<image>!?)\[\[(?P<name>[^\]\[|#\n]+)(?P<fragment>#[^\]\[|\n]*)?(?:\|(?P<text>[^\]\[\n]+))?\]\]"
)


ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")


ASSET = re.compile(
    r"\.(png|jpe?g|gif|svg|webp|avif|bmp|ico|pdf|zip|gz|csv|tsv|json|txt|mp3|mp4|webm|ogg|wav|ipynb|py|js|r|xlsx?|docx?|pptx?)$",
    re.IGNORECASE,
)


Rewrite = Callable[[str, bool], str | None]
"""(address, whether it stands in HTML) → the new address, or None where it stays."""


def rewrite_links(text: str, rewrite: Rewrite, *, wiki: bool = False) -> str:
    """Apply a function to every address in a text of Markdown, outside of code."""

    def inline(found: re.Match[str]) -> str:
        url = found["url"]
        new = rewrite(unescape(url.strip("<>")), False)
        return found[0] if new is None else found["before"] + destination(new)

    def figure(found: re.Match[str]) -> str:
        new = rewrite(found["url"], False)
        return found[0] if new is None else found["before"] + new + found["after"]

    def tag(found: re.Match[str]) -> str:
        return ATTRIBUTE.sub(attribute, found[0])

    def attribute(found: re.Match[str]) -> str:
        new = rewrite(unescape(found["url"]), True)
        mark = found["quote"] or '"'
        return found[0] if new is None else f"{found['before']}{mark}{escape(new)}{mark}"

    def wiki_link(found: re.Match[str]) -> str:
        new = rewrite("wiki:" + found["name"].strip() + (found["fragment"] or ""), False)
        if new is None:
            return found[0]
        shown = found["text"] or found["name"]
        return f"{found['image']}[{shown.strip()}]({destination(new)})"

    def change(masked: str) -> str:
        if wiki:
            masked = WIKI.sub(wiki_link, masked)
        masked = INLINE.sub(inline, masked)
        masked = REFERENCE.sub(inline, masked)
        masked = FIGURE.sub(figure, masked)
        return TAG.sub(tag, masked)

    return outside_code(text, change)


def files_beside(
    body: str, entry: Entry, known: frozenset[PurePosixPath], published: frozenset[PurePosixPath]
) -> Mapping[str, PurePosixPath]:
    """Return the files of the source that a text names and that are not published unchanged.

    Args:
        body: the text.
        entry: its page.
        known: every file of the source.
        published: the files of the source that are published unchanged.
    """
    found: dict[str, PurePosixPath] = {}

    def note(url: str, _in_html: bool) -> None:
        path = source_path(url, entry)
        if (
            path is None
            or path not in known
            or path in published
            or path in entry.files
            or not ASSET.search(path.name)
        ):
            return
        if path not in found.values():
            name = path.name
            while name in found:
                name = "x" + name
            found[name] = path

    rewrite_links(body, note, wiki=True)
    return found


def source_path(url: str, entry: Entry) -> PurePosixPath | None:
    """Return the path in the source that a relative address names, or None."""
    path = unquote(re.split(r"[?#]", url)[0])
    if not path or ELSEWHERE.match(path) or "\\" in path:
        return None
    if path.startswith(("~/", "@/")):  # what builders of JavaScript call the folder of sources
        return PurePosixPath(posixpath.normpath("src/" + path[2:]))
    if path.startswith("/"):
        return PurePosixPath(posixpath.normpath(path.lstrip("/") or "."))
    whole = posixpath.normpath(posixpath.join(str(entry.path.parent), path))
    return None if whole.startswith("..") else PurePosixPath(whole)
