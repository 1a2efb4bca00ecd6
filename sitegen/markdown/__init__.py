"""Markdown → HTML for one body. The only door of this package."""

from sitegen.markdown.body import render_body
from sitegen.markdown.highlight import UnknownLanguageError, highlight
from sitegen.markdown.options import Links, MarkdownOptions

__all__ = ["Links", "MarkdownOptions", "UnknownLanguageError", "highlight", "render_body"]
