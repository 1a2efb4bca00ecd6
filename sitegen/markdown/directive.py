"""The directive: a block that Markdown has no syntax of its own for.

    :::{name} argument
    :option: value

    Body.
    :::

A `DirectiveRule` defines what a name means; the table `DIRECTIVES` in `parser.py` lists the names, and
`directive_block.py` parses the syntax.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from markdown_it.token import Token

from sitegen.errors import near_miss, one_of
from sitegen.markdown.document import Document
from sitegen.model import Position


@dataclass(frozen=True, slots=True)
class Option:
    """One line `:name: value`."""

    name: str
    value: str
    position: Position


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive as the author wrote it, not yet checked."""

    name: str
    argument: str
    options: tuple[Option, ...]
    body: str
    """The body as text."""
    body_line: int
    """The line of the text, from 0, on which the body begins."""
    line: int
    """The line of the text, from 0, of the opening."""
    position: Position

    def option(self, name: str) -> str:
        """Return the value of an option, empty when it is not given."""
        return next((option.value for option in self.options if option.name == name), "")

    def opening(
        self, token_type: str, tag: str, attributes: Mapping[str, str | int | float] = {}, *, kind: str = ""
    ) -> Token:
        """Return the token that opens the element of this directive, with the anchor of the option `id`.

        Args:
            token_type: the type of the token, without `_open`.
            tag: the element.
            attributes: those of the element, besides the anchor.
            kind: what `numbers.py` names the block; empty for a block without a name.
        """
        anchor = {"id": self.option("id")} if self.option("id") else {}
        meta = {"kind": kind} if kind else {}
        return Token(f"{token_type}_open", tag, 1, attrs={**attributes, **anchor}, meta=meta)

    def title(self, text: str | None = None) -> Token:
        """Return the token of the argument, or of another text in its line, as Markdown within a line."""
        content = self.argument if text is None else text
        return Token("inline", "", 0, content=content, children=[], map=[self.line, self.line + 1])


@dataclass(frozen=True, slots=True)
class DirectiveRule:
    """What a directive's name means."""

    tokens: Callable[[Directive, Document], tuple[Sequence[Token], Sequence[Token]]]
    """Returns the tokens before and behind the body."""
    argument: Literal["required", "optional", "refused"] = "optional"
    argument_is: str = "argument"
    """What the argument is called in messages."""
    options: frozenset[str] | None = frozenset()
    """Names of options; None: any."""
    repeatable: frozenset[str] = field(default_factory=frozenset)
    """Options that may be given more than once."""
    markdown: bool = True
    """Whether the body is Markdown; otherwise the rule takes it as text from the directive."""


def check(directive: Directive, rule: DirectiveRule, document: Document) -> None:
    """Report missing, unknown and repeated arguments and options."""
    name = f"{{{directive.name}}}"
    if rule.argument == "required" and not directive.argument:
        document.problem(f"{name} needs its {rule.argument_is}", directive.position, code="directive")
    if rule.argument == "refused" and directive.argument:
        document.problem(
            f"{name} takes no argument, received {directive.argument!r}", directive.position, code="directive"
        )
    seen: set[str] = set()
    for option in directive.options:
        if rule.options is not None and option.name not in rule.options:
            known = f"; known: {one_of(sorted(rule.options))}" if rule.options else ", it takes none"
            hint = near_miss(option.name, rule.options)
            message = f"{name} has no option {option.name!r}{known}"
            document.problem(message, option.position, hint=hint, code="directive")
        elif option.name in seen and option.name not in rule.repeatable:
            document.problem(f"the option {option.name!r} appears twice", option.position, code="directive")
        seen.add(option.name)
