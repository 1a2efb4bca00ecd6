"""Links between pages in several languages."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """A link to a page in another language, or to the home page of a language."""

    language: str
    """The BCP 47 code."""
    name: str
    """What its readers call the language: `Deutsch`."""
    url: str
    """The page."""
    title: str
    """The title of the page, on a home page that of the site."""
    current: str
    """The value of `aria-current`: `page`, `true` for the language of another page, or empty."""


@dataclass(frozen=True, slots=True)
class Alternate:
    """A page in one of its languages, for search engines."""

    language: str
    """The BCP 47 code, or `x-default` for readers of other languages."""
    url: str
    """The absolute address."""
