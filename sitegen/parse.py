"""Parse: a source into a page. A pure function of the source and the addresses: a process pool is safe."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import PurePosixPath

from sitegen.config import Config
from sitegen.errors import Problem, SitegenError
from sitegen.markdown import Links, MarkdownOptions, render_body
from sitegen.model import Loaded, Page, Source
from sitegen.progress import Progress, Silent

CHUNK = (
    32  # sources that one call of a pool takes: large against the cost of sending, small against the whole
)


def parse_page(source: Source, loaded: Loaded, config: Config) -> Page:
    """Make the body of one source into HTML.

    Raises:
        MarkdownError: with every fault of the body.
    """
    return _parse(source, loaded.permalinks, loaded.files, config)


def parse_pages(
    loaded: Loaded,
    config: Config,
    executor: Executor | None = None,
    progress: Progress | None = None,
) -> tuple[tuple[Page, ...], tuple[Problem, ...]]:
    """Parse every source; those that fail leave problems, the others become pages.

    Args:
        loaded: the sources and every address.
        config: the site's configuration.
        executor: where to run; in this process when absent.
        progress: watches.
    """
    pages: list[Page] = []
    problems: list[Problem] = []
    watch = progress or Silent()
    for done, (page, found) in enumerate(_results(loaded, config, executor), start=1):
        if done % CHUNK == 0 or done == len(loaded.sources):
            watch.advance("Parsing", done, len(loaded.sources))
        problems += found
        if page is not None:
            pages.append(page)
    return tuple(pages), tuple(problems)


_Result = tuple[Page | None, tuple[Problem, ...]]


def _results(loaded: Loaded, config: Config, executor: Executor | None) -> Iterator[_Result]:
    sources = loaded.sources
    chunks = [sources[start : start + CHUNK] for start in range(0, len(sources), CHUNK)]
    if executor is None:
        for chunk in chunks:
            yield from parse_chunk(chunk, loaded.permalinks, loaded.files, config)
        return
    pending = [executor.submit(parse_chunk, chunk, *_seen_by(chunk, loaded), config) for chunk in chunks]
    for future in pending:
        yield from future.result()


def _seen_by(chunk: Sequence[Source], loaded: Loaded) -> tuple[Mapping[PurePosixPath, str], ...]:
    """The addresses that a chunk can speak of: sending all with every chunk would cost more than parsing.

    A source that names no `.md` and no file beside it needs none; the test on the text errs towards more.
    """
    text = "\n".join(source.text for source in chunk)
    permalinks = loaded.permalinks if ".md" in text else {}
    return permalinks, loaded.files if any(path.name in text for path in loaded.files) else {}


def parse_chunk(
    chunk: Sequence[Source],
    permalinks: Mapping[PurePosixPath, str],
    files: Mapping[PurePosixPath, str],
    config: Config,
) -> list[_Result]:
    """Parse some sources, each to a page or to the problems that keep it from being one."""
    results: list[_Result] = []
    collecting = gc.isenabled()
    gc.disable()  # tokens hold no cycles, and looking for some costs a tenth of the time
    try:
        for source in chunk:
            try:
                results.append((_parse(source, permalinks, files, config), ()))
            except SitegenError as error:
                results.append((None, error.problems))
    finally:
        if collecting:
            gc.enable()
    return results


def _parse(
    source: Source,
    permalinks: Mapping[PurePosixPath, str],
    files: Mapping[PurePosixPath, str],
    config: Config,
) -> Page:
    links = Links(
        source_path=source.source_path,
        permalink=source.permalink,
        base_path=config.base_path,
        permalinks=permalinks,
        files=files,
    )
    options = MarkdownOptions(
        html=config.markdown.html,
        typographer=config.markdown.typographer,
        math_macros=config.markdown.math_macros,
    )
    return Page(source, render_body(source.text, first_line=source.first_line, links=links, options=options))
