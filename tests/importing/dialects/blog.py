"""A generated blog of another generator: its files, and what must become of each post."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone
from pathlib import Path

PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c6360a8ff0f0001"
    "8201801f5e1a0a0000000049454e44ae426082"
)
"""A picture of one point, as PNG."""


class Raw(str):
    """A value that stands in front matter without quotes, such as a date."""

    __slots__ = ()


@dataclass
class Post:
    """One post: where it is written, and where readers found it."""

    number: int
    path: str
    title: str = ""
    """The title that must be shown; empty where none is fixed."""
    day: str = ""
    """The day that must be shown, such as `2020-01-02`; empty where none is fixed."""
    addresses: list[str] = field(default_factory=list)
    """Where the other generator publishes it, without the base path, and its further addresses."""
    hidden: bool = False
    """Whether it is a draft, which must not be published."""
    refused: bool = False
    """Whether it may be left out with a reason, such as a file that is no text."""
    head: str = ""
    form: str = "markdown"
    pictures: Sequence[str] = ()
    """Addresses by which its text may name a picture that exists."""
    encoding: str = "utf-8"
    seen: list[str] = field(default_factory=list)
    """Words that readers must see."""
    links: list[tuple[str, str]] = field(default_factory=list)
    """The text of a link, and the marker of the post to which it leads."""
    shown: list[str] = field(default_factory=list)
    """Alternative texts of pictures that must be published."""
    tags: Sequence[str] = ()
    text: str = ""

    @property
    def marker(self) -> str:
        """A word that only this post has."""
        return f"marker{self.number:05}end"


Link = Callable[["Blog", Post, Post], str]
"""(blog, from, to) → an address as authors of the dialect write it."""


class Blog:
    """Collects the files of a blog."""

    def __init__(self, folder: Path, choose: random.Random, first: int) -> None:
        self.folder = folder
        self.choose = choose
        self.first = first
        self.posts: list[Post] = []
        self.lists: list[str] = []
        """Addresses of lists, such as that of a tag, which must be answered."""
        self.notes: list[str] = []
        """How the blog is configured, for messages."""

    def write(self, path: str, content: str | bytes, encoding: str = "utf-8") -> None:
        """Write a file."""
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            data = content if isinstance(content, bytes) else content.encode(encoding)
        except UnicodeEncodeError:
            data = content.encode() if isinstance(content, str) else content
        file.write_bytes(data)

    def list_of_tag(self, pattern: str) -> None:
        """Expect a list of the posts with a tag if some have it."""
        if any("alpha" in post.tags and not post.hidden for post in self.posts):
            self.lists.append(pattern.format("alpha"))

    def chance(self, part: float) -> bool:
        """Return whether something happens that happens in a part of all cases."""
        return self.choose.random() < part

    def one(self, *values: str) -> str:
        """Return one of the values, and remember it."""
        found = self.choose.choice(values)
        if len(found) < 60:
            self.notes.append(found)
        return found

    def encoding(self, title: str) -> str:
        """Return an encoding in which a title can be written; most files are UTF-8."""
        found = self.choose.choices(["utf-8", "utf-8-sig", "cp1252", "utf-16"], [90, 4, 4, 2])[0]
        try:
            title.encode(found)
        except UnicodeEncodeError:
            return "utf-8"
        return found

    def when(self) -> datetime:
        """Return a moment without a zone."""
        days, seconds = self.choose.randrange(7000), self.choose.randrange(86_400)
        return datetime(2005, 1, 1) + timedelta(days=days, seconds=seconds)


TITLES = (
    "A walk in the hills",
    "Why: a question",
    "'Quoted' and \"double\"",
    "# hash",
    "- dash",
    "{braces} here",
    "[brackets] there",
    "100% & more",
    "!important note",
    "a < b > c",
    "Tabs and `code`",
    "*starred* words",
    "Ünïcödé straße",
    "标题 和 字",
    "Заголовок",
    "🎉 party",
    "It’s “fine”",
    "C++ & C#",
    "no",
    "123",
    "true",
    "2020-01-02",
    "null",
    "back\\slash",
    "q? a!",
    "a" * 300,
    "x: y: z",
    "@home",
    "50 % off",
    "~tilde~",
    "pipe | line",
    "key = value",
    "日本語のタイトル",
    "مرحبا",
    "dots...",
    "<b>bold</b> title",
    "$5 and $6",
    "{{ x }}",
)
TAGS = (
    "alpha",
    "two words",
    "C++",
    "c#",
    "Next JS",
    "日本語",
    "über",
    "a/b",
    "x.y",
    "UPPER",
    "🎉",
    "new",
    "index",
    "404",
)


def zoned(when: datetime, hours: int) -> datetime:
    """Return a moment in a zone."""
    return when.replace(tzinfo=timezone(timedelta(hours=hours)))


def slug_of(title: str, number: int) -> str:
    """Return a plain slug for a post."""
    words = "-".join(re.findall(r"[a-z]+", title.casefold())[:3]) or "post"
    return f"{words[:40]}-{number}"
