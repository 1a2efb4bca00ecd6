"""reStructuredText to Markdown, through the HTML of docutils. Nothing in a text includes a file or runs."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import unescape
from pathlib import PurePosixPath
from posixpath import normpath
from typing import Any

from sitegen.importing.components import ADMONITIONS
from sitegen.importing.folder import Folder
from sitegen.importing.formulas import FORMULA_SIGN
from sitegen.importing.html import MissingLibraryError, to_markdown
from sitegen.importing.kept import Kept
from sitegen.markdown_text.parts import directive, video_card

UNKNOWN = re.compile(r"Unknown (directive type|interpreted text role) \"([^\"]+)\"")
BROKEN = re.compile(
    r"<aside class=\"system-message\"[^>]*>\s*<p class=\"system-message-title\">.*?</p>\s*<p>([^<]*)",
    re.DOTALL,
)
FOOTNOTE = re.compile(
    r"<aside class=\"footnote[^\"]*\"[^>]*>\s*<span class=\"label\">.*?(\w+)(?:</a>)?"
    r"(?:<span[^>]*>\]</span>)?</span>"
    r"(?:\s*<span class=\"backrefs\">.*?</span>)?\s*<p>(.*?)</p>\s*</aside>",
    re.DOTALL,
)
FOOTNOTE_MARK = re.compile(
    r"<a [^>]*role=\"doc-noteref\"[^>]*>(?:<span[^>]*>\[</span>)?(\w+)(?:<span[^>]*>\]</span>)?</a>"
)
LITERAL = re.compile(r"<span class=\"docutils literal\">(.*?)</span>(?!</span>)", re.DOTALL)
FORMULA = re.compile(
    r"<(?:tt|span) class=\"math\">(?P<inline>.*?)</(?:tt|span)>"
    r"|<(?:div|pre) class=\"math\">\s*(?:\\\[)?(?P<display>.*?)(?:\\\])?\s*</(?:div|pre)>",
    re.DOTALL,
)
ADMONITION = re.compile(
    r"<aside class=\"admonition (?P<own>admonition-)?(?P<kind>[\w-]+)[^\"]*\"[^>]*>\s*"
    r"<p class=\"admonition-title\">(?P<title>(?:(?!</p>).)*)</p>"
    r"(?P<body>(?:(?!<aside\b|</aside>).)*)</aside>",
    re.DOTALL,
)
VIDEO = re.compile(
    r"^\[(?:Youtube|Vimeo)\]\((https://(?:www\.youtube\.com/watch\?v=[\w-]{11}|vimeo\.com/\d{5,12}))\)$",
    re.MULTILINE,
)
INCLUDE = re.compile(r"^(?P<indent>[ \t]*)\.\. include::[ \t]+(?P<file>\S+)[ \t]*$", re.MULTILINE)
CODE_OPTIONS = re.compile(
    r"^([ \t]*\.\. (?:code|code-block)::[^\n]*)(?:\n[ \t]+:(?!name:|class:)[\w-]+:[^\n]*)+", re.MULTILINE
)
"""Options of code that only other programs read, such as `:linenos:`."""
CARDS = {
    "youtube": "https://www.youtube.com/watch?v={}",
    "vimeo": "https://vimeo.com/{}",
    "gist": "https://gist.github.com/{}",
}


@dataclass(frozen=True, slots=True)
class Converted:
    """A text as Markdown."""

    body: str
    title: str = ""
    fields: Mapping[str, Any] = field(default_factory=dict)


def rst_markdown(text: str, folder: Folder, path: PurePosixPath) -> Converted | None:
    """Return reStructuredText as Markdown; None, with a note, where that fails."""
    try:
        return _convert(_prepared(_with_files(text, folder, path)), folder, path)
    except (MissingLibraryError, ImportError):
        needed = "reStructuredText needs docutils: pip install 'sitegen-live[import]'"
        folder.note("file", needed, path, "not imported")
    except Exception as error:  # noqa: BLE001 - docutils raises what its extensions raise
        folder.note(
            "file",
            f"reStructuredText that docutils cannot read ({type(error).__name__})",
            path,
            "not imported",
        )
    return None


def _with_files(text: str, folder: Folder, path: PurePosixPath) -> str:
    """Put in the files of the site that a text includes; docutils itself reads none."""

    def included(found: re.Match[str]) -> str:
        beside = (PurePosixPath(normpath(base / found["file"])) for base in (path.parent, PurePosixPath()))
        inside = next((folder.text(file) for file in beside if file in folder.known), None)
        what = " ".join(found[0].split())
        folder.note("reStructuredText", what, path, "dropped" if inside is None else "converted")
        return "" if inside is None else "\n".join(found["indent"] + line for line in inside.split("\n"))

    return INCLUDE.sub(included, text)


def _prepared(text: str) -> str:
    """Write the directives of blogs as plain links, and the names of code as docutils knows them."""
    text = re.sub(
        r"^(\s*)\.\. (?:sourcecode|highlight|listing|codeblock)::",
        r"\1.. code-block::",
        text,
        flags=re.MULTILINE,
    )
    text = CODE_OPTIONS.sub(r"\1", text)
    text = re.sub(r"^(\s*)\.\. thumbnail::", r"\1.. figure::", text, flags=re.MULTILINE)
    text = re.sub(
        r"^(\s*)\.\. (youtube|vimeo|gist):: *(\S+)[^\n]*(?:\n\1 +:[^\n]*)*",
        lambda found: f"{found[1]}`{found[2].capitalize()} <{CARDS[found[2]].format(found[3])}>`__",
        text, flags=re.MULTILINE,
    )  # fmt: skip
    text = re.sub(r"^\s*\.\. (?:TEASER_END|more|PELICAN_\w+)\b[^\n]*$", "", text, flags=re.MULTILINE)
    text = re.sub(r":(?:doc|ref):`([^`<]*?)\s*<([^`>]*)>`", r"`\1 <\2>`__", text)
    return re.sub(r":doc:`([^`<>]+)`", r"`\1 <\1>`__", text)


def _convert(text: str, folder: Folder, path: PurePosixPath) -> Converted:
    from docutils.core import publish_parts  # noqa: PLC0415 - optional

    warnings = io.StringIO()
    settings: dict[str, Any] = {
        "file_insertion_enabled": False,
        "raw_enabled": True,
        "_disable_config": True,
        "report_level": 3,
        "halt_level": 5,
        "warning_stream": warnings,
        "syntax_highlight": "none",
        "embed_stylesheet": False,
        "stylesheet_path": "",
        "math_output": "LaTeX",
        "doctitle_xform": True,
        "docinfo_xform": True,
        "initial_header_level": 2,
        "line_length_limit": 100_000,
        "smart_quotes": False,
        "toc_backlinks": False,
        "footnote_references": "brackets",
    }
    parts = publish_parts(text, source_path=str(path), writer="html5", settings_overrides=settings)
    unknown = UNKNOWN.findall(warnings.getvalue())
    for kind, name in unknown:
        what = f".. {name}::" if kind.startswith("directive") else f":{name}:"
        folder.note("reStructuredText", what, path, "left as it is")
    for message in dict.fromkeys(BROKEN.findall(str(parts["body"]))):
        if not UNKNOWN.search(unescape(message)):
            folder.note("reStructuredText", unescape(message).split("\n")[0], path, "left as it is")
    if boxed := _boxed(text, {name for kind, name in unknown if kind.startswith("directive")}):
        parts = publish_parts(boxed, source_path=str(path), writer="html5", settings_overrides=settings)
    html = _fitting(str(parts["body"]))
    if '<nav class="contents' in html:
        html = re.sub(r"<nav class=\"contents\b.*?</nav>", "", html, flags=re.DOTALL)
        fields: dict[str, Any] = {"toc": True}
    else:
        fields = {}
    fields |= dict(
        re.findall(
            r"<dt class=\"([\w-]+)\">[^<]*<span[^>]*>:</span></dt>\s*<dd[^>]*>(?:<p>)?([^<]*)",
            str(parts["docinfo"]),
        )
    )
    fields = {name: unescape(value) if isinstance(value, str) else value for name, value in fields.items()}
    return Converted(_markdown(html), unescape(re.sub(r"<[^>]*>", "", str(parts["title"]))), fields)


def _markdown(html: str) -> str:
    """Return the HTML of docutils as Markdown, with boxes and videos as directives."""
    kept = Kept(html)

    def formula(found: re.Match[str]) -> str:
        inside = unescape(found["inline"] or found["display"] or "").strip()
        if found["inline"] is not None:
            return kept.word(f"{FORMULA_SIGN}{inside}{FORMULA_SIGN}")
        signs = FORMULA_SIGN * 2
        return kept.block(f"{signs}\n{inside}\n{signs}")

    def box(found: re.Match[str]) -> str:
        title = " ".join(unescape(re.sub(r"<[^>]*>", "", found["title"])).split())
        title = "" if not found["own"] and title.casefold() == found["kind"].casefold() else title
        body = kept.restored(to_markdown(found["body"]))
        return kept.block(directive(ADMONITIONS.get(found["kind"], "note"), title, body))

    html = FORMULA.sub(formula, html)
    while ADMONITION.search(html):  # inner ones first
        html = ADMONITION.sub(box, html)
    markdown = kept.restored(to_markdown(html))
    return VIDEO.sub(lambda found: video_card("Video", found[1]).strip("\n"), markdown)


def _boxed(text: str, names: set[str]) -> str:
    """Return a text with the contents of unknown directives in containers; nothing where there are none."""
    found = text
    for name in names:
        first = rf"^([ \t]*)\.\. {re.escape(name)}::[^\n]*"
        options, content = r"(?:\n\1[ \t]+:[\w-]+:[^\n]*)*", r"(?=(?:\n[ \t]*)*\n\1[ \t]+\S)"
        found = re.sub(first + options + content, r"\1.. container::\n", found, flags=re.MULTILINE)
    return found if found != text else ""


def _fitting(html: str) -> str:
    """Return the HTML of docutils with what Markdown can say: formulas, boxes, no messages of errors.

    What a message quotes stays, since the author wrote it.
    """
    html = re.sub(
        r"<aside class=\"system-message\"[^>]*>.*?(<pre class=\"literal-block\">.*?</pre>)?\s*</aside>",
        lambda found: found[1] or "",
        html,
        flags=re.DOTALL,
    )
    html = re.sub(r"<a href=\"#system-message-\d+\">(<span class=\"problematic\".*?</span>)</a>", r"\1", html)
    html = LITERAL.sub(r"<code>\1</code>", html)
    html = re.sub(r"<div class=\"line\">(.*?)</div>", r"\1<br>", html)
    html = FOOTNOTE.sub(lambda found: f"<p>[^{found[1]}]: {found[2].strip()}</p>", html)
    return FOOTNOTE_MARK.sub(r"[^\1]", html)
