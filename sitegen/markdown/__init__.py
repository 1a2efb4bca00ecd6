"""Markdown → HTML for one body. The only door of this package."""

from sitegen.markdown.body import read_body, render_body
from sitegen.markdown.highlight import UnknownLanguageError, highlight
from sitegen.markdown.options import Links, MarkdownOptions

__all__ = ["Links", "MarkdownOptions", "UnknownLanguageError", "highlight", "read_body", "render_body"]
