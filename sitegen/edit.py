"""Rebuild a site in which only texts changed: the edited bodies are parsed, and what shows them is rendered.

Everything else is that of the last build. A change of another kind (front matter, an anchor that is linked, a
new link to an anchor, a demo with other values) needs a whole build, and so does every mistake.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path, PurePosixPath

from sitegen.bibliography import bibliography_of
from sitegen.body_cache import BodyCache
from sitegen.cache import Cache
from sitegen.engine.digests import digest_of
from sitegen.engine.graph import Graph, anchors_in, store_graph
from sitegen.engine.trace import COPIES, NOW, RELATED, Fact, Traces
from sitegen.engine.views import part_of
from sitegen.errors import Problem, SitegenError, levels_of
from sitegen.language_line import is_about_language
from sitegen.model import Body, FrontMatter, Output, Page, Request, Results, Site, Source
from sitegen.parse import parse_chunk
from sitegen.progress import BuildProgress
from sitegen.render import render_stale
from sitegen.source_files import read_text

FENCE = "---"
FREE = frozenset(
    {"parts", "headings", "links", "ids", "pictures", "word_count", "summary", "looked_up", "asked"}
)
"""The fields of a body that an edit may change."""


@dataclass(frozen=True, slots=True)
class Edited:
    """What a rebuild made."""

    graph: Graph
    outputs: tuple[Output, ...]
    """The outputs that were rendered."""
    before: Traces
    """The traces of the build before."""
    opened: tuple[Path, ...]
    """Files that programs of the edited pages opened."""


def rebuild_edited(
    graph: Graph,
    sources: Sequence[Path],
    warnings: Sequence[Problem],
    cache: Cache,
    progress: BuildProgress,
    *,
    token: str = "",
) -> Edited | None:
    """Rebuild a site in which only some sources changed; None where that needs a whole build.

    Args:
        graph: of the last build.
        sources: the files that changed.
        warnings: of the last build. Those about an edited file may have changed, which a whole build finds.
        cache: the results of earlier builds.
        progress: receives reports.
        token: the name under which the graph of this build is stored; empty: it is not.
    """
    try:
        warned = {graph.config.root / problem.path for problem in warnings if problem.path}
        if warned.intersection(sources):
            return None
        edited = _rebuild(graph, sources, cache, progress)
        if edited and token:
            store_graph(edited.graph, cache, token)
        return edited
    except (SitegenError, OSError):  # a whole build reports what is wrong
        return None
    except (LookupError, TypeError, ValueError, AttributeError):  # a part of the graph is lost or damaged
        return None


def _rebuild(graph: Graph, sources: Sequence[Path], cache: Cache, progress: BuildProgress) -> Edited | None:
    config = graph.config
    before: dict[str, Page] = {}
    pages: dict[str, Page] = {}
    references = bibliography_of(config).digest
    bodies = BodyCache(cache, graph.body_environment, graph.find, bibliography=references)
    with progress.step("load"):
        for file in sources:
            path = PurePosixPath(file.relative_to(config.root).as_posix())
            page = graph.page(str(path))
            if page is None or str(page.source.output_path) not in graph.traces.steps:
                return None
            if (source := _edited_source(page, path, file, graph)) is None:
                return None
            before[str(path)] = page
            pages[str(path)] = Page(source, Body())
        progress.count(len(graph.site.pages), cached=len(graph.site.pages) - len(pages))
    with progress.step("parse"):
        changed_sources = [page.source for page in pages.values()]
        for page in parse_chunk(changed_sources, graph.permalinks, graph.files, config):
            path_text = str(page.source.source_path)
            if not _fits(before[path_text], page, graph):
                return None
            pages[path_text] = page
            bodies.put(page.source, page.body)
        progress.count(len(graph.site.pages), cached=len(graph.site.pages) - len(pages))
    changed = _changed_facts(graph, pages)
    stale = graph.traces.stale(changed)
    site = _with_pages(graph.site, pages)
    linked = {address: set(anchors) for address, anchors in graph.linked.items()}
    for address, anchors in anchors_in(pages.values()).items():
        linked.setdefault(address, set()).update(anchors)
    keys = {path: bodies.key(page.source) for path, page in pages.items()}
    graph = replace(graph, site=site, linked=linked, body_keys={**graph.body_keys, **keys})
    results, opened, notebooks = _run(graph, stale, set(pages), cache, progress)
    related = any(step.partition("@")[0] == RELATED for step in stale)
    if related or not _same_frames(graph.traces, results):  # any post may have other related ones
        return None
    with progress.step("render"):
        outputs, traces = render_stale(graph, results, stale, changed, cache)
        progress.count(len(graph.traces.steps), cached=len(graph.traces.steps) - len(outputs))
    other_copies = graph.traces.read(COPIES) != traces.read(COPIES)  # an edit publishes none
    other_day = NOW in traces.numbers() and NOW not in graph.traces.numbers()  # that of the last build
    if other_copies or other_day:
        return None
    return Edited(replace(graph, traces=traces), (*outputs, *notebooks), graph.traces, opened)


def head_of(text: str, source: Source) -> str:
    """Return the text of a file before its body, if the front matter depends on nothing else; else nothing.

    Args:
        text: the whole file.
        source: what was read of it.
    """
    text = text.rstrip()
    if not text.endswith(source.text):
        return ""
    head = text.removesuffix(source.text) if source.text else text
    lines = head.split("\n")
    matter = source.front_matter
    of_file = {"language"} if source.original else set()
    derived = {
        item.name
        for item in fields(FrontMatter)
        if item.name not in {"lines", "date", "extra", "terms", *matter.lines, *of_file}
        and getattr(matter, item.name) not in ("", (), {}, None, 0)
    }
    fenced = len(lines) > 2 and lines[0].rstrip() == FENCE and lines[-2].rstrip() == FENCE and not lines[-1]
    return head if fenced and not derived and head.count("\n") == source.first_line - 1 else ""


def _edited_source(page: Page, path: PurePosixPath, file: Path, graph: Graph) -> Source | None:
    """Return the source with its new text, if its front matter is that of the last build."""
    head, old = graph.heads.get(str(path), ""), page.source
    text = read_text(file, path).rstrip()
    if not head or not text.startswith(head):
        return None
    kept, of_language = (old.permalink, old.output_path), (old.edition, old.original)
    body = text.removeprefix(head)
    if is_about_language(body):
        return None
    return Source(path, old.kind, old.front_matter, *kept, body, old.first_line, *of_language)


def _fits(old: Page, new: Page, graph: Graph) -> bool:
    """Say whether the rest of the site is right beside an edited page, too."""
    body = new.body
    if body.problems or any(
        getattr(old.body, item.name) != getattr(body, item.name)
        for item in fields(Body)
        if item.name not in FREE
    ):
        return False
    if _programs(old.body) != _programs(body) or old.body.players != body.players:
        return False
    if {image.permalink for image in old.body.images} != {image.permalink for image in body.images}:
        return False
    if (old.body.ids - body.ids) & set(graph.linked.get(new.permalink, ())):
        return False
    known = {address for address, _ in old.body.pictures}
    if not all(address in known or address in graph.addresses for address, _ in body.pictures):
        return False
    followed = {(link.permalink, link.fragment) for link in old.body.links}
    return all(
        (link.permalink, link.fragment) in followed
        or (link.permalink in graph.addresses and not link.fragment)
        or (link.permalink == new.permalink and link.fragment in body.ids)
        for link in body.links
    )


def _programs(body: Body) -> object:
    """Return what the rest of a build reads of the programs in a body."""
    islands = [
        (island.id, Request.of(island), island.hide, island.presets, island.live) for island in body.islands
    ]
    on_card = [(island.main, island.fold) for island in body.islands[:1]]
    return islands, on_card, [(cell.id, cell.source, cell.raises, cell.alt, cell.live) for cell in body.cells]


def _changed_facts(graph: Graph, pages: Mapping[str, Page]) -> dict[Fact, str]:
    """Return the facts about edited pages that have another value now, with their digests."""
    changed = {}
    for fact, digest in zip(graph.traces.facts, graph.traces.digests, strict=True):
        if fact[0] == "page" and fact[1] in pages:
            now = digest_of(getattr(part_of(pages[fact[1]], fact[2]), fact[3]))
            if now != digest:
                changed[fact] = now
    return changed


def _run(
    graph: Graph, stale: set[str], edited: set[str], cache: Cache, progress: BuildProgress
) -> tuple[Results, tuple[Path, ...], tuple[Output, ...]]:
    """Run the programs that the stale outputs show, or take their results from the cache.

    Returns:
        The results, the files that the programs opened, and the notebooks of the edited pages.
    """
    shown = set(edited)
    for step in stale:
        shown |= {fact[1] for fact in graph.traces.reads_of(step) if fact[0] == "page" and fact[3] == "parts"}
    pages = [page for path in sorted(shown) if (page := graph.page(path)) is not None]
    live = tuple(page for page in pages if page.body.shows_programs)
    if not live:
        return Results(), (), ()
    from sitegen.execution import open_programs, run_programs, still_programs  # noqa: PLC0415 - rarely needed
    from sitegen.notebook import make_notebooks  # noqa: PLC0415 - rarely needed
    from sitegen.runtime import package_modules  # noqa: PLC0415 - rarely needed

    config = graph.config
    programs = open_programs(config.content_folder, config.root, cache, outside_links=config.outside_links)
    shown_site, levels = replace(graph.site, pages=live), levels_of(config.severity)
    steps = config.demos.saved_steps
    packages, keep = package_modules(config), config.runtime.keep
    still = still_programs(live, programs.demos, packages=packages, keep=keep)
    results, problems = run_programs(
        shown_site, programs, progress, saved_steps=steps, still=still, levels=levels
    )
    if any(problem.severity == "error" or str(problem.path) in edited for problem in problems):
        raise SitegenError(problems)
    changed = [page for page in live if str(page.source.source_path) in edited]
    return results, tuple(sorted(programs.opened)), tuple(make_notebooks(changed, results, programs, config))


def _same_frames(traces: Traces, results: Results) -> bool:
    """Say whether the published files of saved frames are those of the results: an edit writes none."""
    published = dict(zip(traces.facts, traces.digests, strict=True))
    saved = ((("frames", str(path), name), found) for (path, name), found in results.frames.items())
    return all(published.get(fact) == digest_of(found.fingerprint) for fact, found in saved)


def _with_pages(site: Site, pages: Mapping[str, Page]) -> Site:
    """Return the site with some pages replaced."""
    replaced = {page.permalink: page for page in pages.values()}

    def new(page: Page) -> Page:
        return replaced.get(page.permalink, page)

    def news(members: tuple[Page, ...]) -> tuple[Page, ...]:
        return tuple(map(new, members))

    return replace(
        site,
        home=site.home and new(site.home),
        pages=news(site.pages),
        posts=news(site.posts),
        sections=tuple(replace(part, page=new(part.page), pages=news(part.pages)) for part in site.sections),
        taxonomies=tuple(
            replace(part, terms=tuple(replace(term, pages=news(term.pages)) for term in part.terms))
            for part in site.taxonomies
        ),
        editions={code: _with_pages(part, pages) for code, part in site.editions.items()},
    )
