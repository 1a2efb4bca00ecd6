"""The values of the facts that outputs read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING

from sitegen.data_files import value_of
from sitegen.engine.trace import COPIES, Fact
from sitegen.model import Request
from sitegen.render.body import packages_of

if TYPE_CHECKING:
    from sitegen.render.renderer import Renderer

OF_EDITIONS = frozenset({"site", "index", "list"})
"""The kinds of facts whose value differs between the languages of a site."""


def value_of_fact(renderer: Renderer, fact: Fact) -> object:
    """Return the value of a fact.

    Args:
        renderer: of the pages in the language that the fact is about.
        fact: what was read; its kind names no language.

    Raises:
        AttributeError: what was read is gone, as `KeyError` and `DataError` say, too.
    """
    kind, *names = fact
    values: dict[str, Callable[[], object]] = {
        "site": lambda: renderer.builder.index.views.value(fact),
        "index": lambda: renderer.builder.index.value(fact),
        "list": lambda: renderer.builder.index.lists.value(*names),
        "whole": lambda: renderer.builder.index.whole.value(*names),
        "data": lambda: value_of(fact, renderer.data),
        "data-names": lambda: value_of(fact, renderer.data),
        "now": renderer.today.isoformat,
        "template": lambda: renderer.environment.value(fact),
        "extension": lambda: renderer.extensions.digest(names[0]),
        "extension-names": lambda: (
            *renderer.extensions.names("filter"),
            *renderer.extensions.names("function"),
        ),
        "asset": lambda: renderer.assets.urls[names[0]] if names else tuple(renderer.assets.urls.items()),
        "runtime": lambda: (renderer.runtime.url, renderer.runtime.download_bytes),
        "packages": lambda: (renderer.runtime.packages_url, packages_of(renderer.runtime, *names)),
        "still": lambda: renderer.results.still.get((PurePosixPath(names[0]), names[1]), ""),
        "poster": lambda: renderer.results.posters[_request(names)],
        "frames": lambda: renderer.results.frames[PurePosixPath(names[0]), names[1]].fingerprint,
        "card": lambda: renderer.cards.get(names[0]),
        COPIES: lambda: renderer.pictures.info(*names),
        "image": lambda: renderer.images[names[0]],
        "cell": lambda: renderer.results.cells[PurePosixPath(names[0]), names[1]],
    }
    return values[kind]()


def _request(names: Sequence[str]) -> Request:
    """Return the run that a fact names: the demo, then name and value of each control."""
    return Request(names[0], tuple(zip(names[1::2], names[2::2], strict=True)))
