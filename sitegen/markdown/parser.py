"""The tables: which rules, in which order, under which names. To add a syntax: one file, one row here."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markdown_it import MarkdownIt
from markdown_it.ruler import RuleOptionsType
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline.state_inline import StateInline
from mdit_py_plugins.attrs import attrs_block_plugin, attrs_plugin
from mdit_py_plugins.deflist import deflist_plugin
from mdit_py_plugins.footnote import footnote_plugin

from sitegen.markdown import (
    admonition,
    cell,
    citation,
    code,
    demo,
    details,
    element,
    extension,
    figure,
    footnote,
    heading,
    include,
    margin,
    math,
    metric,
    numbers,
    quotes,
    statement,
    table,
    tabs,
    video,
)
from sitegen.markdown.anchor import author_ids
from sitegen.markdown.directive import DirectiveRule
from sitegen.markdown.directive_block import directive_rule
from sitegen.markdown.inline import InlineByCharacter, inline
from sitegen.markdown.link import image, link, render_picture
from sitegen.markdown.outline import outline
from sitegen.markdown.role import RoleRule, abbreviation, role_rule
from sitegen.markdown.role import element as element_role

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import MarkdownConfig

ANCHOR = frozenset({"id"})
BOX = DirectiveRule(admonition.admonition, options=ANCHOR)

DIRECTIVES: dict[str, DirectiveRule] = {
    "demo": DirectiveRule(
        demo.demo, "required", "demo's name", options=None, repeatable=frozenset({"expect", "hide"})
    ),
    **dict.fromkeys(admonition.KINDS, BOX),
    "figure": DirectiveRule(figure.figure, "required", "picture's path", options=figure.OPTIONS),
    "video": DirectiveRule(video.video, "required", "file or address", options=video.OPTIONS),
    "details": DirectiveRule(details.details, "required", "summary", options=frozenset({"id", "open"})),
    "code-cell": DirectiveRule(cell.code_cell, "required", "language", cell.OPTIONS, markdown=False),
    "bibliography": DirectiveRule(citation.bibliography, "refused", markdown=False),
    "literalinclude": DirectiveRule(
        include.literal_include, "required", "file", include.OPTIONS, markdown=False
    ),
    "math": DirectiveRule(math.math_directive, "refused", options=ANCHOR, markdown=False),
    "table": DirectiveRule(table.table, "required", "caption", options=ANCHOR),
    **dict.fromkeys(statement.KINDS, DirectiveRule(statement.statement, options=ANCHOR)),
    "tabs": DirectiveRule(tabs.tabs, "refused"),
    "tab": DirectiveRule(tabs.tab, "required", "label"),
    "margin": DirectiveRule(margin.margin, "refused", options=ANCHOR),
}

ROLES: dict[str, RoleRule] = {
    "metric": metric.metric,
    "ref": numbers.reference,
    "abbr": abbreviation,
    "kbd": element_role("kbd"),
    "sub": element_role("sub"),
    "sup": element_role("sup"),
}

PLUGINS: tuple[Callable[[MarkdownIt], Any], ...] = (
    footnote_plugin,
    deflist_plugin,
    lambda md: attrs_plugin(md, spans=True),
    attrs_block_plugin,
    math.math_plugin,
)

RENDER: dict[str, Callable[..., str]] = {
    "image": render_picture,
    "figure_picture": render_picture,
    "video": video.render_video,
    "fence": code.render_fence,
    "code_block": code.render_indented,
    "heading_close": heading.render_heading_close,
    "demo_open": demo.render_demo_open,
    "demo_close": demo.render_demo_close,
    "metric": metric.render_metric,
    "block_label": numbers.render_label,
    "reference": numbers.render_reference,
    "included_file": include.render_included_file,
    "code_cell": cell.render_code_cell,
    "alert_open": admonition.render_alert_open,
    "alert_title_open": admonition.render_alert_title_open,
    "citation": citation.render_group,
    "citation_in_text": citation.render_in_text,
    "bibliography": citation.render_bibliography,
    "footnote_ref": footnote.render_ref,
    "footnote_block_open": footnote.render_block_open,
    "footnote_block_close": footnote.render_block_close,
    "footnote_open": footnote.render_open,
    "footnote_anchor": footnote.render_anchor,
    "table_open": element.render_table_open,
    "table_close": element.render_table_close,
    "th_open": element.render_table_cell_open,
    "td_open": element.render_table_cell_open,
    "list_item_open": element.render_item_open,
    "extension_open": extension.render_open,
    "extension_role": extension.render_role,
    "extension_shown": extension.render_nothing,
}
"""Type of a token → what makes its HTML, where it differs from markdown-it's own rule."""


def _keep_liquid(md: MarkdownIt) -> None:
    """Keep `{% tag %}` in the text: in attributes, a percent sign begins a comment, which is not shown."""
    read_block = md.block.ruler.getRules("")[md.block.ruler.get_active_rules().index("attr")]
    read_inline = md.inline.ruler.getRules("")[md.inline.ruler.get_active_rules().index("attr")]

    def block(state: StateBlock, first: int, last: int, silent: bool) -> bool:
        start = state.bMarks[first] + state.tShift[first]
        return not state.src.startswith("{%", start) and read_block(state, first, last, silent)

    def inline_rule(state: StateInline, silent: bool) -> bool:
        return not state.src.startswith("{%", state.pos) and read_inline(state, silent)

    md.block.ruler.at("attr", block)
    md.inline.ruler.at("attr", inline_rule)


@lru_cache(maxsize=8)
def parser(html: bool, typographer: bool) -> MarkdownIt:
    """Return the parser for posts. The parser holds no state: one serves all bodies and all threads."""
    md = MarkdownIt(
        "commonmark",
        {
            "html": html,
            "typographer": typographer,
            "xhtmlOut": False,
            "maxNesting": 60,
            "tasklists": True,
            "alerts": True,
        },
    )
    md.enable(["table", "strikethrough"])
    if typographer:
        md.enable(["replacements", "smartquotes"])
        md.core.ruler.at("smartquotes", quotes.smart_quotes)
    for plugin in PLUGINS:
        md.use(plugin)
    _keep_liquid(md)
    ends: RuleOptionsType = {"alt": ["paragraph", "reference", "blockquote", "list", "footnote_def"]}
    md.block.ruler.before("fence", "directive", directive_rule(DIRECTIVES), ends)
    md.inline.ruler.before("backticks", "role", role_rule(ROLES))
    md.inline.ruler.before("link", "citation", citation.group)
    md.inline.ruler.before("link", "citation_in_text", citation.in_text)
    md.inline.ruler.at("link", link)
    md.inline.ruler.at("image", image)
    md.core.ruler.at("inline", inline)
    md.core.ruler.before("footnote_tail", "check_footnotes", footnote.check_footnotes)
    md.core.ruler.before("inline", "heading_attributes", heading.heading_attributes)
    md.core.ruler.push("author_ids", author_ids)
    md.core.ruler.push("headings", heading.headings)
    md.core.ruler.push("name_blocks", numbers.name_blocks)
    md.core.ruler.push("join_tabs", tabs.join_tabs)
    md.core.ruler.push("outline", outline)
    for token_type, rule in RENDER.items():
        md.add_render_rule(token_type, rule)
    md.inline = InlineByCharacter(md.inline)
    return md


def parser_for(options: MarkdownConfig) -> MarkdownIt:
    """Return the parser that reads posts with these options."""
    return parser(options.html, options.typographer)
