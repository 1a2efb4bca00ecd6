"""Shortcodes, Liquid tags and components by name, and the Markdown that has the same meaning here."""

from __future__ import annotations

import re
from collections.abc import Mapping

from sitegen.importing.calls import Call, Make
from sitegen.importing.formulas import FORMULA_SIGN
from sitegen.importing.media import audio, figure, gist, image, page_of, tweet, video, vimeo, youtube
from sitegen.importing.model import Context
from sitegen.importing.tabs import one_tab, together
from sitegen.markdown_text.parts import destination, directive, fence

ADMONITIONS = {
    "note": "note", "info": "note", "abstract": "note", "summary": "note", "todo": "note",
    "quote-box": "note", "notice": "note", "alert": "note", "callout": "note", "admonition": "note",
    "aside": "note", "hint": "note", "message": "note", "box": "note", "example": "note",
    "question": "note", "seealso": "note", "blank": "note", "default": "note", "secondary": "note",
    "primary": "note", "light": "note", "dark": "note", "tldr": "note", "tip": "tip", "success": "tip",
    "check": "tip", "done": "tip", "important": "important", "attention": "important", "warning": "warning",
    "warn": "warning", "bug": "warning", "error": "caution", "fail": "caution", "failure": "caution",
    "danger": "caution", "caution": "caution",
}  # fmt: skip
"""Names of boxes → the directive of sitegen."""


def admonition(kind: str) -> Make:
    """Return what makes the box of a kind; an argument may name a more special kind."""

    def make(call: Call, _context: Context) -> str | None:
        if call.inner is None:
            text = call.get("text", "content", "message", "body")
            return directive(kind, call.get("title"), text) if text else None
        named = (
            call.get("type", "kind", "variant", "level", "class", "emoji", word=0) or call.name
        ).casefold()
        title = call.get("title", "heading")
        if not title and len(call.words) > 1:
            title = " ".join(call.words[1:])
        elif not title and call.words and named not in ADMONITIONS:
            title = call.words[0]
        return directive(ADMONITIONS.get(named, kind), title, call.inner)

    return make


def _details(call: Call, _context: Context) -> str | None:
    if call.inner is None:
        return None
    summary = call.get("summary", "title", "label", "header") or " ".join(call.words) or "Details"
    return directive("details", summary, call.inner)


def _highlight(call: Call, _context: Context) -> str | None:
    if call.inner is None:
        return None
    title = call.get("title", "filename", "file", "name")
    return fence(call.inner, call.get("lang", "language", "type", word=0), title)


def _codeblock(call: Call, _context: Context) -> str | None:
    """Octopress and Hexo: {% codeblock [title] [lang:language] [url] %}."""
    if call.inner is None:
        return None
    title = " ".join(word for word in call.words if not re.match(r"https?://|lang:", word))
    language = call.get("lang", "language") or next((w[5:] for w in call.words if w.startswith("lang:")), "")
    return fence(call.inner, language, title or call.get("title"))


def _quote(call: Call, _context: Context) -> str | None:
    if call.inner is None:
        return None
    source = call.get("author", "cite", "source", "from") or " ".join(call.words)
    rows = [f"> {row}".rstrip() for row in call.inner.strip().splitlines()]
    if source:
        rows += [">", f"> — {source}"]
    return "\n\n" + "\n".join(rows) + "\n\n"


def _inner(call: Call, _context: Context) -> str | None:
    return call.inner


def _tab(call: Call, _context: Context) -> str | None:
    if call.inner is None:
        return None
    title = call.get("title", "name", "label", "value", "header", word=0)
    return f"\n\n**{title}**\n\n{call.inner.strip(chr(10))}\n\n" if title else call.inner


def _tab_of_group(call: Call, _context: Context) -> str | None:
    title = call.get("title", "name", "label", "value", "header", "tabname", word=0)
    return one_tab(title, call.inner) if title and call.inner else call.inner


def _tabs(call: Call, _context: Context) -> str | None:
    return None if call.inner is None else together(call.inner)


def _toc(_call: Call, context: Context) -> str | None:
    context.toc = True
    return ""


def _mermaid(call: Call, _context: Context) -> str | None:
    return None if call.inner is None else fence(call.inner, "mermaid")


def _math(call: Call, _context: Context) -> str | None:
    if call.inner is None:
        return None
    formula = call.inner.strip().strip("$").strip()
    display = "\n" in call.inner.strip() or "$$" in call.inner
    made = f"\n\n$$\n{formula}\n$$\n\n" if display else f"${formula}$"
    return made.replace("$", FORMULA_SIGN)


def _link(call: Call, _context: Context) -> str | None:
    href = call.get("href", "url", "link", "to", "relref", word=0)
    text = (call.inner or "").strip() or call.get("text", "title", "label", word=1) or href
    if not href or "\n\n" in text or href.startswith("{"):
        return None
    return f"[{text}]({destination(href)})"


def _drop(_call: Call, _context: Context) -> str | None:
    return ""


def _reference(call: Call, context: Context) -> str | None:
    """Hugo's `ref` and `relref`, Jekyll's `post_url` and `link`: the old address, which is replaced later."""
    value = call.get("path", "page", word=0)
    name, _, fragment = value.strip().partition("#")
    end = f"#{fragment}" if fragment else ""
    if not name:
        return end or None
    found = find_entry(name, context)
    return found + end if found else None


def find_entry(name: str, context: Context) -> str | None:
    """Return the old address of the page that a reference names, or None."""
    wanted = name.strip().strip("'\"").strip("/").casefold()
    beside = str(context.entry.path.parent / name.strip("/")).casefold()
    for key in (
        wanted,
        beside,
        re.sub(r"\.(md|markdown|mdx|html|rst)$", "", wanted),
        wanted.rpartition("/")[2],
    ):
        if key in context.names:
            return context.names[key].address
    stem = re.sub(r"\.(md|markdown|mdx|html|rst)$", "", wanted.rpartition("/")[2])
    return context.names[stem].address if stem in context.names else None


def _parameter(call: Call, context: Context) -> str | None:
    value = context.entry.matter.get(call.get("name", word=0))
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else None


COMPONENTS: dict[str, Make] = {
    **{name: admonition(kind) for name, kind in ADMONITIONS.items()},
    **dict.fromkeys(("thumbnail", "figure", "fig", "figcaption-image", "imgcap", "image-caption"), figure),
    **dict.fromkeys(
        ("image", "img", "picture", "resize_image", "nextimage", "responsive-image", "zoomableimage"), image
    ),
    **dict.fromkeys(
        ("youtube", "youtubelite", "lite-youtube", "youtubeplayer", "youtube-lite", "yt"), youtube
    ),
    "vimeo": vimeo,
    "gist": gist,
    **dict.fromkeys(
        ("tweet", "twitter", "x", "statictweet", "x_simple", "twitter_simple", "tweetembed"), tweet
    ),
    **dict.fromkeys(
        ("instagram", "instagram_simple"), page_of("https://www.instagram.com/p/", "Post on Instagram")
    ),
    **dict.fromkeys(("bilibili",), page_of("https://www.bilibili.com/video/", "▶ Video on Bilibili")),
    "slideshare": page_of("https://www.slideshare.net/slideshow/embed_code/", "Slides on SlideShare"),
    "gslides": page_of("https://docs.google.com/presentation/d/", "Slides on Google Docs"),
    "scribd": page_of("https://www.scribd.com/document/", "Document on Scribd"),
    "codepen": page_of("https://codepen.io/", "Pen on CodePen"),
    "speakerdeck": page_of("https://speakerdeck.com/player/", "Slides on Speaker Deck"),
    "soundcloud": page_of("https://soundcloud.com/", "Sound on SoundCloud"),
    "spotify": page_of("https://open.spotify.com/", "Spotify"),
    **dict.fromkeys(("video", "mp4", "video5"), video),
    **dict.fromkeys(("audio", "mp3"), audio),
    **dict.fromkeys(
        (
            "details",
            "collapse",
            "expand",
            "accordion",
            "spoiler",
            "accordionitem",
            "disclosure",
            "toggle",
            "collapsible",
        ),
        _details,
    ),
    **dict.fromkeys(("highlight", "code", "sourcecode", "prism", "syntax"), _highlight),
    **dict.fromkeys(("codeblock", "code_block"), _codeblock),
    **dict.fromkeys(("quote", "blockquote", "epigraph", "cquote", "centerquote"), _quote),
    **dict.fromkeys(
        (
            "raw",
            "rawhtml",
            "html",
            "safehtml",
            "raw-html",
            "steps",
            "columns",
            "column",
            "center",
            "pullquote",
            "markdown",
            "lead",
            "card",
            "cards",
            "cardgroup",
            "fragment",
            "tablist",
            "tabpanels",
            "accordiongroup",
            "wrapper",
            "callouts",
            "filetree",
            "small",
        ),
        _inner,
    ),
    **dict.fromkeys(("tabs", "tabpane", "tabgroup", "codegroup", "code-tabs", "codetabs"), _tabs),
    **dict.fromkeys(("tab", "tabitem", "code-tab"), _tab_of_group),
    **dict.fromkeys(("step", "tabpanel"), _tab),
    **dict.fromkeys(("toc", "tableofcontents", "table-of-contents", "tocinline", "table_of_contents"), _toc),
    "mermaid": _mermaid,
    **dict.fromkeys(("math", "katex", "latex", "tex", "mathjax"), _math),
    **dict.fromkeys(("button", "btn", "linkbutton", "link", "a", "nextlink", "customlink"), _link),
    **dict.fromkeys(("comment", "clear", "divider", "more", "adsense", "ads", "ad"), _drop),
    **dict.fromkeys(("ref", "relref"), _reference),
    "param": _parameter,
}
"""Names in lower case → what makes the Markdown. None as a result: the use is not understood and stays."""


def make(call: Call, context: Context, own: Mapping[str, Make] | None = None) -> str | None:
    """Return the Markdown of one use, or None where it has no equal here."""
    maker = (own or {}).get(call.name) or COMPONENTS.get(call.name)
    return maker(call, context) if maker else None
