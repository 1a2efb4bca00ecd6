"""Cards: pictures that other sites show beside a link to a post."""

from __future__ import annotations

from dataclasses import dataclass

CARD_WIDTH, CARD_HEIGHT = 1200, 630
"""The size of every card in pixels."""


@dataclass(frozen=True, slots=True)
class CardText:
    """What a card says."""

    title: str
    site: str
    names: str
    """Who wrote the post, or its date."""
    right_to_left: bool
    """How its language is written."""


@dataclass(frozen=True, slots=True)
class CardInfo:
    """The card of a post, as pages name it."""

    permalink: str
    alt: str
    """What it shows, in words."""
