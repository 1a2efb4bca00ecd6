"""The names of sitegen itself, which extensions cannot take. Tests compare them with its tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields

from sitegen.config_tables import CheckConfig, SeverityConfig
from sitegen.extension.records import Kind
from sitegen.model import FrontMatter

TAKEN: Mapping[Kind, frozenset[str]] = {
    "directive": frozenset({
        "bibliography", "caution", "code-cell", "corollary", "definition", "demo", "details", "example",
        "exercise", "figure", "important", "lemma", "literalinclude", "margin", "math", "note", "proof",
        "proposition", "remark", "tab", "table", "tabs", "theorem", "tip", "video", "warning",
    }),
    "role": frozenset({"abbr", "kbd", "metric", "ref", "sub", "sup"}),
    "function": frozenset({
        "asset", "cycler", "dict", "direction", "image", "joiner", "lipsum", "namespace", "now", "range",
        "site", "t", "url_for",
    }),
    "filter": frozenset({
        "abs", "attr", "batch", "capitalize", "cdata", "center", "count", "d", "date", "default",
        "dictsort", "e", "escape", "filesizeformat", "first", "float", "forceescape", "format",
        "groupby", "indent", "int", "items", "join", "json", "last", "length", "limit", "list",
        "lower", "map", "markdown", "max", "min", "options", "pad", "pprint", "random", "reject",
        "rejectattr", "replace", "reverse", "round", "safe", "select", "selectattr", "slice",
        "slider_position", "slugify", "sort", "string", "striptags", "sum", "title", "tojson",
        "trim", "truncate", "unique", "upper", "urlencode", "urlize", "wordcount", "wordwrap",
        "xmlattr",
    }),
    "key": frozenset({"lang", *(item.name for item in fields(FrontMatter))}),
    "check": frozenset({*CheckConfig().levels(), *SeverityConfig().levels()}),
}  # fmt: skip
"""By kind. The paths of outputs depend on the site: a collision of two is found when the pages are known."""
