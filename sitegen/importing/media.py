"""Pictures, films, sounds and posts of other sites that components show."""

from __future__ import annotations

import re

from sitegen.importing.calls import Call, Make
from sitegen.importing.model import Context
from sitegen.markdown_text.parts import link_card, picture, video_card

YOUTUBE_ID_LENGTH = 11


def figure(call: Call, _context: Context) -> str | None:
    """Return a figure: `src`, `alt`, `caption`, `link`."""
    src = call.get("src", "url", "image_path", "image", "path", "file", "link", word=0)
    if not src:
        return None
    caption = call.get("caption", "description") or (call.inner or "")
    alt = call.get("alt", "title", "caption") or call.get(word=1)
    return picture(
        src, alt, caption or call.get("title"), call.get("link", "href") if "src" in call.named else ""
    )


def image(call: Call, context: Context) -> str | None:
    """Return a picture; arguments may be named, or in the order of Octopress."""
    src = call.get("src", "url", "path", "image", word=0)
    if src.startswith("{") or not src:
        return None
    if call.get("caption"):
        return figure(call, context)
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


def youtube(call: Call, _context: Context) -> str | None:
    """Return the card of a video on YouTube, given by its id or its address."""
    value = call.get("id", "code", "src", "url", "video_id", "videoid", word=0)
    found = re.search(r"(?:v=|youtu\.be/|embed/|shorts/|live/|^)([\w-]{6,15})(?:[?&#]|$)", value)
    if not found:
        return None
    start = re.search(r"(?:[?&]|^)(?:t|start)=(\d+)", value)
    at = f"&t={start[1]}s" if start else ""
    url = f"https://www.youtube.com/watch?v={found[1]}{at}"
    if len(found[1]) != YOUTUBE_ID_LENGTH:  # the directive refuses it
        return link_card(f"▶ {_title(call)}", url)
    return video_card(_title(call), url)


def vimeo(call: Call, _context: Context) -> str | None:
    """Return the card of a video on Vimeo."""
    found = re.search(r"(\d{5,12})", call.get("id", "code", "src", "url", word=0))
    return video_card(_title(call), f"https://vimeo.com/{found[1]}") if found else None


def _title(call: Call) -> str:
    """Return the title of a video; YouTube gives its players one that says nothing."""
    title = call.get("title")
    return "Video" if title.casefold() in ("", "youtube video player", "vimeo video player") else title


def gist(call: Call, _context: Context) -> str | None:
    """Return a link to a gist."""
    words = [word.strip("/") for word in call.words] or [call.get("url", "id", "src").strip("/")]
    path = re.sub(
        r"^https?://gist\.github\.com/", "", "/".join(words[:2] if "/" not in words[0] else words[:1])
    )
    return (
        link_card(f"Gist {path}", f"https://gist.github.com/{path}")
        if re.fullmatch(r"[\w./-]+", path)
        else None
    )


def tweet(call: Call, _context: Context) -> str | None:
    """Return a link to a post on X."""
    value = call.get("id", "url", "src", "tweetid", "tweetlink", word=0)
    user = call.get("user")
    if re.match(r"https?://", value):
        return link_card("Post on X", value)
    number = next((text for text in (value, *call.words) if re.fullmatch(r"\d{5,25}", text)), "")
    return link_card("Post on X", f"https://x.com/{user or 'i'}/status/{number}") if number else None


def page_of(site: str, name: str) -> Make:
    """Return what makes a link to a page of another site, given by the end of its address."""

    def make(call: Call, _context: Context) -> str | None:
        value = call.get("id", "code", "url", "src", word=0)
        if re.match(r"https?://", value):
            return link_card(name, value)
        return link_card(name, site + value) if re.fullmatch(r"[\w./-]+", value) else None

    return make


def video(call: Call, _context: Context) -> str | None:
    """Return a player for a film of this site."""
    src = call.get("src", "url", "mp4", "path", word=0)
    if not re.search(r"\.(mp4|webm|ogv|mov|m4v)\b", src):
        player = youtube if "youtu" in src else vimeo if "vimeo.com" in src else None
        return player(call, _context) if player else None
    poster = next((word for word in call.words[1:] if re.search(r"\.(png|jpe?g|gif|webp)$", word)), "")
    shown = f' poster="{poster}"' if poster else ""
    return f'\n\n<video controls preload="none" src="{src}"{shown}></video>\n\n'


def audio(call: Call, _context: Context) -> str | None:
    """Return a player for a sound of this site."""
    src = call.get("src", "url", "mp3", word=0)
    return f'\n\n<audio controls preload="none" src="{src}"></audio>\n\n' if src else None
