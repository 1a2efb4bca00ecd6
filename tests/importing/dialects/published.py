"""A built site: which page shows a post, what answers an address, where a link leads."""

from __future__ import annotations

import html
import re
from pathlib import Path
from urllib.parse import unquote, urlsplit

from sitegen.config import load_config
from sitegen.importing import ImportReport

HEAD = re.compile(r"<head>.*?</head>|<(?:script|style)\b.*?</(?:script|style)>|<!--.*?-->", re.DOTALL)
REFRESH = re.compile(r'http-equiv="?refresh"? content="[^"]*?url=([^"]+)"', re.IGNORECASE)


class Site:
    """A built site."""

    def __init__(self, folder: Path, report: ImportReport) -> None:
        self.public = folder / "public"
        self.report = report
        self.base = urlsplit(load_config(folder / "sitegen.toml").base_url).path.rstrip("/")
        self.pages = {path: path.read_text(encoding="utf-8") for path in sorted(self.public.rglob("*.html"))}
        self.sources = {
            path: path.read_text(encoding="utf-8") for path in sorted((folder / "content").rglob("*.md"))
        }
        self.noted: dict[str, list[str]] = {}
        for note in report.notes:
            self.noted.setdefault(note.path, []).append(note.outcome)
        self.held = dict(report.held_back)
        # A post's own page has its marker in its address or is the only one with the whole text.
        self.own: dict[str, list[Path]] = {}
        for path, text in self.pages.items():
            main = re.search(r"<article\b.*</article>", text, re.DOTALL)
            for marker in re.findall(r"The (marker\d{5}end) begins", main[0] if main else ""):
                self.own.setdefault(marker, []).append(path)

    def at(self, address: str) -> Path | None:
        """Return the file that answers an address."""
        path = self.public / unquote(address).strip("/")
        try:
            for file in (path, path / "index.html"):
                if file.is_file():
                    return file
        except OSError:
            return None
        return None

    def goal(self, url: str, start: Path) -> Path | None:
        """Return the file to which a link of a page leads; redirects are followed."""
        parts = urlsplit(html.unescape(url))
        if parts.scheme or parts.netloc:
            return None
        path = unquote(parts.path)
        if path.startswith("/"):
            file = self.at(path.removeprefix(self.base) if self.base else path)
        else:
            file = (
                self.at(str((start.parent / path).resolve().relative_to(self.public.resolve())))
                if path
                else start
            )
        return self.follow(file)

    def follow(self, file: Path | None) -> Path | None:
        """Return the file behind a redirect."""
        for _ in range(3):
            if file is None or file.suffix != ".html":
                return file
            found = REFRESH.search(self.pages.get(file, ""))
            if not found:
                return file
            path = urlsplit(html.unescape(found[1])).path
            file = self.at(path.removeprefix(self.base) if self.base else path)
        return file


def visible(text: str) -> str:
    """Return what readers see of a page."""
    plain = re.sub(r"<[^<>]*>", " ", HEAD.sub(" ", text))
    return html.unescape(plain)
