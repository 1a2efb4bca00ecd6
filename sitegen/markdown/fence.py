"""The line that opens a block of code: language, marked lines, title and line numbers, in several dialects.

    ```python {2,4-6} title="train.py"        Docusaurus, Gatsby, Next, this program
    ```js:file.js                             Next, Qiita
    ```js{2,4} showLineNumbers                Gatsby, VuePress, Rehype
    ```rust,no_run                            rustdoc, mdBook
    ```go {linenos=table,hl_lines=[1,"3-5"]}  Hugo
    ```{.python .numberLines}                 Pandoc

Words that have no effect here are left out without a message.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sitegen.errors import near_miss

PANDOC = re.compile(r"\{\s*\.(?P<language>[^\s{}.]+)(?P<rest>[^{}]*)\}")
LANGUAGE = re.compile(r"(?P<language>[^\s{},:=\[\]]*)(?::(?:title=)?(?P<title>[^\s{]+))?")
WORD = re.compile(
    r"""
    \{(?P<braces>[^{}]*)\}
    | (?P<key>[\w-]+)=(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'|\{(?P<value>[^{}]*)\}|(?P<bare>[^\s"',]+))
    | \[(?P<name>[^\[\]]+)\]
    | (?P<phrase>/[^/\s][^/]*/|"[^"]*"|'[^']*')(?:\#\w+|\d+)?
    | (?P<word>[^\s,]+)
    """,
    re.VERBOSE,
)
RANGE = re.compile(r"(\d+)(?:-(\d+))?\Z")
KEY_IN_BRACES = re.compile(r"""([\w-]+)\s*[=:]\s*(\[[^\]]*\]|"[^"]*"|'[^']*'|[^\s,]+)""")
TITLES = ("title", "filename", "file", "name", "caption")
MOST_WARNINGS = 10
"""Warnings that one line gives; a line with more of them is no opening line."""
MARKS = ("hl_lines", "highlight", "mark")
NUMBERS = frozenset({
    "line-numbers", "lineno", "linenos", "linenums", "linenumbers", "ln", "numbered", "numberlines",
    "numlines", "showlinenumbers",
})  # fmt: skip
"""Words and keys, in lower case, that ask for line numbers."""
STARTS = frozenset({"linenostart", "linenumbersstart", "start", "startfrom", "startline"})
"""Keys, in lower case, for the number of the first line."""
NO = frozenset({"false", "0", "no", "none", "off"})
WITHOUT_EFFECT = frozenset({
    "anchorlinenos", "class", "collapse", "compile_fail", "copy", "css", "del", "diff", "editable",
    "edition2015", "edition2018", "edition2021", "edition2024", "frame", "hidelines", "icon", "id",
    "ignore", "ins", "lang", "lineanchors", "live", "no-copy", "no-line-numbers", "no_run", "noclasses",
    "nocopy", "noinline", "nolinenumbers", "playground", "runnable", "should_panic", "style", "tab",
    "theme", "twoslash", "width", "word_wrap", "wrap",
})  # fmt: skip
"""Words and keys of other programs, in lower case, that only change how they show code."""

LEXERS = {
    "angular": "html", "astro": "html", "bash-session": "console", "cc": "cpp", "cmd": "batch", "conf": "ini",
    "crontab": "bash", "dotenv": "bash", "editorconfig": "ini", "ejs": "html", "el": "elisp", "env": "bash",
    "gitconfig": "ini", "gradle": "groovy", "hbs": "handlebars", "htm": "html", "ipython": "python",
    "ipython3": "python", "jinja2": "jinja", "jsonc": "json5", "kt": "kotlin", "kts": "kotlin",
    "mdx": "markdown", "mjs": "javascript", "nginxconf": "nginx", "njk": "jinja", "nunjucks": "jinja",
    "patch": "diff", "phtml": "php", "plsql": "sql", "postcss": "css", "ps": "powershell", "rscript": "r",
    "sh-session": "console", "shellscript": "bash", "svelte": "html", "svg": "xml", "terminal": "console",
    "vb": "vb.net", "viml": "vim",
}  # fmt: skip
"""Names of languages that other highlighters know, and the lexer that colours them here."""
PLAIN = frozenset({
    "ascii", "bob", "chart", "code", "csv", "d2", "ditaa", "flow", "flowchart", "gitignore", "ignore",
    "linux", "log", "mermaid", "no-highlight", "nohighlight", "nomnoml", "none", "output", "pikchr", "plain",
    "plaintext", "plantuml", "puml", "raw", "sequence", "stdout", "text", "text-only", "tree", "txt", "vega",
    "vega-lite", "",
})  # fmt: skip
"""Names of what is shown without colours: text, output, and diagrams that other programs draw."""


@dataclass(frozen=True, slots=True)
class FenceWarning:
    """A word that has no effect."""

    word: str
    message: str
    hint: str | None = None


@dataclass(frozen=True, slots=True)
class FenceInfo:
    """What the opening line of a block of code says."""

    language: str
    """As the author wrote it."""
    marked: frozenset[int] = frozenset()
    """Lines to highlight, from 1."""
    title: str = ""
    first_number: int | None = None
    """The number of the first line, where lines have numbers."""
    warnings: tuple[FenceWarning, ...] = ()

    @property
    def lexer(self) -> str:
        """The name by which Pygments may know the language; empty for text without colours."""
        language = self.language.lower()
        if language.startswith("diff-"):
            return "diff"
        return "" if language in PLAIN else LEXERS.get(language, language)


def read_info(info: str, lines: int) -> FenceInfo:
    """Read the text behind the backquotes of a block of code.

    Args:
        info: the text.
        lines: how many lines the block has.
    """
    info = info.strip()
    numbers = LineNumbers()
    if found := PANDOC.match(info):
        for word in re.finditer(r"\.?(?P<name>[\w-]+)(?:=\"?(?P<value>[^\s\"]*)\"?)?", found["rest"]):
            numbers.read(word["name"], word["value"] or "")
        return FenceInfo(found["language"], first_number=numbers.first)
    opening = LANGUAGE.match(info)
    language = (opening and opening["language"]) or ""
    title = (opening and opening["title"]) or ""
    if re.fullmatch(r"(no-)?line-numbers(=\d+)?", title):
        numbers.read(*title.partition("=")[::2])
        title = ""
    marked: set[int] = set()
    warnings: list[FenceWarning] = []
    for word in WORD.finditer(info, opening.end() if opening else 0):
        key, value = (word["key"] or "").lower(), _value(word)
        if word["braces"] is not None:
            pairs = KEY_IN_BRACES.findall(word["braces"]) or [(MARKS[0], word["braces"])]
            for name, text in pairs:
                numbers.read(name, text.strip("\"'"))
                if name.lower() in MARKS:
                    _mark(text, lines, marked, warnings, word[0])
        elif key in TITLES:
            title = value
        elif key in MARKS:
            _mark(value, lines, marked, warnings, word[0])
        elif numbers.read(key or word["word"] or "", value):
            continue
        elif word["name"]:
            title = title or word["name"]
        elif not word["phrase"] and (key or (word["word"] or "").lower()) not in WITHOUT_EFFECT:
            hint = near_miss(key or word["word"], TITLES[:1])
            message = f'{word[0]!r} is unknown behind a language; known: {{2,4-6}} and title="…"'
            warnings.append(FenceWarning(word[0], message, hint))
    return FenceInfo(language, frozenset(marked), title, numbers.first, tuple(warnings[:MOST_WARNINGS]))


class LineNumbers:
    """What the words of an opening line say about line numbers."""

    def __init__(self) -> None:
        self._shown, self._start = False, 1

    @property
    def first(self) -> int | None:
        """The number of the first line; None where lines have no numbers."""
        return self._start if self._shown else None

    def read(self, name: str, value: str) -> bool:
        """Take in a word, or a key with its value; return whether it is about line numbers."""
        name = name.lower()
        if name in STARTS and value.isdecimal():
            self._start = int(value)
        elif name in NUMBERS:
            self._shown = value.lower() not in NO
            if value.isdecimal() and int(value):
                self._start = int(value)
        return name in NUMBERS or name in STARTS


def _value(word: re.Match[str]) -> str:
    return next((word[name] for name in ("double", "single", "value", "bare") if word[name] is not None), "")


def _mark(text: str, lines: int, marked: set[int], warnings: list[FenceWarning], word: str) -> None:
    """Add the lines that `2,4-6` or `["2", "4-6"]` names."""
    for piece in _pieces(text):
        found = RANGE.match(piece)
        first, end = (int(found[1]), int(found[2] or found[1])) if found else (0, 0)
        if 1 <= first <= end <= lines:
            marked.update(range(first, end + 1))
        else:
            message = f"{piece!r} is not a line, or a range of lines, between 1 and {lines}"
            warnings.append(FenceWarning(word, message, "write {2} or {2,4-6}"))


def _pieces(text: str) -> Iterator[str]:
    yield from (
        piece.strip("\"'") for piece in re.split(r"[\s,\[\]]+", text.strip("[] ")) if piece.strip("\"'")
    )
