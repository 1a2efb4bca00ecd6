"""Links and pictures: addresses of sources become permalinks, everything of this site gets the base path."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import cast
from urllib.parse import unquote, urljoin

from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import image as read_image
from markdown_it.rules_inline import link as read_link
from markdown_it.rules_inline.state_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from sitegen.errors import near_miss
from sitegen.markdown.document import KEY, Document, document_of
from sitegen.model import MEASURED, Link, Picture, Position, is_source

ELSEWHERE = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:|//")
"""The beginning of an address outside this site."""


def link(state: StateInline, silent: bool) -> bool:
    """Parse a link as CommonMark defines it and replace its address by the published one."""
    before, start = len(state.tokens), state.pos
    if not read_link(state, silent):
        return False
    document = document_of(state)
    if not silent:
        token = next(token for token in state.tokens[before:] if token.type == "link_open")
        href = str(token.attrs["href"])
        if href and not ELSEWHERE.match(href):
            token.attrs["href"] = resolve(href, document, document.inline_position(state.src, start))
    return True


def image(state: StateInline, silent: bool) -> bool:
    """Parse a picture as CommonMark defines it and replace its address by the published one."""
    before, start = len(state.tokens), state.pos
    if not read_image(state, silent):
        return False
    document = document_of(state)
    if not silent:
        token = next(token for token in state.tokens[before:] if token.type == "image")
        position = document.inline_position(state.src, start)
        show_picture(token, document, position)
        if any(child.type == "metric" for child in token.children or ()):
            document.problem("a metric cannot be used in the text of a picture", position, code="role")
    return True


def show_picture(token: Token, document: Document, position: Position) -> None:
    """Complete an `img` token: the published address, and lazy loading."""
    src = str(token.attrs["src"])
    if src and not ELSEWHERE.match(src):
        token.attrs["src"] = resolve_file(src, document, position)
        permalink = _split(str(token.attrs["src"]))[0]
        # The table of contents repeats the HTML of a heading, which therefore has no placeholders.
        if is_measured(permalink) and document.within != "heading":
            token.meta["picture"] = permalink, position
    token.attrs.setdefault("loading", "lazy")
    token.attrs.setdefault("decoding", "async")


def is_measured(permalink: str) -> bool:
    """Return whether the build finds out the size of a picture."""
    return permalink.casefold().endswith(MEASURED)


def render_picture(
    self: RendererHTML, tokens: Sequence[Token], index: int, options: OptionsDict, env: EnvType
) -> str:
    """Return an `img` tag, with a placeholder for what the build finds out about its file."""
    token, document = tokens[index], cast("Document", env[KEY])
    make = self.image if token.type == "image" else self.renderToken
    html = str(make(tokens, index, options, env))
    if "picture" not in token.meta:
        return html
    permalink, position = token.meta["picture"]
    picture = Picture(permalink, position, has_size=not {"width", "height"}.isdisjoint(token.attrs))
    tag, end, rest = html.rpartition(">")
    return f"{tag}{document.leave(picture)}{end}{rest}"


def resolve(href: str, document: Document, position: Position) -> str:
    """Return the published address for a link within the site, and note the link to be checked.

    Relative paths of sources and of files start at the source; any other relative address is resolved as a
    browser does on the published page.
    """
    links = document.links
    path, query, fragment = _split(href)
    if not path:
        permalink = links.permalink
    elif path.startswith("/"):
        permalink = links.base_path.rstrip("/") + path
    else:
        target, found = document.look_up_translated(_source_target(path, document))
        if found and links.is_untranslated(target):
            message = f"{unquote(path)!r} has no translation into {links.edition!r}"
            hint = f"the link leads to the page in {links.languages.own!r}"
            document.warn(message, position, hint=hint, code="untranslated-link")
        if found is not None and not is_source(target):
            document.pictures.append((found, position))
            return found + query + fragment
        if found is None and is_source(target):
            _dead(path, "page", links.permalinks, document, position)
            return href
        permalink = urljoin(links.permalink, path) if found is None else found
    document.found_links.append(Link(unquote(href), permalink, unquote(fragment[1:]), position))
    if not path:
        return query + fragment
    return permalink + query + fragment


def resolve_file(src: str, document: Document, position: Position) -> str:
    """Return the published address of a file of this site."""
    links = document.links
    path, query, fragment = _split(src)
    if path.startswith("/"):
        permalink = links.base_path.rstrip("/") + path
    else:
        target, found = document.look_up_translated(_source_target(path, document))
        if found is None or is_source(target):
            _dead(path, "file", links.files, document, position)
            return src
        permalink = found
    document.pictures.append((permalink, position))
    return permalink + query + fragment


def _split(href: str) -> tuple[str, str, str]:
    """Return path, `?query` and `#fragment`."""
    rest, hash_sign, fragment = href.partition("#")
    path, question, query = rest.partition("?")
    return path, question + query, hash_sign + fragment


def _source_target(path: str, document: Document) -> PurePosixPath:
    """Return the source path that a relative path names, starting at the body's own source."""
    folder = document.links.source_path.parent
    return PurePosixPath(posixpath.normpath(posixpath.join(str(folder), unquote(path))))


def _dead(
    path: str, kind: str, known: Iterable[PurePosixPath], document: Document, position: Position
) -> None:
    """Report a relative path that does not exist, with the nearest one that does."""
    folder = str(document.links.source_path.parent)
    wanted = unquote(path)
    # Paths are compared as the author writes them, so that the near miss can be copied.
    hint = near_miss(wanted, [posixpath.relpath(str(source), folder) for source in known])
    target = _source_target(path, document)
    document.problem(
        f"no {kind} {wanted!r}: there is no {target}",
        position,
        hint=hint,
        code="dead-link" if kind == "page" else "missing-image",
    )
