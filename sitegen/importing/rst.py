"""reStructuredText to Markdown, through the HTML of docutils. Nothing in a text includes a file or runs."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from sitegen.importing.folder import Folder
from sitegen.importing.html import MissingLibraryError, to_markdown

UNKNOWN = re.compile(r"Unknown (directive type|interpreted text role) \"([^\"]+)\"")
FOOTNOTE = re.compile(
    r"<aside class=\"footnote[^\"]*\"[^>]*>\s*<span class=\"label\">.*?(\w+)(?:</a>)?"
    r"(?:<span[^>]*>\]</span>)?</span>"
    r"(?:\s*<span class=\"backrefs\">.*?</span>)?\s*<p>(.*?)</p>\s*</aside>",
    re.DOTALL,
)
FOOTNOTE_MARK = re.compile(
    r"<a [^>]*role=\"doc-noteref\"[^>]*>(?:<span[^>]*>\[</span>)?(\w+)(?:<span[^>]*>\]</span>)?</a>"
)
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
        return _convert(_prepared(text), folder, path)
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


def _prepared(text: str) -> str:
    """Write the directives of blogs as plain links, and the names of code as docutils knows them."""
    text = re.sub(
        r"^(\s*)\.\. (?:sourcecode|highlight|listing|codeblock)::",
        r"\1.. code-block::",
        text,
        flags=re.MULTILINE,
    )
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
    for kind, name in UNKNOWN.findall(warnings.getvalue()):
        folder.note(
            "reStructuredText",
            f".. {name}::" if kind.startswith("directive") else f":{name}:",
            path,
            "left as it is",
        )
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
    return Converted(to_markdown(html), re.sub(r"<[^>]*>", "", str(parts["title"])), fields)


def _fitting(html: str) -> str:
    """Return the HTML of docutils with what Markdown can say: formulas, boxes, no messages of errors."""
    html = re.sub(r"<aside class=\"system-message\">.*?</aside>", "", html, flags=re.DOTALL)
    html = re.sub(r"<tt class=\"math\">(.*?)</tt>", r"$\1$", html, flags=re.DOTALL)
    html = re.sub(
        r"<(?:div|pre) class=\"math\">\s*(?:\\\[)?(.*?)(?:\\\])?\s*</(?:div|pre)>",
        r"<p>$$\1$$</p>",
        html,
        flags=re.DOTALL,
    )
    html = FOOTNOTE.sub(lambda found: f"<p>[^{found[1]}]: {found[2].strip()}</p>", html)
    html = FOOTNOTE_MARK.sub(r"[^\1]", html)
    return re.sub(
        r"<aside class=\"admonition (?:admonition-)?([\w-]+)[^\"]*\">\s*"
        r"<p class=\"admonition-title\">(.*?)</p>",
        r"<aside><p><strong>\2</strong></p>",
        html,
        flags=re.DOTALL,
    )
