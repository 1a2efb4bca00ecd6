"""Say why a build rendered an output again: which of its inputs changed."""

from __future__ import annotations

from collections.abc import Iterator

from sitegen.engine.graph import Graph
from sitegen.engine.trace import Fact, Traces

FIELDS = {
    "included": "files that are shown in the text",
    "parts": "text",
    "summary": "first paragraph",
    "headings": "headings",
    "word_count": "number of words",
    "permalink": "address",
    "output_path": "address",
    "extensions": "extensions",
    "players": "videos of other sites",
}
INDEXES = {
    "menus": "the menus",
    "series": "the posts of the series {}",
    "terms": "the {1} of {0}, or the number of their posts",
    "names": "the page with the name {}",
    "pictures": "the address of {}",
}
ASKED = {
    "sections": "the sections of the site",
    "section-of": "the section of {}",
    "taxonomies": "the taxonomies of the site",
    "terms": "the terms of {}",
    "archive": "the years and months of the posts",
    "beside": "the posts before and after {}",
    "required-by": "the pages that require {}",
    "related": "the posts that are related to {}",
    "address": "the address of {}",
}
SIMPLE = {
    "template": "the template {}",
    "extension": "the extension {}",
    "extension-names": "the names of filters and functions of extensions",
    "poster": "the result of the demo {}",
    "frames": "the saved frames of the demo {1} of {0}",
    "image": "the picture {}",
    "copies": "the picture {}",
    "card": "the card of {}",
    "cell": "the output of the code cell {1} of {0}",
}
"""What facts are called whose text depends on nothing but their names."""
WHOLE = {
    "page": "the translations of {}",
    "list": "the lists in other languages beside {}",
    "sitemap": "the addresses of the site",
}
DATA = {"data": "the data", "data-names": "the names in the folder of data", "now": "the day"}
LISTS = {"posts": "the list of posts", "pages": "the list of pages", "sections": "the lists of sections"}


def explain(page: str, graph: Graph, before: Traces | None) -> Iterator[str]:
    """Give a line for each output of a page: what made it new, or that it was used again.

    Args:
        page: a source, an address, or a path in the published folder.
        graph: of the build.
        before: the traces of the build before; None where none of its outputs could be used.
    """
    names = _outputs_of(page, graph)
    if not names:
        yield f"there is no output of {page!r} that templates make"
    for name in names:
        yield f"{name}: {_reason(name, graph.traces, before)}"


def _outputs_of(page: str, graph: Graph) -> list[str]:
    """Return the steps that a name stands for."""
    source = graph.page(page.removeprefix("./"))
    if source is not None:
        return [str(source.source.output_path)]
    inside = page.removeprefix(graph.config.origin).removeprefix(graph.config.base_path).strip("/")
    names = (inside, f"{inside}/index.html".lstrip("/"))
    return [name for name in dict.fromkeys(names) if name in graph.traces.steps]


def _reason(name: str, now: Traces, before: Traces | None) -> str:
    if before is None:
        return (
            "made, because there is no earlier build with this configuration, sitegen, Python and libraries"
        )
    old, new = before.steps.get(name), now.steps[name]
    if old is None:
        return "made, because it is new"
    known = now.numbers()
    changed = [
        _described(fact)
        for fact in before.reads_of(name)
        if (number := known.get(fact)) is not None
        and now.digests[number] != before.digests[before.numbers()[fact]]
    ]
    if changed:
        return f"made, because these changed: {', '.join(dict.fromkeys(changed))}"
    if old.arguments != new.arguments:
        return "made, because the pages that it shows or their order changed"
    added = [_described(fact) for fact in now.reads_of(name) if fact not in before.numbers()]
    if added:
        return f"made, because it now reads: {', '.join(dict.fromkeys(added))}"
    return "used again, or made again because the published file was changed or missing"


def _described(fact: Fact) -> str:
    kind, *names = fact
    kind, _, edition = kind.partition("@")
    if edition:
        return f"{_described((kind, *names))} in {edition!r}"
    match kind:
        case "page":
            text = f"the {FIELDS.get(names[2], names[2])} of {names[0]}"
        case "site":
            text = LISTS.get(names[0], f"the {names[0]} of the site")
        case "index":
            text = INDEXES[names[0]].format(*names[1:])
        case "list":
            text = _list(names) if names[0] == "pages" else ASKED[names[0]].format(*names[1:])
        case "whole":
            text = WHOLE[names[0]].format(*names[1:])
        case "data" | "data-names" | "now":
            text = " ".join([DATA[kind], "/".join(names)]).rstrip()
        case "asset":
            text = f"the file {names[0]} of static/" if names else "the files of static/"
        case _ if kind in SIMPLE:
            text = SIMPLE[kind].format(*names)
        case _:
            feed = f"the text for the feed of {names[0].partition(':')[2]}" if names else ""
            text = feed or "the reader's Python"
    return text


def _list(names: list[str]) -> str:
    """Return what a part of a list of pages is called."""
    _, name, key, part = names
    members = LISTS.get(name) or f"the pages of the {name} {key}"
    if part == "whole":
        return members
    return f"the length of {members}" if part == "length" else f"the part {part} of {members}"
