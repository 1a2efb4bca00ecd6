"""What a body may know: how Markdown is to be read, and where things of the site are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath


@dataclass(frozen=True, slots=True)
class MarkdownOptions:
    """How Markdown is read; the same for all pages of a site."""

    html: bool = True
    """Raw HTML in a post is passed on; otherwise it is shown as text."""
    typographer: bool = True
    """Straight quotes become curly, `--` a dash, `...` an ellipsis."""
    quotes: str = "“”‘’"
    """Opening and closing double quote, opening and closing single quote."""
    math_macros: Mapping[str, str] = field(default_factory=dict)
    r"""Command → what it stands for: `{r"\R": r"\mathbb{R}", r"\norm": r"\lVert #1 \rVert"}`."""


@dataclass(frozen=True, slots=True)
class Links:
    """All that a body may know of the site around it."""

    source_path: PurePosixPath
    """The body's own source, `content/posts/x/index.md`."""
    permalink: str
    """The body's own address, base path included."""
    base_path: str = "/"
    """`/`, or `/blog/` for a site that lives below its host's root."""
    permalinks: Mapping[PurePosixPath, str] = field(default_factory=dict)
    """Source path → permalink, for every page of the site."""
    files: Mapping[PurePosixPath, str] = field(default_factory=dict)
    """Source path → permalink, for every file that lies beside the sources."""
