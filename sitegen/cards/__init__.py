"""Cards: a picture for each post that other sites show beside a link to it, with its title and first demo.

Pillow draws it. This module is the only door of the package.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, dataclass
from functools import cache as cached
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING

from sitegen.cache import Cache, key_of
from sitegen.cards.find_fonts import font_files, font_problems
from sitegen.cards.site_colours import colours_in
from sitegen.errors import Problem
from sitegen.languages import editions_of
from sitegen.model import CardInfo, CardText, Output, Page, Site
from sitegen.permalink import permalink_of
from sitegen.pool import open_pool
from sitegen.words import direction

if TYPE_CHECKING:  # imports Pydantic and NumPy
    from sitegen.config import Config
    from sitegen.demo import MarkData

__all__ = ["Cards", "prepare_cards"]

KIND = "card"
MOST_MARKS = 4
"""Of a demo, that are tried in order: cards cannot draw programs and tables of words."""


@dataclass(frozen=True, slots=True)
class Cards:
    """The cards of a site."""

    infos: Mapping[str, CardInfo]
    """By the path of the post's source."""
    outputs: tuple[Output, ...] = ()
    problems: tuple[Problem, ...] = ()
    """Fonts that are missing, and warnings of titles that no font can show."""
    cached: int = 0
    """How many cards were made by earlier builds."""


@dataclass(frozen=True, slots=True)
class _Job:
    """One card to make."""

    page: Page
    text: CardText
    marks: tuple[MarkData, ...]
    key: str


def prepare_cards(
    site: Site,
    config: Config,
    styles: Iterable[bytes],
    marks_of: Callable[[Page], Sequence[MarkData]],
    cache: Cache,
) -> Cards:
    """Return the cards of the posts that name no picture of their own, those of earlier builds if possible.

    Args:
        site: the posts.
        config: the configuration; its table `[images]` says whether there are cards.
        styles: the published style sheets, from which cards take their colours; the first ones count.
        marks_of: gives the pictures of a post's first demo, the main one first.
        cache: the cards of earlier builds.
    """
    if not config.images.cards:
        return Cards({})
    if problems := font_problems(config):
        return Cards({}, problems=problems)
    colours, files = colours_in(styles), font_files(config)
    environment = key_of(_program(), version("pillow"), *map(_digest_of, files), json.dumps(colours))
    jobs = list(_jobs(site, config, marks_of, environment))
    stored = {job.key: cache.get_bytes(KIND, job.key) for job in jobs}
    made = {job.key: data for job in jobs if (data := stored[job.key]) and _is_card(data, len(job.marks))}
    missing = list({job.key: job for job in jobs if job.key not in made}.values())
    if missing:
        from sitegen.cards.picture import make_card  # noqa: PLC0415 - imports Pillow

        arguments = [(job.text, tuple(mark["svg"] for mark in job.marks), colours, files) for job in missing]
        with open_pool(len(missing)) as pool:
            cards = pool.map(make_card, arguments, chunksize=8) if pool else map(make_card, arguments)
            for job, card in zip(missing, cards, strict=True):
                made[job.key] = json.dumps([card.shown, card.missing]).encode() + b"\n" + card.png
                cache.put_bytes(KIND, job.key, made[job.key])
    return _cards(jobs, made, config, len(jobs) - len(missing))


def _jobs(
    site: Site, config: Config, marks_of: Callable[[Page], Sequence[MarkData]], environment: str
) -> Iterator[_Job]:
    for part, own in editions_of(site, config):
        for page in part.posts:
            matter = page.source.front_matter
            if matter.image:
                continue
            names = ", ".join(matter.authors) or own.author or (str(matter.date)[:10] if matter.date else "")
            language = matter.language or own.language
            text = CardText(page.title, own.title, names, direction(language) == "rtl")
            marks = tuple(marks_of(page))[:MOST_MARKS]
            key = key_of(environment, *map(str, astuple(text)), *(mark["svg"] for mark in marks))
            yield _Job(page, text, marks, key)


def _is_card(data: bytes, marks: int) -> bool:
    """Return whether stored bytes are the index of a mark, the missing letters, and a picture if possible."""
    head, _, png = data.partition(b"\n")
    try:
        values = json.loads(head)
    except (ValueError, RecursionError):
        return False
    match values:
        case [None, str(letters)]:
            return bool(png or letters)
        case [int(shown), str(letters)]:
            return 0 <= shown < marks and bool(png or letters)
    return False


def _cards(jobs: Iterable[_Job], made: Mapping[str, bytes], config: Config, found: int) -> Cards:
    infos, outputs, problems = {}, [], []
    for job in jobs:
        head, _, png = made[job.key].partition(b"\n")
        shown, letters = json.loads(head)
        source = job.page.source
        if letters:
            problems.append(_warning(job.page, letters, shows_picture=bool(png)))
        if not png:
            continue
        name = f"card.{hashlib.blake2b(png, digest_size=4).hexdigest()}.png"
        output_path = source.output_path.with_name(name)
        outputs.append(Output(output_path, png, f"the card of {source.source_path}"))
        mark = None if shown is None else job.marks[shown]
        alt = f"{job.page.title}. {mark['label']}" if mark and mark["label"] else job.page.title
        infos[str(source.source_path)] = CardInfo(permalink_of(config.base_path, output_path), alt)
    return Cards(infos, tuple(outputs), tuple(problems), found)


def _warning(page: Page, letters: str, *, shows_picture: bool) -> Problem:
    source = page.source
    effect = "the card of this post shows no title" if shows_picture else "this post has no card"
    return Problem(
        f"no font of cards has the letters {' '.join(letters[:8])} of the title",
        source.source_path,
        *source.front_matter.lines.get("title", (1, 1)),
        hint=f"{effect}; name a font file with these letters in [images]: card_font",
        code="missing-letters",
        severity="warning",
    )


@cached
def _program() -> str:
    """Return the digest of the modules that draw cards."""
    files = sorted(Path(__file__).parent.glob("*.py"))
    return key_of(*(file.read_text(encoding="utf-8") for file in files))


def _digest_of(file: Path | None) -> str:
    return hashlib.blake2b(file.read_bytes(), digest_size=16).hexdigest() if file else ""
