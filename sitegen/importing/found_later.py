"""What the report names besides the notes of the translations: drafts, leftovers of the build, feeds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePosixPath

from sitegen.importing.model import ForeignSite, Note
from sitegen.importing.new_page import NewPage
from sitegen.importing.verify import Verified

LEFTOVERS = ("leftover-", "undefined-footnote")
"""How the codes of warnings begin that the build gives for what other programs would have replaced."""

QUOTED = re.compile(r"(['\"])(.*)\1 is not ")


def later_notes(
    site: ForeignSite, pages: Mapping[PurePosixPath, NewPage], verified: Verified, earlier: Iterable[Note]
) -> list[Note]:
    """Return notes about what is known only when the site is built.

    Args:
        site: the site as it was read.
        pages: every page by its path in the new site.
        verified: the built site.
        earlier: every other note.
    """
    known: dict[str, set[str]] = {}
    for note in earlier:
        if note.outcome != "converted":
            known.setdefault(note.path, set()).add(note.what)
    return [*_drafts(pages, verified, known), *_leftovers(pages, verified, known), *_feeds(site)]


def _drafts(
    pages: Mapping[PurePosixPath, NewPage], verified: Verified, known: Mapping[str, set[str]]
) -> Iterator[Note]:
    for path, page in pages.items():
        if page.keys.draft and path not in verified.held:
            dated = any(what.startswith("no date") for what in known.get(page.source, ()))
            if not dated:
                yield Note("draft", "a draft in the source", page.source, "held back as a draft")


def _leftovers(
    pages: Mapping[PurePosixPath, NewPage], verified: Verified, known: Mapping[str, set[str]]
) -> Iterator[Note]:
    for warning in verified.built.site.warnings:
        page = pages.get(PurePosixPath(warning.path)) if warning.path is not None else None
        if page is None or not warning.code.startswith(LEFTOVERS):
            continue
        if any(what in warning.message for what in known.get(page.source, ())):
            continue
        shown = QUOTED.match(warning.message)
        yield Note("leftover", shown[2] if shown else warning.message, page.source, "left as it is")


def _feeds(site: ForeignSite) -> Iterator[Note]:
    for feed in site.feeds:
        if feed != "/feed.xml":
            yield Note("feed", f"{feed} is now /feed.xml: redirect it at the host", "", "left as it is")
