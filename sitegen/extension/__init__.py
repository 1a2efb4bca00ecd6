"""What an extension adds to a site: directives, roles, blocks of code, filters, outputs, keys, rules.

    from sitegen.extension import Block, Extension

    def setup(site: Extension) -> None:
        site.add_directive("card", card)

    def card(block: Block) -> str:
        return f'<aside class="card">{block.content}</aside>'

The functions return the same for the same arguments, since their results are cached. The HTML that they
return is published as it is: `html.escape` makes texts safe.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal

from sitegen.extension.records import Kind, Provided, Registered, refused

if TYPE_CHECKING:  # what templates receive, too
    from sitegen.render.site_info import SiteInfo as SiteInfo

__all__ = ["Block", "CheckedPage", "Extension", "Finding", "InputError"]


@dataclass(frozen=True, slots=True)
class Block:
    """A directive or a block of code in a text."""

    name: str
    """The name of the directive, or the language of the block of code."""
    argument: str
    """The text behind the name, on the same line."""
    options: Mapping[str, str]
    """The lines `:option: value`; empty for a block of code."""
    text: str
    """The lines inside, as they are written."""
    content: str
    """The HTML of the lines inside; empty for a block of code, and where the body is not Markdown."""
    page: str
    """The path of the source: `content/posts/first.md`."""


@dataclass(frozen=True, slots=True)
class CheckedPage:
    """An HTML file of the finished site."""

    path: str
    """In the published folder: `posts/first/index.html`."""
    origin: str
    """The source that it comes from, or what made it."""
    html: str
    """The whole file."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What a rule finds in a page."""

    message: str
    line: int = 1
    """The line of the HTML, from 1."""
    hint: str = ""
    """How to correct it."""


class InputError(ValueError):
    """A mistake of the author, raised by an extension: it is reported at its place in the page."""

    def __init__(self, message: str, hint: str = "") -> None:
        """Make an error.

        Args:
            message: what is wrong, with what was received and what is expected.
            hint: how to correct it.
        """
        super().__init__(f"{message}\n{hint}" if hint else message)
        self.message, self.hint = message, hint


class Extension:
    """Receives what an extension adds; `setup` calls its methods."""

    def __init__(self, registered: Registered) -> None:
        """Begin without anything; sitegen makes the object that `setup` receives."""
        self._registered = registered

    def add_directive(
        self,
        name: str,
        render: Callable[[Block], str],
        *,
        argument: Literal["required", "optional", "refused"] = "optional",
        options: Iterable[str] = (),
        markdown: bool = True,
    ) -> None:
        """Add a directive, `:::{name} argument`.

        Args:
            name: the word between the braces.
            render: returns its HTML.
            argument: whether it has a text behind the name.
            options: the names of the lines `:option: value`.
            markdown: whether its body is Markdown; otherwise `render` finds it in `text`.
        """
        settings = {"argument": argument, "options": frozenset(options), "markdown": markdown}
        self._add("directive", name, render, settings)

    def add_role(self, name: str, render: Callable[[str], str]) -> None:
        """Add a role; `render` receives the text between its backquotes and returns HTML."""
        self._add("role", name, render)

    def add_fence(self, language: str, render: Callable[[Block], str]) -> None:
        """Add the HTML of the blocks of code of one language; `render` returns it."""
        self._add("fence", language, render)

    def add_filter(self, name: str, function: Callable[..., Any]) -> None:
        """Add a filter of templates, `{{ value | name }}`; HTML is returned as `markupsafe.Markup`."""
        self._add("filter", name, function)

    def add_function(self, name: str, function: Callable[..., Any]) -> None:
        """Add a function of templates, `{{ name(value) }}`; HTML is returned as `markupsafe.Markup`."""
        self._add("function", name, function)

    def add_output(self, path: str, make: Callable[[SiteInfo], str | bytes]) -> None:
        """Add a file to the published folder, such as `posts.json`; `make` receives `site`."""
        self._add("output", path, make)

    def add_key(
        self, name: str, kind: Any, *, default: Any = None, check: Callable[[Any], None] | None = None
    ) -> None:
        """Add a key of front matter, which templates read as `page.extra.name`.

        Args:
            name: the key.
            kind: `str`, `int`, `float`, `bool`, `date`, `tuple[str, ...]`, or a `Literal` of texts.
            default: the value of pages without the key.
            check: raises `InputError` for a value that is not allowed.
        """
        self._add("key", name, check or _nothing, {"kind": kind, "default": default})

    def add_check(
        self,
        name: str,
        check: Callable[[CheckedPage], Iterable[Finding]],
        *,
        severity: Literal["error", "warn", "ignore"] = "warn",
    ) -> None:
        """Add a rule of `sitegen check`, which looks at every HTML file.

        Args:
            name: the name of the rule, for `[check.extensions]` of the configuration.
            check: returns what is wrong with a page.
            severity: the severity, where the configuration sets none.
        """
        self._add("check", name, check, {"severity": severity})

    def _add(
        self,
        kind: Kind,
        name: str,
        function: Callable[..., Any],
        settings: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        caller = sys._getframe(2)
        place = self._registered.shown(caller.f_code.co_filename), caller.f_lineno
        provided = Provided(
            kind, name, function, self._registered.name, place, settings, self._registered.inside
        )
        if message := refused(provided):
            self._registered.refuse(message, place)
        else:
            self._registered.provided.append(provided)


def _nothing(value: object) -> None:
    """Accept every value."""
