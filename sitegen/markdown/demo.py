"""`:::{demo} name`: the place of a live demo in a post.

The HTML of an island needs the demo's result, which is known later: the renderer leaves a placeholder.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from sitegen.markdown.directive import Directive, Option
from sitegen.markdown.document import KEY, Document, Piece
from sitegen.markdown.expectation import HINT, parse_expectation
from sitegen.model import Expectation, Island, Label, Metric, Position

NAME = re.compile(r"[a-z_][a-z0-9_]*\Z", re.IGNORECASE)
ON, OFF = frozenset({"yes", "true"}), frozenset({"no", "false"})
ANCHOR = re.compile(r"[A-Za-z][\w-]*\Z")


def demo(  # noqa: PLR0912 - one branch for each kind of option
    directive: Directive, document: Document
) -> tuple[Sequence[Token], Sequence[Token]]:
    """Return the tokens around an island's caption. Most options set controls."""
    if directive.argument and not NAME.match(directive.argument):
        document.problem(
            f"{directive.argument!r} is not the name of a demo",
            directive.position,
            hint="a demo is named as its module in content/demos, without '.py'",
            code="demo",
        )
    options: dict[str, tuple[str, Position]] = {}
    names: dict[str, list[str]] = {"hide": [], "main": [], "fold": []}
    presets: tuple[str, ...] | None = None
    expect: list[Expectation] = []
    for option in directive.options:
        if option.name in names:
            names[option.name] += option.value.replace(",", " ").split()
        elif option.name == "presets":
            presets = tuple(label.strip() for label in option.value.split("|") if label.strip())
        elif option.name == "expect":
            try:
                expect.append(parse_expectation(option.value, option.position))
            except ValueError as error:
                document.problem(str(error), option.position, hint=HINT, code="demo")
        elif option.name == "id":
            if not ANCHOR.match(option.value):
                message = f"{option.value!r} is not an anchor: letters, digits, '-' and '_'"
                document.problem(message, option.position, code="demo")
        elif option.name == "live":
            check_live(option, document, "demo")
        elif option.name == "title":
            if not option.value.strip():
                document.problem("the title is empty", option.position, code="demo")
        else:
            options[option.name] = (option.value, option.position)
    island = Island(
        id=directive.option("id"),
        demo=directive.argument,
        options=options,
        hide=tuple(names["hide"]),
        expect=tuple(expect),
        caption=(),
        position=directive.position,
        title=directive.option("title"),
        main=tuple(names["main"]),
        fold=tuple(names["fold"]),
        presets=presets,
        live=directive.option("live") not in OFF,
    )
    opening = Token("demo_open", "", 1, meta={"island": island})
    if island.id:
        opening.attrs["id"] = island.id
    return [opening], [Token("demo_close", "", -1)]


def check_live(option: Option, document: Document, code: str) -> None:
    """Report a value of `:live:` that says neither yes nor no."""
    if option.value not in ON | OFF:
        message = f"{option.value!r} says neither yes nor no"
        hint = "write ':live: no' for a program that runs only when the site is built"
        document.problem(message, option.position, hint=hint, code=code)


def render_demo_open(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    """Return the mark before a caption, and give the island its anchor."""
    document: Document = env[KEY]
    island: Island = tokens[index].meta["island"]
    for attribute in tokens[index].attrs:
        if attribute != "id":
            document.problem(
                f"a demo takes no attribute {attribute!r}", island.position, hint="only {#id}", code="demo"
            )
    if document.enclosing:
        document.problem("a demo cannot be used in the caption of another demo", island.position, code="demo")
    # `author_ids` has taken the author's own id before the headings got theirs.
    anchor = str(tokens[index].attrs.get("id", ""))
    if anchor and _title(anchor) in document.ids:
        message = f"the anchor {_title(anchor)!r}, which the demo {anchor!r} needs, is taken"
        document.problem(message, island.position, code="anchor")
    while not anchor or _title(anchor) in document.ids:
        anchor = document.free_id(island.demo or "demo")
    document.ids.add(_title(anchor))

    def wrap(caption: Sequence[Piece]) -> Island:
        return replace(island, id=anchor, caption=_trimmed(caption))

    return document.enclose(wrap, ids=(anchor, _title(anchor)))


def _title(anchor: str) -> str:
    """Return the anchor that the template gives to the island's title."""
    return f"{anchor}-title"


def render_demo_close(
    _self: RendererHTML, _tokens: Sequence[Token], _index: int, _options: OptionsDict, env: EnvType
) -> str:
    """Return the mark behind a caption."""
    document: Document = env[KEY]
    return document.close()


def _trimmed(caption: Sequence[Piece]) -> tuple[str | Metric | Label, ...]:
    """Return a caption without white space around it and without empty pieces."""
    pieces = [piece for piece in caption if isinstance(piece, str | Metric | Label)]
    if pieces and isinstance(pieces[0], str):
        pieces[0] = pieces[0].lstrip()
    if pieces and isinstance(pieces[-1], str):
        pieces[-1] = pieces[-1].rstrip()
    return tuple(piece for piece in pieces if piece)
