"""Shortcodes, Liquid tags and components by name, and the Markdown that has the same meaning here."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sitegen.importing.markdown_parts import destination, directive, fence, link_card, picture
from sitegen.importing.model import Context

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


@dataclass(frozen=True, slots=True)
class Call:
    """One use of a shortcode, a tag or a component."""

    name: str
    """In lower case, without folder and ending."""
    words: Sequence[str]
    """Arguments without a name."""
    named: Mapping[str, str]
    inner: str | None
    """The text between opening and closing, or None."""

    def get(self, *names: str, word: int | None = None) -> str:
        """Return the first argument with one of the names, or the word at a place, or nothing."""
        for name in names:
            if self.named.get(name):
                return self.named[name]
        return self.words[word] if word is not None and len(self.words) > word else ""


Make = Callable[[Call, Context], str | None]


def _figure(call: Call, _context: Context) -> str | None:
    src = call.get("src", "url", "image_path", "image", "path", "file", "link", word=0)
    if not src:
        return None
    caption = call.get("caption", "description") or (call.inner or "")
    alt = call.get("alt", "title", "caption") or call.get(word=1)
    return picture(
        src, alt, caption or call.get("title"), call.get("link", "href") if "src" in call.named else ""
    )


def _image(call: Call, context: Context) -> str | None:
    src = call.get("src", "url", "path", "image", word=0)
    if src.startswith("{") or not src:
        return None
    if call.get("caption"):
        return _figure(call, context)
    # Octopress and liquid_tags: {% img [class] /path [width [height]] [title [alt]] %}
    if "src" not in call.named and call.words:
        rest = list(call.words)
        while rest and not re.search(r"[./]", rest[0]):
            rest.pop(0)
        if not rest:
            return None
        src, rest = rest[0], rest[1:]
        texts = [word for word in rest if not re.fullmatch(r"\d+(px|%)?", word)]
        joined = " ".join(texts).strip("[]")
        return picture(src, joined or call.get("alt"))
    width = call.get("width")
    shown = picture(src, call.get("alt", "title"), link=call.get("link", "href"))
    if width.isdigit() and not call.get("link", "href") and call.get("height").isdigit():
        shown = shown.rstrip("\n") + f"{{width={width} height={call.get('height')}}}\n\n"
    return shown


def _youtube(call: Call, _context: Context) -> str | None:
    value = call.get("id", "code", "src", "url", "video_id", "videoid", word=0)
    found = re.search(r"(?:v=|youtu\.be/|embed/|shorts/|live/|^)([\w-]{6,15})(?:[?&#]|$)", value)
    if not found:
        return None
    start = re.search(r"(?:[?&]|^)(?:t|start)=(\d+)", value)
    at = f"&t={start[1]}s" if start else ""
    title = call.get("title") or "Video on YouTube"
    return link_card(f"▶ {title}", f"https://www.youtube.com/watch?v={found[1]}{at}")


def _vimeo(call: Call, _context: Context) -> str | None:
    found = re.search(r"(\d{5,12})", call.get("id", "code", "src", "url", word=0))
    return (
        link_card(f"▶ {call.get('title') or 'Video on Vimeo'}", f"https://vimeo.com/{found[1]}")
        if found
        else None
    )


def _gist(call: Call, _context: Context) -> str | None:
    words = [word.strip("/") for word in call.words] or [call.get("url", "id", "src").strip("/")]
    path = re.sub(
        r"^https?://gist\.github\.com/", "", "/".join(words[:2] if "/" not in words[0] else words[:1])
    )
    return (
        link_card(f"Gist {path}", f"https://gist.github.com/{path}")
        if re.fullmatch(r"[\w./-]+", path)
        else None
    )


def _tweet(call: Call, _context: Context) -> str | None:
    value = call.get("id", "url", "src", "tweetid", "tweetlink", word=0)
    user = call.get("user")
    if re.match(r"https?://", value):
        return link_card("Post on X", value)
    number = next((text for text in (value, *call.words) if re.fullmatch(r"\d{5,25}", text)), "")
    return link_card("Post on X", f"https://x.com/{user or 'i'}/status/{number}") if number else None


def _page_of(site: str, name: str) -> Make:
    def make(call: Call, _context: Context) -> str | None:
        value = call.get("id", "code", "url", "src", word=0)
        if re.match(r"https?://", value):
            return link_card(name, value)
        return link_card(name, site + value) if re.fullmatch(r"[\w./-]+", value) else None

    return make


def _video(call: Call, _context: Context) -> str | None:
    src = call.get("src", "url", "mp4", "path", word=0)
    if not re.search(r"\.(mp4|webm|ogv|mov|m4v)\b", src):
        return _youtube(call, _context) if "youtu" in src else None
    poster = next((word for word in call.words[1:] if re.search(r"\.(png|jpe?g|gif|webp)$", word)), "")
    shown = f' poster="{poster}"' if poster else ""
    return f'\n\n<video controls preload="none" src="{src}"{shown}></video>\n\n'


def _audio(call: Call, _context: Context) -> str | None:
    src = call.get("src", "url", "mp3", word=0)
    return f'\n\n<audio controls preload="none" src="{src}"></audio>\n\n' if src else None


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


def _toc(_call: Call, context: Context) -> str | None:
    context.toc = True
    return ""


def _mermaid(call: Call, _context: Context) -> str | None:
    return None if call.inner is None else fence(call.inner, "mermaid")


def _math(call: Call, _context: Context) -> str | None:
    if call.inner is None:
        return None
    formula = call.inner.strip().strip("$").strip()
    return (
        f"\n\n$$\n{formula}\n$$\n\n" if "\n" in call.inner.strip() or "$$" in call.inner else f"${formula}$"
    )


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
    **dict.fromkeys(("thumbnail", "figure", "fig", "figcaption-image", "imgcap", "image-caption"), _figure),
    **dict.fromkeys(
        ("image", "img", "picture", "resize_image", "nextimage", "responsive-image", "zoomableimage"), _image
    ),
    **dict.fromkeys(
        ("youtube", "youtubelite", "lite-youtube", "youtubeplayer", "youtube-lite", "yt"), _youtube
    ),
    "vimeo": _vimeo,
    "gist": _gist,
    **dict.fromkeys(
        ("tweet", "twitter", "x", "statictweet", "x_simple", "twitter_simple", "tweetembed"), _tweet
    ),
    **dict.fromkeys(
        ("instagram", "instagram_simple"), _page_of("https://www.instagram.com/p/", "Post on Instagram")
    ),
    **dict.fromkeys(("bilibili",), _page_of("https://www.bilibili.com/video/", "▶ Video on Bilibili")),
    "codepen": _page_of("https://codepen.io/", "Pen on CodePen"),
    "speakerdeck": _page_of("https://speakerdeck.com/player/", "Slides on Speaker Deck"),
    "soundcloud": _page_of("https://soundcloud.com/", "Sound on SoundCloud"),
    "spotify": _page_of("https://open.spotify.com/", "Spotify"),
    **dict.fromkeys(("video", "mp4", "video5"), _video),
    **dict.fromkeys(("audio", "mp3"), _audio),
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
            "tabs",
            "tabpane",
            "tabgroup",
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
            "codegroup",
            "filetree",
            "small",
        ),
        _inner,
    ),
    **dict.fromkeys(("tab", "tabitem", "step", "tabpanel"), _tab),
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


ARGUMENT = re.compile(
    r"""(?:(?P<name>[\w:@.-]+)\s*[=]\s*)?(?:"(?P<double>(?:[^"\\]|\\.)*)"|'(?P<single>(?:[^'\\]|\\.)*)'"""
    r"""|`(?P<back>[^`]*)`|“(?P<curly>[^”]*)”|(?P<bare>[^\s"'`,]+))"""
)


def read_arguments(text: str) -> tuple[list[str], dict[str, str]]:
    """Return the words and the named values of `word "two words" key=value`."""
    words: list[str] = []
    named: dict[str, str] = {}
    for found in ARGUMENT.finditer(text):
        value = next(
            (found[g] for g in ("double", "single", "back", "curly", "bare") if found[g] is not None), ""
        )
        value = re.sub(r"\\([\"'\\])", r"\1", value)
        if found["name"]:
            named[found["name"].casefold()] = value
        else:
            words.append(value)
    return words, named
