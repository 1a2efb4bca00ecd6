"""The addresses that a body can link to: where the site's sources and files are published."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from sitegen.model import is_source


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
    """Source path → permalink, for every file beside the sources."""

    def find(self, path: PurePosixPath) -> str | None:
        """Return where a source or a file is published, or None when the site has no such path."""
        return (self.permalinks if is_source(path) else self.files).get(path)
