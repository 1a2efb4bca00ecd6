"""The configuration of Jekyll and Hexo: permalinks, defaults, what is left out, menus."""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import Any

from sitegen.importing.folder import Folder
from sitegen.importing.keys import one_line
from sitegen.importing.metadata import MetadataError, by_lines, read_toml, read_yaml
from sitegen.importing.model import Entry
from sitegen.importing.readers.texts import MARKDOWN
from sitegen.importing.readers.values import rows, table

STYLES = {
    "date": "/:categories/:year/:month/:day/:title.html",
    "pretty": "/:categories/:year/:month/:day/:title/",
    "ordinal": "/:categories/:year/:y_day/:title.html",
    "weekdate": "/:categories/:year/W:week/:short_day/:title.html",
    "none": "/:categories/:title.html",
}


PAGES = (*MARKDOWN, ".html", ".htm")


TOOLS = re.compile(
    r"Gemfile.*|Rakefile|Makefile|.*\.gemspec|package(-lock)?\.json|yarn\.lock|gulpfile.*|.*\.(scss|sass|less)|"
    r"config\.ru|_config.*|CNAME\.erb|Dockerfile|docker-compose.*|.*\.sh|.*\.lock|db\.json"
)


@dataclass(frozen=True, slots=True)
class Rules:
    """How this site makes addresses."""

    config: Mapping[str, Any]
    root: PurePosixPath
    hexo: bool
    pattern: str

    @property
    def pretty(self) -> bool:
        """Whether pages get folders of their own."""
        return self.pattern.endswith("/")


def read_config(folder: Folder) -> dict[str, Any]:
    """Return the configuration of the site."""
    for name in ("_config.yml", "_config.yaml", "_config.toml"):
        text = folder.setting(name)
        if not text:
            continue
        try:
            return table(read_toml(text) if name.endswith("toml") else read_yaml(text))
        except MetadataError:
            folder.note("configuration", "not valid; read line by line", name, "converted")
            return by_lines(text)
    return {}


def defaults_of(path: PurePosixPath, kind: str, config: Mapping[str, Any]) -> dict[str, Any]:
    """Return the values that the configuration gives to a file by its path and kind."""
    found: dict[str, Any] = {}
    for row in rows(config.get("defaults")):
        scope = table(table(row).get("scope"))
        where = one_line(scope.get("path")).strip("/")
        fits = not where or str(path).startswith(where) or fnmatch.fnmatch(str(path), where)
        if fits and one_line(scope.get("type")) in ("", kind):
            found.update(table(table(row).get("values")))
    return found


def with_end(address: str) -> str:
    """Return an address without ending as that of a folder: hosts answer both."""
    return address if address.endswith(("/", ".html", ".htm")) else address + "/"


def is_excluded(below: PurePosixPath, config: Mapping[str, Any]) -> bool:
    """Return whether the configuration leaves out a file."""
    excluded = [one_line(item).strip("/") for item in rows(config.get("exclude"))]
    return any(
        item
        and (str(below) == item or str(below).startswith(item + "/") or fnmatch.fnmatch(str(below), item))
        for item in excluded
    )


def starts_with_matter(folder: Folder, path: PurePosixPath) -> bool:
    """Return whether a file begins with front matter."""
    try:
        with (folder.root / path).open("rb") as file:
            return file.read(4).strip() == b"---"
    except OSError:
        return False


def menu_of(config: Mapping[str, Any], entries: list[Entry]) -> Iterator[tuple[str, str]]:
    """Yield the titles and addresses of the menu."""
    given = config.get("navigation") or config.get("nav") or config.get("menu") or config.get("navbar-links")
    if isinstance(given, Mapping):
        for title, url in given.items():
            if isinstance(url, str):
                yield str(title), url.split("||")[0].strip()
        return
    for row in rows(given):
        title = one_line(table(row).get("title") or table(row).get("name") or table(row).get("text"))
        url = one_line(table(row).get("url") or table(row).get("link") or table(row).get("href"))
        if title and url:
            yield title, url
    if not given:
        wanted = rows(config.get("header_pages"))
        for entry in entries:
            shown = not wanted or str(entry.path) in wanted
            title = one_line(entry.matter.get("title"))
            shown &= entry.kind == "page" and len(entry.path.parts) == 1 and bool(title)
            if shown and entry.matter.get("includelink", True) is not False:
                yield title, entry.address
