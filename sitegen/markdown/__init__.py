"""Markdown → HTML for one body. Other packages import this module and none below it."""

from sitegen.markdown.addresses import Links
from sitegen.markdown.body import read_body
from sitegen.markdown.highlight import UnknownLanguageError, highlight

__all__ = ["Links", "UnknownLanguageError", "highlight", "read_body"]
