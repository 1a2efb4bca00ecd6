"""Parse: a source into a page. A pure function of the source and the addresses: a process pool is safe."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from pathlib import PurePosixPath

from sitegen.config import Config
from sitegen.markdown import Links, MarkdownOptions, read_body
from sitegen.model import Loaded, Page, Source
from sitegen.progress import Progress, Silent

# With every chunk go the addresses of the whole site, so chunks are few, and enough to keep cores busy.
SMALL_CHUNK = 32
MOST_CHUNKS = 24


def parse_page(source: Source, loaded: Loaded, config: Config) -> Page:
    """Make the body of one source into HTML; what is wrong with it is in the body's `problems`."""
    return _parse(source, loaded.permalinks, loaded.files, config)


def parse_pages(
    loaded: Loaded, config: Config, executor: Executor | None = None, progress: Progress | None = None
) -> tuple[Page, ...]:
    """Parse every source, in order.

    Args:
        loaded: the sources and every address.
        config: the site's configuration.
        executor: where to run; in this process when absent.
        progress: watches.
    """
    watch = progress or Silent()
    pages: list[Page] = []
    for chunk in _chunks(loaded, config, executor):
        pages += chunk
        watch.advance("Parsing", len(pages), len(loaded.sources))
    return tuple(pages)


def _chunks(loaded: Loaded, config: Config, executor: Executor | None) -> Iterator[list[Page]]:
    sources, addresses = loaded.sources, (loaded.permalinks, loaded.files)
    size = max(SMALL_CHUNK, len(sources) // MOST_CHUNKS)
    chunks = [sources[start : start + size] for start in range(0, len(sources), size)]
    if executor is None:
        yield from (parse_chunk(chunk, *addresses, config) for chunk in chunks)
        return
    pending = [executor.submit(parse_chunk, chunk, *addresses, config) for chunk in chunks]
    yield from (future.result() for future in pending)


def parse_chunk(
    chunk: Sequence[Source],
    permalinks: Mapping[PurePosixPath, str],
    files: Mapping[PurePosixPath, str],
    config: Config,
) -> list[Page]:
    """Parse some sources."""
    collecting = gc.isenabled()
    gc.disable()  # tokens hold no cycles, and looking for some costs a tenth of the time
    try:
        return [_parse(source, permalinks, files, config) for source in chunk]
    finally:
        if collecting:
            gc.enable()


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
    return Page(source, read_body(source.text, first_line=source.first_line, links=links, options=options))
