"""The graph of a build: the collected site, and what each of its outputs read.

The server holds the graph in memory. Other builds store it beside the cached results. A later process that
rebuilds an edited text restores it, and decodes only the pages that it needs.
"""

from __future__ import annotations

from array import array
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import astuple, dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any, cast

from sitegen.cache import Cache
from sitegen.engine.pickles import dump_value, load_value
from sitegen.engine.stored_config import plain_config, restored_config
from sitegen.engine.stored_page import Row, StoredPage, row_of
from sitegen.engine.stored_site import plain_assets, plain_site, restored_assets, restored_site
from sitegen.engine.trace import Trace, Traces
from sitegen.engine.views import path_of
from sitegen.model import CardInfo, ImageInfo, Page, PublishedPackage, PublishedRuntime, Site, is_source

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config

KIND, KEY = "graph", "last"
TYPES = {
    "token": str, "config": dict, "pages": list, "site": dict, "assets": list, "images": dict, "cards": dict,
    "urls": dict, "runtime": tuple, "today": str, "permalinks": dict, "files": dict, "addresses": list,
    "linked": dict, "heads": dict, "body_environment": str, "facts": list, "digests": list, "steps": dict,
}  # fmt: skip
"""The type of each stored part."""


@dataclass(frozen=True, slots=True)
class AssetUrls:
    """Where the files of `static/` are published, as the last build found them."""

    urls: Mapping[str, str]

    def url(self, path: str) -> str:
        """Return the permalink of a file.

        Raises:
            KeyError: there is no such file.
        """
        return self.urls[path]


@dataclass(frozen=True, slots=True)
class Graph:
    """What a build knew when it ended."""

    site: Site
    config: Config
    assets: AssetUrls
    runtime: PublishedRuntime
    images: Mapping[str, ImageInfo]
    """Pictures of the site by permalink."""
    cards: Mapping[str, CardInfo]
    """Cards of posts by the path of the source."""
    today: str
    """The day of the last build of the whole site, in the site's time zone."""
    permalinks: Mapping[PurePosixPath, str]
    """The address of every source."""
    files: Mapping[PurePosixPath, str]
    """The address of every file beside the sources."""
    addresses: Collection[str]
    """Every address of the site."""
    linked: Mapping[str, Collection[str]]
    """The anchors that links of the site name, by the address of their page."""
    heads: Mapping[str, str]
    """The text before the body, by the path of the source, where the front matter depends on nothing else."""
    body_keys: Mapping[str, str]
    """The key of each body in the cache, by the path of the source."""
    body_environment: str
    """What all bodies depend on."""
    traces: Traces

    def find(self, path: PurePosixPath) -> str | None:
        """Return the address of a source or a file, or None when the site has no such path."""
        return (self.permalinks if is_source(path) else self.files).get(path)

    def page(self, path: str) -> Page | None:
        """Return the page of a source."""
        return next((page for page in self.site.pages if path_of(page) == path), None)


class Addresses(Mapping[PurePosixPath, str]):
    """Addresses by path, from a table of texts: a path is made only for what is asked."""

    def __init__(self, table: Mapping[str, str]) -> None:
        """Make a mapping.

        Args:
            table: addresses by the text of the path.
        """
        self.table = table

    def __getitem__(self, path: PurePosixPath) -> str:
        return self.table[str(path)]

    def __iter__(self) -> Iterator[PurePosixPath]:
        return map(PurePosixPath, self.table)

    def __len__(self) -> int:
        return len(self.table)


def anchors_in(pages: Iterable[Page]) -> dict[str, set[str]]:
    """Return the anchors that the links of pages name, by the address of the page that has the anchor."""
    found: dict[str, set[str]] = {}
    for page in pages:
        for link in page.body.links:
            if link.fragment:
                found.setdefault(link.permalink, set()).add(link.fragment)
    return found


def store_graph(graph: Graph, cache: Cache, token: str) -> None:
    """Store a graph.

    Args:
        graph: of the build that ended.
        cache: the store.
        token: the name of that build.
    """
    site, traces = graph.site, graph.traces
    places = {path_of(page): place for place, page in enumerate(site.pages)}
    values = {
        "token": token,
        "config": plain_config(graph.config),
        "pages": [row_of(page, graph.body_keys.get(path_of(page), "")) for page in site.pages],
        "site": plain_site(site, places),
        "assets": plain_assets(site.assets),
        "images": dict(graph.images),
        "cards": dict(graph.cards),
        "urls": dict(graph.assets.urls),
        "runtime": _plain_runtime(graph.runtime),
        "today": graph.today,
        "permalinks": _texts(graph.permalinks),
        "files": _texts(graph.files),
        "addresses": list(graph.addresses),
        "linked": {address: list(anchors) for address, anchors in graph.linked.items()},
        "heads": dict(graph.heads),
        "body_environment": graph.body_environment,
        "facts": traces.facts,
        "digests": traces.digests,
        "steps": {name: (step.arguments, step.reads, step.result) for name, step in traces.steps.items()},
    }
    cache.put_bytes(KIND, KEY, dump_value(values))


def load_graph(cache: Cache, token: str) -> Graph | None:
    """Return the stored graph of a build; None where there is none, or that of another build.

    Args:
        cache: the store.
        token: the name of the build.
    """
    data = cache.get_bytes(KIND, KEY)
    values: Any = load_value(data) if data else None
    try:
        return _graph(values, cache) if values["token"] == token else None
    except (TypeError, ValueError, KeyError, IndexError, AttributeError):  # forged
        return None


def _graph(values: dict[str, Any], cache: Cache) -> Graph:
    if any(type(values[name]) is not kind for name, kind in TYPES.items()):
        raise TypeError("the graph is damaged")
    rows: list[Row] = values["pages"]
    pages = [cast("Page", StoredPage(row, cache)) for row in rows]
    site = restored_site(values["site"], pages, restored_assets(values["assets"]))
    return Graph(
        site=site,
        config=cast("Config", restored_config(values["config"])),
        assets=AssetUrls(values["urls"]),
        runtime=_runtime(values["runtime"]),
        images=values["images"],
        cards=values["cards"],
        today=values["today"],
        permalinks=Addresses(values["permalinks"]),
        files=Addresses(values["files"]),
        addresses=frozenset(values["addresses"]),
        linked=values["linked"],
        heads=values["heads"],
        body_keys={row[0]: row[5] for row in rows},
        body_environment=values["body_environment"],
        traces=_traces(values["facts"], values["digests"], values["steps"]),
    )


def _plain_runtime(runtime: PublishedRuntime) -> tuple[object, ...]:
    """Return what is published of the runtime in plain values."""
    rows = [astuple(package) for package in runtime.packages.values()]
    needs = dict(runtime.demos), dict(runtime.cells)
    return (runtime.url, runtime.download_bytes, runtime.packages_url, rows, *needs)


def _runtime(values: tuple[Any, ...]) -> PublishedRuntime:
    url, download_bytes, packages_url, rows, demos, cells = values
    packages = {row[0]: PublishedPackage(*row) for row in rows}
    return PublishedRuntime(url, download_bytes, packages_url, packages, demos, cells)


def _traces(facts: list[Any], digests: list[Any], steps: dict[Any, Any]) -> Traces:
    """Return stored traces.

    Raises:
        ValueError: a part has a wrong type, or a step read a fact that is not there.
    """
    found = {name: Trace(*step) for name, step in steps.items()}
    numbers = (max(array("I", step.reads), default=-1) for step in found.values())
    texts = (text for name, step in found.items() for text in (name, step.arguments, step.result))
    right = (
        len(facts) == len(digests)
        and all(type(fact) is tuple and fact and set(map(type, fact)) == {str} for fact in facts)
        and all(type(text) is str for text in (*digests, *texts))
        and max(numbers, default=-1) < len(facts)
    )
    if not right:
        raise ValueError("the traces are damaged")
    return Traces(facts, digests, found)


def _texts(addresses: Mapping[PurePosixPath, str]) -> Mapping[str, str]:
    if isinstance(addresses, Addresses):
        return addresses.table
    return {str(path): address for path, address in addresses.items()}
