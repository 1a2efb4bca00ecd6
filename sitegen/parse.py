"""Parse: a source into a page. The page depends on the source, the addresses and the configuration only."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import nullcontext
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sitegen.bibliography import bibliography_of
from sitegen.body_cache import BodyCache, body_environment
from sitegen.cache import Cache
from sitegen.extension.loading import extensions_of
from sitegen.included_files import included_files_of
from sitegen.languages import languages_of
from sitegen.model import Loaded, Page, Source
from sitegen.pool import open_pool
from sitegen.progress import BuildProgress, Silent

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config

# The addresses of the whole site travel with every chunk: chunks are few, but enough to keep the cores busy.
SMALL_CHUNK = 32
MOST_CHUNKS = 24


def parse_pages(
    loaded: Loaded,
    config: Config,
    executor: Executor | None = None,
    progress: BuildProgress | None = None,
    cache: Cache | None = None,
) -> tuple[Page, ...]:
    """Parse every source, in order.

    Args:
        loaded: the sources and every address.
        config: the site's configuration.
        executor: where to run; when absent, in this process, or in a pool for many sources.
        progress: receives the count of parsed pages.
        cache: bodies of earlier builds.
    """
    watch = progress or Silent()
    environment, extensions = body_environment(config), extensions_of(config)
    references, shown = bibliography_of(config).digest, included_files_of(config)
    stored = BodyCache(
        cache or Cache(None), environment, loaded.find, extensions, bibliography=references, files=shown
    )
    bodies = {source.source_path: body for source in loaded.sources if (body := stored.get(source))}
    watch.count(len(loaded.sources), cached=len(bodies))
    missing = [source for source in loaded.sources if source.source_path not in bodies]
    with open_pool(len(missing)) if executor is None else nullcontext(executor) as pool:
        for chunk in _chunks(missing, loaded, config, pool):
            for page in chunk:
                bodies[page.source.source_path] = page.body
                stored.put(page.source, page.body)
            watch.advance("Parsing", len(bodies), len(loaded.sources))
    return tuple(Page(source, bodies[source.source_path]) for source in loaded.sources)


def _chunks(
    sources: Sequence[Source], loaded: Loaded, config: Config, executor: Executor | None
) -> Iterator[list[Page]]:
    addresses = (loaded.permalinks, loaded.files)
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
    """Parse some sources, in order.

    Args:
        chunk: the sources.
        permalinks: the address of every source of the site.
        files: the address of every file beside the sources.
        config: the site's configuration.
    """
    collecting = gc.isenabled()
    gc.disable()  # tokens contain no cycles, and the search for cycles takes a tenth of the time
    try:
        # A build that finds every page in the cache imports neither markdown-it nor the rules.
        from sitegen.markdown import Links, read_body  # noqa: PLC0415 - slow; bodies are cached

        extensions, bibliography = extensions_of(config), bibliography_of(config)
        languages, shown = languages_of(config), included_files_of(config)
        return [
            Page(
                source,
                read_body(
                    source.text,
                    first_line=source.first_line,
                    links=Links(
                        source.source_path,
                        source.permalink,
                        config.base_path,
                        permalinks,
                        files,
                        config.content,
                        languages,
                        source.edition,
                    ),
                    options=config.markdown,
                    extensions=extensions,
                    bibliography=bibliography,
                    files=shown,
                ),
            )
            for source in chunk
        ]
    finally:
        if collecting:
            gc.enable()
