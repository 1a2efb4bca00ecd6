"""`:::{figure} picture.png`: a picture with its text alternative, and a caption as body."""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.common.normalize_url import normalizeLink, validateLink
from markdown_it.token import Token

from sitegen.markdown.directive import Directive
from sitegen.markdown.document import Document
from sitegen.markdown.link import show_picture

OPTIONS = frozenset({"alt", "width", "height", "id", "class"})


def figure(directive: Directive, document: Document) -> tuple[Sequence[Token], Sequence[Token]]:
    """Return a `figure`; `:alt:` describes the picture and is required; it is empty for decoration."""
    if all(option.name != "alt" for option in directive.options):
        document.problem(
            "{figure} needs ':alt:', a text for readers who cannot see the picture",
            directive.position,
            hint="write ':alt:' without text for decoration",
            code="directive",
        )
    source = normalizeLink(directive.argument)
    if not validateLink(source):
        document.problem(f"{directive.argument!r} cannot be shown", directive.position, code="directive")
        source = ""
    picture = Token("figure_picture", "img", 0, attrs={"src": source, "alt": directive.option("alt")})
    picture.attrs |= pixels(directive, document)
    if source:
        show_picture(picture, document, directive.position)
    return framed(directive, picture)


def pixels(directive: Directive, document: Document) -> dict[str, int]:
    """Return the width and the height that the options set, in pixels."""
    found = {}
    for option in directive.options:
        if option.name not in ("width", "height"):
            continue
        if option.value.isascii() and option.value.isdigit():
            found[option.name] = int(option.value)
        else:
            message = (
                f"the {option.name} of a {'picture' if directive.name == 'figure' else directive.name} "
                f"is a whole number of pixels, received {option.value!r}"
            )
            document.problem(message, option.position, code="directive")
    return found


def framed(directive: Directive, content: Token) -> tuple[Sequence[Token], Sequence[Token]]:
    """Return a `figure` around a token, with the body of the directive as the caption."""
    opening = Token("figure_open", "figure", 1)
    for option in directive.options:
        if option.name in ("id", "class"):
            opening.attrs[option.name] = option.value
    if not directive.body.strip():
        return [opening, content], [Token("figure_close", "figure", -1)]
    opening.meta["kind"] = "figure"
    return (
        [opening, content, Token("caption_open", "figcaption", 1)],
        [Token("caption_close", "figcaption", -1), Token("figure_close", "figure", -1)],
    )
