"""Citations: `[@key, p. 3; @other]` and `@key` in the text, and the list of references behind it.

Without a bibliography in the configuration, both are text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from html import escape
from string import ascii_lowercase

from markdown_it.common.utils import normalizeReference
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline.state_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from sitegen.bibliography import Reference
from sitegen.errors import near_miss
from sitegen.markdown.directive import Directive
from sitegen.markdown.document import KEY, Cited, Document, document_of

# Possessive and atomic, so that what is no citation takes linear time.
WORD = r"@(?P<key>(?>\w(?:[\w:.#$%&+?<>~/-]*\w)?))"
GROUP = re.compile(r"\[(?P<items>[^\[\]]*+)\](?![(\[:])")
CITES = re.compile(r"(?<![\w@/.])@\w")
ITEM = re.compile(rf"(?P<before>[^@]*?)(?P<no_names>-?){WORD}(?:\s*,)?(?P<behind>[^@]*)\Z", re.DOTALL)
IN_TEXT = re.compile(WORD)
BEFORE_WORD = re.compile(r"[\w@/.\\]")


def group(state: StateInline, silent: bool) -> bool:
    """Parse a citation in brackets."""
    document = document_of(state)
    found = GROUP.match(state.src, state.pos, state.posMax) if document.bibliography else None
    if found is None or not CITES.search(found["items"]):
        return False
    if normalizeReference(found["items"]) in state.env.get("references", {}):
        return False
    items = [ITEM.match(item) for item in found["items"].split(";")]
    if not all(items):
        return False
    if not silent:
        shown = []
        for item in filter(None, items):
            at = found.start("items") + found["items"].find(f"@{item['key']}")
            if place := _cite(item["key"], document, state.src, at):
                words = item["before"].strip(), item["behind"].strip()
                shown.append((item["key"], place, *words, bool(item["no_names"])))
        state.push("citation", "", 0).meta = {"items": shown}
    state.pos = found.end()
    return True


def in_text(state: StateInline, silent: bool) -> bool:
    """Parse a citation that is a part of the sentence: `@key`. An unknown key is text."""
    document = document_of(state)
    if not document.bibliography or state.linkLevel > 0:
        return False
    before = state.src[state.pos - 1] if state.pos else ""
    found = IN_TEXT.match(state.src, state.pos, state.posMax)
    if found is None or BEFORE_WORD.match(before) or found["key"] not in document.bibliography.entries:
        return False
    if not silent:
        place = _cite(found["key"], document, state.src, state.pos)
        state.push("citation_in_text", "", 0).meta = {"key": found["key"], "place": place}
    state.pos = found.end()
    return True


def _cite(key: str, document: Document, text: str, at: int) -> str:
    """Note a citation, and return its anchor; empty for a key that does not exist."""
    known = document.bibliography.entries
    position = document.inline_position(text, at)
    if key not in known:
        hint = near_miss(key, known) or f"the keys are those of {document.bibliography.path}"
        document.problem(f"no reference is called {key!r}", position, hint=hint, code="citation")
        return ""
    if document.refuse_in_heading("a citation", position, "citation"):
        return ""
    slug = re.sub(r"[^\w.-]", "-", key)
    if key not in document.cited:
        document.cited[key] = Cited(document.free_id(f"ref-{slug}"))
    place = document.free_id(f"cite-{slug}")
    document.cited[key].places.append(place)
    return place


def bibliography(directive: Directive, document: Document) -> tuple[Sequence[Token], Sequence[Token]]:
    """Return the place of the list of references."""
    if not document.bibliography:
        hint = 'name the file in the configuration: bibliography = "content/sources.bib"'
        message = "{bibliography} needs a file of references"
        document.problem(message, directive.position, hint=hint, code="citation")
    if document.lists_references:
        document.problem("{bibliography} appears twice", directive.position, code="citation")
    document.lists_references = True
    return [Token("bibliography", "", 0)], []


def render_group(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    """Return a citation in brackets."""
    document: Document = env[KEY]
    years = _years(document)
    parts = []
    for key, place, before, behind, no_names in tokens[index].meta["items"]:
        names = "" if no_names else f"{document.bibliography.reference(key).authors} "
        link = _link(document, key, place, f"{names}{years[key]}")
        parts.append(f"{escape(before)} {link}".strip() + (f", {escape(behind)}" if behind else ""))
    return f'<span class="citation">({"; ".join(parts)})</span>'


def render_in_text(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    """Return a citation that is a part of the sentence."""
    document, meta = env[KEY], tokens[index].meta
    key, place = meta["key"], meta["place"]
    if not place:
        return ""
    text = f"{document.bibliography.reference(key).authors} ({_years(document)[key]})"
    return f'<span class="citation">{_link(document, key, place, text)}</span>'


def render_bibliography(
    _self: RendererHTML, _tokens: Sequence[Token], _index: int, _options: OptionsDict, env: EnvType
) -> str:
    """Return the list of references where the directive stands."""
    return reference_list(env[KEY])


def reference_list(document: Document) -> str:
    """Return what the text cites, by author and year, with links back to the citations; empty for nothing."""
    if not document.cited:
        return ""
    years, rows = _years(document), []
    for reference in _references(document):
        key, cited = reference.key, document.cited[reference.key]
        letter = years[key].removeprefix(reference.year)
        label = f'<span class="reference-year">{escape(years[key])}</span> ' if letter else ""
        name = escape(f"{reference.authors} {years[key]}")
        back = " ".join(
            f'<a class="footnote-back" href="#{place}" role="doc-backlink" '
            f'aria-label="Back to citation {number} of {name}">↩\ufe0e</a>'
            for number, place in enumerate(cited.places, 1)
        )
        rows.append(f'<li id="{cited.anchor}">{label}{reference.html} {back}</li>\n')
    return f'<section class="references" role="doc-bibliography">\n<ul>\n{"".join(rows)}</ul>\n</section>\n'


def _references(document: Document) -> list[Reference]:
    """Return what the text cites, by author and year."""
    found = (document.bibliography.reference(key) for key in document.cited)
    return sorted(found, key=lambda reference: reference.sort_key)


def _years(document: Document) -> Mapping[str, str]:
    """Return the year of each cited reference, with a letter where names and year are the same."""
    if not document.years:
        same: dict[tuple[str, str], list[str]] = defaultdict(list)
        for reference in _references(document):
            same[reference.authors, reference.year].append(reference.key)
        document.years = {
            key: year + (ascii_lowercase[number % 26] if len(keys) > 1 else "")
            for (_, year), keys in same.items()
            for number, key in enumerate(keys)
        }
    return document.years


def _link(document: Document, key: str, place: str, text: str) -> str:
    anchor = document.cited[key].anchor
    return f'<a href="#{anchor}" id="{place}" role="doc-biblioref">{escape(text)}</a>'
