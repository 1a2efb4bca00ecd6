"""Addresses of videos at YouTube and Vimeo: the page of the video, and its player."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import SplitResult, parse_qs, urlencode, urlsplit

from sitegen.errors import near_miss

YOUTUBE_HOSTS = (
    "youtube.com", "www.youtube.com", "m.youtube.com", "music.youtube.com", "youtu.be",
    "youtube-nocookie.com", "www.youtube-nocookie.com",
)  # fmt: skip
VIMEO_HOSTS = ("vimeo.com", "www.vimeo.com", "player.vimeo.com")
HOSTS = YOUTUBE_HOSTS + VIMEO_HOSTS
YOUTUBE_PATH = re.compile(r"/(?:embed|shorts|live|v)/([\w-]{11})/?")
YOUTUBE_ID = re.compile(r"[\w-]{11}")
VIMEO_PATH = re.compile(r"/(?:.+/)?(?P<id>\d{5,12})(?:/(?P<key>[0-9a-f]{6,20}))?/?")
"""`key` opens a video that is not listed."""
TIME = re.compile(r"(?:(?P<h>\d{1,3})h)?(?:(?P<m>\d{1,4})m)?(?:(?P<s>\d{1,6})s?)?")


class VideoAddressError(ValueError):
    """An address leads to no video that can be shown. `hint`: what to write instead."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


@dataclass(frozen=True, slots=True)
class HostedVideo:
    """A video of another site."""

    host: str
    """The name of the site."""
    page: str
    """The address of its page."""
    player: str
    """The address of its player, which begins to play."""


def hosted_video(address: str) -> HostedVideo:
    """Return the video at an address of YouTube or Vimeo.

    Args:
        address: as readers see it, or that of a player.

    Raises:
        VideoAddressError: the host is unknown, or the address names no video.
    """
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        raise VideoAddressError(f"{address!r} is not an address", "check its spelling") from None
    if host in YOUTUBE_HOSTS:
        return _youtube(parts, host, address)
    if host in VIMEO_HOSTS:
        return _vimeo(parts, address)
    hint = near_miss(host, HOSTS) or "name a file of the site, or write a link"
    raise VideoAddressError(f"the host {host!r} is unknown; known: YouTube and Vimeo", hint)


def _youtube(parts: SplitResult, host: str, address: str) -> HostedVideo:
    query = parse_qs(parts.query)
    found = YOUTUBE_PATH.fullmatch(parts.path)
    name = query.get("v", [""])[0]
    if found:
        name = found[1]
    elif host == "youtu.be":
        name = parts.path.strip("/")
    if not YOUTUBE_ID.fullmatch(name):
        message = f"{address!r} names no video of YouTube"
        raise VideoAddressError(message, "expected an address such as 'https://www.youtube.com/watch?v=…'")
    start = _seconds((query.get("t") or query.get("start") or [""])[0])
    page = {"v": name} | ({"t": f"{start}s"} if start else {})
    player = {"autoplay": "1"} | ({"start": str(start)} if start else {})
    return HostedVideo(
        "YouTube",
        f"https://www.youtube.com/watch?{urlencode(page)}",
        f"https://www.youtube-nocookie.com/embed/{name}?{urlencode(player)}",
    )


def _vimeo(parts: SplitResult, address: str) -> HostedVideo:
    found = VIMEO_PATH.fullmatch(parts.path)
    if not found:
        message = f"{address!r} names no video of Vimeo"
        raise VideoAddressError(message, "expected an address such as 'https://vimeo.com/…', with a number")
    key = found["key"] or parse_qs(parts.query).get("h", [""])[0]
    start = _seconds(parts.fragment.removeprefix("t=")) if parts.fragment.startswith("t=") else 0
    end = f"#t={start}s" if start else ""
    player = {"autoplay": "1", "dnt": "1"} | ({"h": key} if key else {})
    return HostedVideo(
        "Vimeo",
        f"https://vimeo.com/{found['id']}{f'/{key}' if key else ''}{end}",
        f"https://player.vimeo.com/video/{found['id']}?{urlencode(player)}{end}",
    )


def _seconds(text: str) -> int:
    """Return a time such as `90`, `90s` or `1m30s` in seconds; 0 for any other text."""
    found = TIME.fullmatch(text)
    if not found:
        return 0
    return 3600 * int(found["h"] or 0) + 60 * int(found["m"] or 0) + int(found["s"] or 0)
