"""The Markdown of a page for readers elsewhere: plain, with absolute addresses, cut at the code cells."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

from sitegen.markdown_text.links import ELSEWHERE, rewrite_links
from sitegen.markdown_text.parts import fence
from sitegen.markdown_text.readable import CELL, Block, Facts, readable
from sitegen.model import Cell, Island, Metric, Page
from sitegen.words import Words

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config

ShowDemo = Callable[[Island, Sequence[str]], Sequence[str]]
"""(demo, the lines of its caption) → the lines in its place."""
DEFINITION = re.compile(r"^ {0,3}\[(?!\^)(?P<name>[^\]\n]{1,200})\]:[ \t]*\S.*$", re.MULTILINE)
USED = re.compile(r"\[(?!\^)([^\[\]\n]{1,200})\](?![(:])")
MARK = re.compile(rf"^[ \t>]*(?:(?:[-*+]|\d{{1,9}}[.)])[ \t]+)?{CELL}(\d+){CELL}[ \t]*$", re.MULTILINE)
METRIC = re.compile(
    r"(?P<demo>[A-Za-z_][\w-]*)\.(?P<name>[A-Za-z_][\w.-]*?)\s*(?:\|\s*(?P<format>.*?))?\s*\Z"
)


def pieces_of(
    page: Page, config: Config, metric: Callable[[Metric], str], demo: ShowDemo
) -> Iterator[str | Cell]:
    """Yield the texts and the code cells of a page in order; texts that are empty are left out.

    Args:
        page: a page of the site.
        config: the site's configuration.
        metric: returns a computed number as text.
        demo: returns the lines in the place of a demo.
    """
    source = page.source.text.replace("\r\n", "\n").replace("\r", "\n")
    text = rewrite_links(source, lambda url, in_html: _absolute(url, page, config, in_html=in_html))
    parts = MARK.split(readable(text, _facts(page, config, metric, demo)))
    definitions = {found["name"].casefold(): found[0] for found in DEFINITION.finditer("".join(parts[::2]))}
    for index, part in enumerate(parts):
        if index % 2:
            yield page.body.cells[int(part)]
        elif part.strip():
            yield _with_definitions(part.strip("\n").rstrip(), definitions)


def _with_definitions(text: str, definitions: Mapping[str, str]) -> str:
    """Return a text with the addresses of links that it names and another text of the page defines."""
    own = {found["name"].casefold() for found in DEFINITION.finditer(text)}
    used = {found[1].casefold() for found in USED.finditer(text)} - own
    missing = [definition for name, definition in definitions.items() if name in used]
    return "\n".join([text, "", *missing]) if missing else text


def _absolute(url: str, page: Page, config: Config, *, in_html: bool) -> str | None:
    """Return the absolute address for an address in a page; None for one that is absolute already."""
    if not url or ELSEWHERE.match(url):
        return None
    address = config.origin + page.permalink
    if url.startswith("#") or in_html:
        return urljoin(address, url)
    path = re.split(r"[?#]", url, maxsplit=1)[0]
    if path.startswith("/"):
        return config.origin + config.base_path.rstrip("/") + url
    folder = str(page.source.source_path.parent)
    target = PurePosixPath(posixpath.normpath(posixpath.join(folder, unquote(path))))
    found = dict(page.body.looked_up).get(target)
    return config.origin + found + url.removeprefix(path) if found else urljoin(address, url)


def _facts(page: Page, config: Config, metric: Callable[[Metric], str], demo: ShowDemo) -> Facts:
    language = page.source.front_matter.language or config.language
    islands, cells = list(page.body.islands), list(enumerate(page.body.cells))
    address, included = config.origin + page.permalink, iter(page.body.included)

    def number(text: str) -> str:
        found = METRIC.match(text)
        given = found and (found["demo"], found["name"], found["format"] or "")
        metrics = (each for each in page.body.metrics if (each.demo, each.name, each.format) == given)
        first = next(metrics, None)
        return metric(first) if first else text

    def shown(block: Block) -> Sequence[str]:
        place = next((place for place, island in enumerate(islands) if island.demo == block.argument), None)
        if place is None:
            return [f"**{block.argument}**"]
        return demo(islands.pop(place), block.body)

    def include() -> Sequence[str]:
        part = next(included, None)
        return fence(part.code, part.language).strip("\n").split("\n") if part else []

    def cell(program: str) -> int | None:
        if cells and _words(cells[0][1].source) == _words(program):
            return cells.pop(0)[0]
        return None

    return Facts(lambda kind: Words(config.words).text(language, kind), address, number, shown, include, cell)


def _words(program: str) -> list[str]:
    return program.split()


def macros_of(page: Page, config: Config) -> str:
    """Return a formula that defines the site's own commands of LaTeX that a page uses; empty for none."""
    macros = "".join(
        rf"\newcommand{{{name}}}{_arguments(meaning)}{{{meaning}}}"
        for name, meaning in sorted(config.markdown.math_macros.items())
        if name in page.source.text
    )
    return f"${macros}$" if macros else ""


def _arguments(meaning: str) -> str:
    """Return how many arguments a command of LaTeX takes: `[2]`; nothing for none."""
    count = max((int(number) for number in re.findall(r"#(\d)", meaning)), default=0)
    return f"[{count}]" if count else ""
