"""The search of a site: an index of the published posts and pages, made by Pagefind.

The files of the index are published in `pagefind/`. This module is the only door of the package.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sitegen.addresses import searched_pages
from sitegen.cache import Cache, key_of
from sitegen.engine.pickles import dump_value, load_value
from sitegen.engine.trace import Traces
from sitegen.errors import Problem
from sitegen.model import Output, Page
from sitegen.permalink import SEARCH_FOLDER
from sitegen.progress import BuildProgress

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config

__all__ = ["ORIGIN", "search_outputs", "search_problems"]

KIND, KEY = "search", "last"
"""Only the newest index is stored: that of a large site has thousands of files."""
ORIGIN = "the search index"
"""What messages call the files."""


def search_problems(config: Config) -> tuple[Problem, ...]:
    """Return an error where the configuration asks for a search and Pagefind is not installed."""
    if not config.search:
        return ()
    from sitegen.search.pagefind import find_program  # noqa: PLC0415 - most sites have no search

    if find_program() is not None:
        return ()
    path, line, column = config.place_of("search") or (None, None, None)
    message = "search = true needs Pagefind, which is not installed"
    hint = "install it with: pip install 'sitegen-live[search]'"
    return (Problem(message, path, line, column, hint, "config"),)


def search_outputs(
    pages: Iterable[Page],
    outputs: Iterable[Output],
    config: Config,
    traces: Traces,
    *,
    cache: Cache,
    progress: BuildProgress,
    folder: Path | None = None,
) -> tuple[Output, ...]:
    """Return the files of the index; none where the configuration wants no search.

    Pagefind runs only where a page that it reads has changed.

    Args:
        pages: the pages of the site.
        outputs: the pages as they are published.
        config: the configuration.
        traces: the digests of the outputs.
        cache: where the index of the last build is.
        progress: receives reports.
        folder: the published folder, where pages are that `outputs` has not.

    Raises:
        SitegenError: Pagefind fails.
    """
    paths = sorted(page.source.output_path for page in searched_pages(pages)) if config.search else []
    if not paths:
        return ()
    from sitegen.search.pagefind import make_index, program_version  # noqa: PLC0415 - most sites have no search

    with progress.step("search"):
        digests = (part for path in paths for part in (str(path), traces.steps[str(path)].result))
        key = key_of(program_version(), *digests)
        files = _stored_index(cache, key)
        progress.count(len(paths), cached=len(paths) if files else 0)
        if not files:
            contents = {output.output_path: output.content for output in outputs}
            files = make_index({path: _read(contents.get(path), path, folder) for path in paths})
            cache.put_bytes(KIND, KEY, dump_value((key, files)))
    return tuple(Output(SEARCH_FOLDER / name, content, ORIGIN) for name, content in files.items())


def _stored_index(cache: Cache, key: str) -> dict[str, bytes] | None:
    """Return the files of the last index by name; None where it is of other pages, or damaged."""
    data = cache.get_bytes(KIND, KEY)
    match load_value(data) if data else None:
        case (found, dict(files)) if found == key and all(
            isinstance(name, str) and isinstance(content, bytes) and ".." not in PurePosixPath(name).parts
            for name, content in files.items()
        ):
            return files
    return None


def _read(content: bytes | Path | None, path: PurePosixPath, folder: Path | None) -> bytes:
    """Return the bytes of a page."""
    if isinstance(content, bytes):
        return content
    return (content or Path(folder or "", path)).read_bytes()
