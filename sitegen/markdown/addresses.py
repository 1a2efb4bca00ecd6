"""The addresses that a body can link to: where the site's sources and files are published."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from sitegen.languages import Languages
from sitegen.model import is_source

ONE_LANGUAGE = Languages("en")
"""Those of a site whose paths name no language."""


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
    content: str = "content"
    """The content folder."""
    languages: Languages = ONE_LANGUAGE
    """Those of the site."""
    edition: str = ""
    """The further language of the body; empty for the site's own."""

    def find(self, path: PurePosixPath) -> str | None:
        """Return where a source or a file is published, or None when the site has no such path."""
        return (self.permalinks if is_source(path) else self.files).get(path)

    def candidates(self, path: PurePosixPath) -> Iterator[PurePosixPath]:
        """Give the paths that a link to a path may mean, the best first: translations before others."""
        if not self.languages.others or not path.is_relative_to(self.content):
            yield path
            return
        inside = path.relative_to(self.content)
        for candidate in self.languages.candidates(inside, self.edition):
            yield self.content / candidate

    def is_untranslated(self, path: PurePosixPath) -> bool:
        """Return whether a translation would link to a page that has none, by the path that was found."""
        if not self.edition or not is_source(path) or not path.is_relative_to(self.content):
            return False
        return not self.languages.split(path.relative_to(self.content))[0]
