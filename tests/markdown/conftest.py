"""A small site around the bodies of these tests, and the ways to look at what became of a body."""

from __future__ import annotations

from collections.abc import Callable
from functools import singledispatch
from pathlib import Path, PurePosixPath

import pytest
from markdown_it import MarkdownIt

from sitegen.config import MarkdownConfig
from sitegen.errors import Problem, SitegenError
from sitegen.markdown import Links, read_body
from sitegen.markdown.inline import InlineByCharacter
from sitegen.model import Body, Cell, Expectation, Island, Label, Metric, Picture, Video

FIXTURES = Path(__file__).parent / "fixtures"
OPTIONS = MarkdownConfig(
    math_macros={r"\R": r"\mathbb{R}", r"\norm": r"\lVert #1 \rVert"},
    numbered=("figure", "table", "equation", "theorem"),
)
LINKS = Links(
    source_path=PurePosixPath("content/posts/depth/index.md"),
    permalink="/blog/posts/depth/",
    base_path="/blog/",
    permalinks={
        PurePosixPath("content/posts/depth/index.md"): "/blog/posts/depth/",
        PurePosixPath("content/posts/width/index.md"): "/blog/posts/width/",
        PurePosixPath("content/posts/loss.md"): "/blog/posts/loss/",
        PurePosixPath("content/posts/_index.md"): "/blog/posts/",
        PurePosixPath("content/about.md"): "/blog/about/",
    },
    files={
        PurePosixPath("content/posts/depth/spiral.png"): "/blog/posts/depth/spiral.png",
        PurePosixPath("content/posts/depth/data set.csv"): "/blog/posts/depth/data%20set.csv",
        PurePosixPath("content/posts/depth/talk.mp4"): "/blog/posts/depth/talk.mp4",
        PurePosixPath("content/posts/depth/talk.vtt"): "/blog/posts/depth/talk.vtt",
    },
)
FIRST_LINE = 6
"""The bodies of these tests begin below five lines of front matter."""


def render(text: str, options: MarkdownConfig = OPTIONS, links: Links = LINKS) -> Body:
    """Return the body of a text in the small site, or raise everything that is wrong with it."""
    found = read_body(text, first_line=FIRST_LINE, links=links, options=options)
    if found.problems:
        raise SitegenError(found.problems)
    return found


def commonmark_parser() -> MarkdownIt:
    """Return a parser without extensions whose inline rules are found by character."""
    md = MarkdownIt("commonmark")
    md.inline = InlineByCharacter(md.inline)
    return md


def shown(text: str) -> str:
    """Return what becomes of a text: HTML with islands and metrics in words, or the message of the error."""
    try:
        body = render(text)
        warnings = "".join(f"{warning}\n" for warning in body.warnings)
        return "".join(_part(part) for part in body.parts) + warnings
    except SitegenError as error:
        return f"{error}\n"


@singledispatch
def _part(part: object) -> str:
    """Return a part of a body in words; a placeholder without a form of its own is shown as its fields."""
    return f"[{part}]\n"


@_part.register
def _html(part: str) -> str:
    return part


@_part.register
def _cell(cell: Cell) -> str:
    flags = " ".join(name for name in ("hide_code", "hide_output") if getattr(cell, name))
    place = f"line {cell.position.line}, program from {cell.first_line}"
    return f"[cell {cell.id} | {place} | raises: {cell.raises} | {flags} | {cell.source!r}]\n"


@_part.register
def _metric(metric: Metric) -> str:
    return f"[metric {metric.demo} {metric.name} {metric.format}]".replace(" ]", "]")


@_part.register
def _label(label: Label) -> str:
    return f"{label.kind.capitalize()} {label.number or ''}".strip()


@_part.register
def _picture(picture: Picture) -> str:
    return f" [picture {picture.permalink}{' with a size' if picture.has_size else ''}]"


@_part.register
def _video(video: Video) -> str:
    fields = (
        f"{name}={value}"
        for name in ("address", "host", "player", "alt", "poster", "captions", "width", "height")
        if (value := getattr(video, name))
    )
    return f"[video {video.title} | {' | '.join(fields)}]\n"


@_part.register
def _island(island: Island) -> str:
    options = " ".join(f"{name}={value}" for name, (value, _position) in island.options.items())
    hidden = " ".join(island.hide)
    titled = f", titled {island.title}" if island.title else ""
    caption = "".join(_part(piece) for piece in island.caption)
    expect = "; ".join(_claim(claim) for claim in island.expect)
    return (
        f"[island {island.id} of {island.demo}{titled} | options: {options} | hide: {hidden} | "
        f"expect: {expect} | caption: {caption}]\n"
    )


def _claim(claim: Expectation) -> str:
    opening, closing = "(" if claim.low_open else "[", ")" if claim.high_open else "]"
    return f"{claim.metric} {opening}{claim.low}, {claim.high}{closing}"


@pytest.fixture(scope="session")
def body() -> Callable[..., Body]:
    """The function that gives the body of a text."""
    return render


@pytest.fixture(scope="session")
def html() -> Callable[[str], str]:
    """The function that shows what becomes of a text."""
    return shown


@pytest.fixture(scope="session")
def problems() -> Callable[[str], tuple[Problem, ...]]:
    """The function that gives what is wrong with a text."""

    def find(text: str) -> tuple[Problem, ...]:
        try:
            render(text)
        except SitegenError as error:
            return error.problems
        return ()

    return find
