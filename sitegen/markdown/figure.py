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
    given = {option.name: option for option in directive.options}
    if "alt" not in given:
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
    for name in ("width", "height"):
        if name not in given:
            continue
        if given[name].value.isascii() and given[name].value.isdigit():
            picture.attrs[name] = given[name].value
        else:
            message = f"the {name} of a picture is a whole number of pixels, received {given[name].value!r}"
            document.problem(message, given[name].position, code="directive")
    if source:
        show_picture(picture, document, directive.position)
    opening = Token("figure_open", "figure", 1)
    for name in ("id", "class"):
        if name in given:
            opening.attrs[name] = given[name].value
    if not directive.body.strip():
        return [opening, picture], [Token("figure_close", "figure", -1)]
    opening.meta["kind"] = "figure"
    return (
        [opening, picture, Token("caption_open", "figcaption", 1)],
        [Token("caption_close", "figcaption", -1), Token("figure_close", "figure", -1)],
    )
