"""Related posts: which posts share terms and words with a post, found through an inverted index."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sitegen.model import Page, names_in

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config

MOST_RELATED = 5
"""How many related posts a post has at least to offer, where so many share something with it."""
STRONGEST = 16
"""Of each post, so many terms and words count: those that say most about it."""
NEWEST = 40
"""Of the posts with a term or a word, so many of the newest can be related ones, so that time is linear."""
LEAST = 0.03
"""How similar two posts are at least, from 0 to 1."""
WEIGHTS = {"term": 4.0, "title": 2.0, "text": 1.0}
WORD = re.compile(r"[^\W\d_]{3,}")
UNSPACED = re.compile("[\u3040-\u30ff\u3400-\u9fff]{2,}")
"""Japanese and Chinese, which have no spaces between words."""
MARKUP = re.compile(r"<[^>]*>")


@dataclass(frozen=True, slots=True)
class Described:
    """What is compared of one post."""

    title: str
    text: str
    """The description and the headings; tags of HTML do not count."""
    terms: tuple[str, ...] = ()
    series: str = ""
    """Posts of one series are not related: the series lists them."""
    language: str = ""
    """Posts of two languages are not related."""


def described(post: Page, config: Config) -> Described:
    """Return what is compared of a post: its title, description, headings, and terms except authors."""
    matter = post.source.front_matter
    names = (name for name in config.taxonomies if name not in ("authors", "series"))
    return Described(
        title=matter.title,
        text=" ".join([matter.description, *(heading.html for heading in post.body.headings)]),
        terms=tuple(f"{name} {term}" for name in names for term in names_in(matter, name)),
        series=matter.series or "",
        language=matter.language or config.language,
    )


def related_posts(posts: Sequence[Described], most: int = MOST_RELATED) -> list[list[int]]:
    """Return for each post the numbers of those that are related to it, the most similar first.

    The similarity is the cosine between the terms and words of two posts; what few posts have counts more.
    Among equals the newer post comes first.

    Args:
        posts: newest first.
        most: how many related posts one has at most.
    """
    features = [_features(post) for post in posts]
    spread = Counter(name for found in features for name in found)
    vectors = [_vector(found, spread, len(posts)) for found in features]
    having: dict[str, list[tuple[int, float]]] = {}
    for number, vector in enumerate(vectors):
        for name, weight in vector.items():
            holders = having.setdefault(name, [])
            if len(holders) < NEWEST:
                holders.append((number, weight))
    return [_best(number, posts, vectors[number], having, most) for number in range(len(posts))]


def _best(
    number: int,
    posts: Sequence[Described],
    vector: Mapping[str, float],
    having: Mapping[str, Iterable[tuple[int, float]]],
    most: int,
) -> list[int]:
    scores: dict[int, float] = {}
    for name, weight in vector.items():
        for other, others in having[name]:
            scores[other] = scores.get(other, 0.0) + weight * others
    own = posts[number]
    fitting = (
        (-round(score, 9), other)
        for other, score in scores.items()
        if score >= LEAST
        and other != number
        and posts[other].language == own.language
        and not (own.series and posts[other].series == own.series)
    )
    return [other for _, other in sorted(fitting)[:most]]


def _features(post: Described) -> dict[str, float]:
    """Return the terms and words of a post, each with the weight of its place."""
    found: dict[str, float] = {f"term {name.casefold()}": WEIGHTS["term"] for name in post.terms}
    for place, text in (("title", post.title), ("text", MARKUP.sub(" ", post.text))):
        for word in _words(text):
            found[word] = max(found.get(word, 0.0), WEIGHTS[place])
    return found


def _words(text: str) -> Iterable[str]:
    folded = text.casefold()
    for run in UNSPACED.findall(folded):
        yield from (run[at : at + 2] for at in range(len(run) - 1))
    yield from WORD.findall(UNSPACED.sub(" ", folded))


def _vector(found: Mapping[str, float], spread: Mapping[str, int], total: int) -> dict[str, float]:
    """Return the features that say most, as a vector of length 1."""
    weights = {name: weight * math.log(1 + total / spread[name]) for name, weight in found.items()}
    strongest = sorted(weights, key=lambda name: (-weights[name], name))[:STRONGEST]
    length = math.sqrt(sum(weights[name] ** 2 for name in strongest)) or 1.0
    return {name: weights[name] / length for name in strongest}
