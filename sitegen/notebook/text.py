"""The Markdown of a page for a notebook: plain, with absolute addresses, cut at the code cells."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import unquote, urljoin

from sitegen.markdown_text.links import ELSEWHERE, rewrite_links
from sitegen.markdown_text.parts import destination, inline_text
from sitegen.model import Cell, Island, Page, Results
from sitegen.notebook.readable import CELL, Block, Facts, readable
from sitegen.permalink import permalink_of, script_output
from sitegen.words import Words

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config

SHORT = 60
"""A demo's program of at most so many lines stands in the notebook; longer ones are linked."""
DEFINITION = re.compile(r"^ {0,3}\[(?!\^)(?P<name>[^\]\n]{1,200})\]:[ \t]*\S.*$", re.MULTILINE)
USED = re.compile(r"\[(?!\^)([^\[\]\n]{1,200})\](?![(:])")
MARK = re.compile(rf"^[ \t>]*(?:(?:[-*+]|\d{{1,9}}[.)])[ \t]+)?{CELL}(\d+){CELL}[ \t]*$", re.MULTILINE)
METRIC = re.compile(
    r"(?P<demo>[A-Za-z_][\w-]*)\.(?P<name>[A-Za-z_][\w.-]*?)\s*(?:\|\s*(?P<format>.*?))?\s*\Z"
)


def pieces_of(page: Page, results: Results, config: Config) -> Iterator[str | Cell]:
    """Yield the texts and the code cells of a page in order; texts that are empty are left out.

    Args:
        page: a page of the site.
        results: what its programs gave.
        config: the site's configuration.
    """
    source = page.source.text.replace("\r\n", "\n").replace("\r", "\n")
    text = rewrite_links(source, lambda url, in_html: _absolute(url, page, config, in_html=in_html))
    parts = MARK.split(readable(text, _facts(page, results, config)))
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


def _facts(page: Page, results: Results, config: Config) -> Facts:
    language = page.source.front_matter.language or config.language
    islands, cells = list(page.body.islands), list(enumerate(page.body.cells))
    address = config.origin + page.permalink

    def metric(text: str) -> str:
        found = METRIC.match(text)
        given = found and (found["demo"], found["name"], found["format"] or "")
        metrics = (each for each in page.body.metrics if (each.demo, each.name, each.format) == given)
        first = next(metrics, None)
        return results.metric(first) if first else text

    def demo(block: Block) -> Sequence[str]:
        place = next((place for place, island in enumerate(islands) if island.demo == block.argument), None)
        if place is None:
            return [f"**{block.argument}**"]
        return _demo(islands.pop(place), page, results, config)

    def cell(program: str) -> int | None:
        if cells and _words(cells[0][1].source) == _words(program):
            return cells.pop(0)[0]
        return None

    return Facts(lambda kind: Words(config.words).text(language, kind), address, metric, demo, cell)


def _words(program: str) -> list[str]:
    return program.split()


def _demo(island: Island, page: Page, results: Results, config: Config) -> Sequence[str]:
    """Return what stands in the place of a demo: a link to it, what it shows, and its program."""
    poster = results.poster(island)
    title = inline_text(island.title or poster.title)
    live = f"{config.origin}{page.permalink}#{island.id}"
    path = permalink_of(config.base_path, script_output(page.source.output_path, island.id))
    script = destination(config.origin + path)
    lines = [f"**[{title}]({live})**: a live demo on the page; its program is [one script]({script})."]
    if poster.frame["text"]:
        lines += ["", f"> {' '.join(poster.frame['text'].split())}"]
    program = poster.source_code.strip("\n").split("\n")
    return [*lines, "", "```python", *program, "```"] if len(program) <= SHORT else lines
