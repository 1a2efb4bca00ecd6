"""Markdown → HTML for one body. Other packages import this module and none below it."""

from sitegen.markdown.addresses import Links
from sitegen.markdown.body import read_body
from sitegen.markdown.highlight import UnknownLanguageError, highlight
from sitegen.markdown.math import formula_html

__all__ = ["Links", "UnknownLanguageError", "formula_html", "highlight", "read_body"]
