"""The HTML of WordPress, with its blocks and shortcodes, as Markdown."""

from __future__ import annotations

import re
from html import unescape

from sitegen.importing.calls import Call, read_arguments
from sitegen.importing.components import ADMONITIONS, make
from sitegen.importing.formulas import FORMULA_SIGN
from sitegen.importing.html import MissingLibraryError, to_markdown
from sitegen.importing.kept import Kept
from sitegen.importing.model import Context
from sitegen.markdown_text.parts import destination, fence, inline_text, title_and_address

SHORTCODE = re.compile(
    r"\[(?P<name>[a-z][\w-]*)(?P<rest>(?:\s[^\[\]]*)?)\](?:(?P<inner>(?:(?!\[/?(?P=name)\b).){0,20000}?)\[/(?P=name)\])?",
    re.DOTALL,
)
LATEX = re.compile(r"\$latex[ \t\n]+([^$<>]{1,2000})\$")
CODE_NAMES = frozenset({
    "code", "sourcecode", "python", "php", "bash", "js", "javascript", "css", "html", "sql", "java", "ruby",
    "xml", "r", "cpp",
})  # fmt: skip


KNOWN = (
    frozenset(
        {
            "caption",
            "gallery",
            "embed",
            "latex",
            "more",
            "audio",
            "video",
            "gist",
            "youtube",
            "vimeo",
            "tweet",
            "wpvideo",
            "su_note",
            "contact-form",
            "quote",
            "footnote",
            "ref",
            "toc",
        }
    )
    | CODE_NAMES
)


def wordpress_body(html: str, context: Context) -> str:
    """Return the HTML of a post, with its blocks and shortcodes, as Markdown."""
    html = re.sub(r"<!--\s*/?wp:[^>]*?-->", "", html)
    html = re.sub(r"<!--\s*(more|nextpage).*?-->", "", html)
    kept = Kept(html)
    html = LATEX.sub(lambda found: kept.word(_formula(found[1])), html)
    html = SHORTCODE.sub(lambda found: _shortcode(found, context, kept), html)
    html = re.sub(r"^\s*(https?://(?:www\.)?(?:youtube\.com/watch|youtu\.be/|vimeo\.com/|twitter\.com/|x\.com/)\S+)\s*$",
                  lambda found: _embedded(found[1], context, kept), html, flags=re.MULTILINE)  # fmt: skip
    html = paragraphs(html)
    try:
        markdown = to_markdown(html)
    except (MissingLibraryError, RecursionError, ValueError, AssertionError):
        context.note("HTML", "not convertible", "left as it is")
        markdown = "<div>\n" + re.sub(r"\n\s*\n", "\n", html) + "\n</div>\n"
    return kept.restored(markdown, in_line=_in_line)


def _in_line(made: str) -> str:
    """Return a piece of Markdown for the middle of a line, where a video is a link."""
    video = title_and_address(made)
    return f"[{inline_text(video[0])}]({destination(video[1])})" if video else made


def _formula(text: str) -> str:
    return f"{FORMULA_SIGN}{' '.join(unescape(text).split())}{FORMULA_SIGN}"


def _gallery(ids: str, context: Context) -> str:
    """Return the pictures of a gallery, which the export lists by their numbers."""
    known = context.site.settings.values.get("attachments")
    found = [known[number] for number in re.findall(r"\d+", ids) if number in known] if known else []
    return "".join(f'<p><img src="{url}" alt=""></p>' for url in found)


def _embedded(url: str, context: Context, kept: Kept) -> str:
    name = "youtube" if "youtu" in url else "vimeo" if "vimeo" in url else "tweet"
    made = make(Call(name, (unescape(url),), {}, None), context)
    return kept.block(made) if made else url


def _shortcode(found: re.Match[str], context: Context, kept: Kept) -> str:
    name, inner = found["name"], found["inner"]
    words, named = read_arguments(unescape(found["rest"] or ""))
    if name not in KNOWN and name not in ADMONITIONS:
        if inner is not None or "=" in (found["rest"] or "") or "_" in name:
            context.note("shortcode", f"[{name}]", "left as it is")
        return found[0]
    made = _translated(Call(name, words, named, inner), context, kept)
    context.note("shortcode", f"[{name}]", "left as it is" if made is None else "converted")
    return found[0] if made is None else made


def _translated(call: Call, context: Context, kept: Kept) -> str | None:
    """Return the HTML for a shortcode; None where sitegen has no equal."""
    name, inner = call.name, call.inner
    if inner is not None and name in CODE_NAMES:
        language = call.get("lang", "language") or (name if name not in ("code", "sourcecode") else "")
        return kept.block(fence(unescape(re.sub(r"</?p>|<br ?/?>", "\n", inner)), language))
    if inner is not None and name == "caption":
        picture = re.search(r"(?:<a\b[^>]*>)?\s*<img\b[^>]*>\s*(?:</a>)?", inner)
        text = call.get("caption") or (inner[picture.end() :].strip() if picture else "")
        return f"<figure>{picture[0] if picture else inner}<figcaption>{text}</figcaption></figure>"
    if inner and name == "embed":
        return _embedded(inner.strip(), context, kept)
    if inner is not None and name == "latex":
        return kept.word(_formula(inner))
    if name == "gallery" and (pictures := _gallery(call.get("ids"), context)):
        return pictures
    made = make(call, context)
    return None if made is None else kept.block(made)


BLOCK = re.compile(
    r"\s*</?(?:address|article|aside|blockquote|center|dd|div|dl|dt|fieldset|figcaption|figure|footer|form|h[1-6]|"
    r"header|hr|iframe|li|main|nav|ol|p|pre|script|section|style|table|tbody|td|tfoot|th|thead|tr|ul|video|audio)\b",
    re.IGNORECASE,
)


def paragraphs(html: str) -> str:
    """Put paragraphs around texts between blank lines, as WordPress does when it shows a post."""
    pieces = re.split(r"(<pre\b.*?</pre>)", html, flags=re.DOTALL | re.IGNORECASE)
    out: list[str] = []
    for index, piece in enumerate(pieces):
        if index % 2:
            out.append(piece)
            continue
        for block in re.split(r"\n\s*\n", piece):
            text = block.strip()
            if not text:
                continue
            out.append(text if BLOCK.match(text) else "<p>" + text.replace("\n", "<br>\n") + "</p>")
    return "\n\n".join(out)
