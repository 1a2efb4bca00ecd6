"""```` ```{literalinclude} path ````: a file of the site as a block of code, whole or a part of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from sitegen.included_files import UnusableFileError, digest_of_text
from sitegen.markdown.code import block_of, with_attributes
from sitegen.markdown.directive import Directive
from sitegen.markdown.document import KEY, Document
from sitegen.markdown.fence import FenceInfo
from sitegen.markdown.file_part import FilePart, NoPartError, python_object, ranges, region, whole
from sitegen.markdown.highlight import UnknownLanguageError, language_of_file
from sitegen.model import Included

CODE = "include"
PARTS: Mapping[str, Callable[[str, str], FilePart]] = {
    "region": region,
    "lines": ranges,
    "pyobject": python_object,
}
"""The options that choose a part of the file, of which a directive has one at most."""
OPTIONS = frozenset({*PARTS, "language", "caption", "emphasize-lines", "lineno-match", "id"})
NOTHING: tuple[Sequence[Token], Sequence[Token]] = ((), ())


def literal_include(directive: Directive, document: Document) -> tuple[Sequence[Token], Sequence[Token]]:
    """Return the token of a part of a file."""
    if directive.body.strip():
        place = document.position(directive.body_line)
        document.problem("a directive that shows a file has no text of its own", place, code=CODE)
    if not directive.argument:
        return NOTHING
    try:
        path = document.files.locate(directive.argument, document.links.source_path.parent)
        text = document.files.read(path)
    except UnusableFileError as error:
        document.problem(str(error), directive.position, hint=error.hint, code=CODE)
        return NOTHING
    given = [option for option in directive.options if option.name in PARTS]
    for option in given[1:]:
        message = f"the part is chosen twice, by {given[0].name!r} and {option.name!r}"
        document.problem(message, option.position, hint="leave one of them out", code=CODE)
    try:
        part = PARTS[given[0].name](text, given[0].value) if given else whole(text)
    except NoPartError as error:
        place = given[0].position if given else directive.position
        document.problem(f"{path}: {error}", place, hint=error.hint, code=CODE)
        return NOTHING
    language = directive.option("language") or language_of_file(path.name)
    document.included.append(Included(path, digest_of_text(text), part.text, language))
    token = Token("included_file", "", 0, content=part.text)
    token.meta = {
        "info": FenceInfo(
            language,
            _marked(directive, document, part),
            directive.option("caption"),
            part.first if any(option.name == "lineno-match" for option in directive.options) else None,
        ),
        "position": next(
            (each.position for each in directive.options if each.name == "language"), directive.position
        ),
    }
    if directive.option("id"):
        token.attrs["id"] = directive.option("id")
    return [token], []


def _marked(directive: Directive, document: Document, part: FilePart) -> frozenset[int]:
    """Return the lines of the part to highlight, from 1."""
    option = next((each for each in directive.options if each.name == "emphasize-lines"), None)
    if option is None:
        return frozenset()
    marked: set[int] = set()
    count = part.text.count("\n")
    for piece in option.value.split(","):
        found = re.fullmatch(r"\s*(\d+)(?:-(\d+))?\s*", piece)
        first, last = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if 1 <= first <= last <= count:
            marked.update(range(first, last + 1))
        else:
            message = f"{piece.strip()!r} is not a line, or a range of lines, between 1 and {count}"
            document.problem(message, option.position, hint="write 2 or 2,4-6", code=CODE)
    return frozenset(marked)


def render_included_file(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    """Return the part of a file as coloured HTML."""
    token, document = tokens[index], env[KEY]
    info: FenceInfo = token.meta["info"]
    try:
        html = block_of(token.content, info, info.lexer)
    except UnknownLanguageError as error:
        document.warn(str(error), token.meta["position"], hint=error.hint, code="unknown-language")
        html = block_of(token.content, info, "")
    return with_attributes(html, token)
