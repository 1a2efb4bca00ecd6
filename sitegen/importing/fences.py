"""Fenced code of other dialects: the words behind the opening, and the signs of other highlighters."""

from __future__ import annotations

import re

from sitegen.importing.boxes import indented
from sitegen.importing.code import FENCE, blocks
from sitegen.importing.markdown_parts import fence
from sitegen.importing.model import Context

LANGUAGES = {
    "shell-session": "console", "terminal": "console", "sh-session": "console", "plaintext": "text",
    "plain": "text", "txt": "text", "output": "text", "golang": "go", "jsonc": "json", "conf": "ini",
    "env": "bash", "gitignore": "text", "objectivec": "objective-c", "objc": "objective-c", "viml": "vim",
    "svelte": "html", "astro": "html", "mdx": "markdown", "njk": "jinja", "nunjucks": "jinja",
    "liquid": "text", "ps": "powershell", "cmd": "bat", "coffeescript": "coffee-script",
    "no-highlight": "text", "nohighlight": "text", "none": "text", "code": "text", "linux": "text",
    "asm": "nasm", "protobuf": "proto", "dockerfile": "docker", "c++": "cpp", "mysql": "sql",
    "text-only": "text",
}  # fmt: skip
"""Names of languages that other highlighters know → the name that Pygments knows."""


INFO_KEY = re.compile(
    r"(?P<key>title|filename|file|name|caption|path|label|heading)\s*[=:]\s*"
    r"(?:\"(?P<double>[^\"]*)\"|'(?P<single>[^']*)'|(?P<bare>[^\s,}]+))"
)


def fences(text: str, context: Context) -> str:
    """Write the words behind the opening of every fence as sitegen reads them."""
    pieces = []
    for piece, is_code in blocks(text):
        if not is_code:
            pieces.append(piece)
            continue
        first, _, rest = piece.partition("\n")
        opening = FENCE.match(first)
        lines = rest.count("\n") - 1 if rest.rstrip().endswith(("```", "~~~")) else rest.count("\n")
        info = opening["info"].strip() if opening else ""
        new = fence_info(info, max(lines, 0))
        if opening is None or new == info:
            pieces.append(piece)
            continue
        context.note("fence", f"```{info}", "converted")
        pieces.append(f"{opening['indent']}{opening['fence']}{new}\n{rest}")
    return "".join(pieces)


def fence_info(info: str, lines: int) -> str:
    """Return the words behind a fence: the language, `{2,4-6}` and `title="..."`.

    Args:
        info: the words as another generator reads them.
        lines: how many lines the code has.
    """
    if not info:
        return ""
    title = ""
    found = INFO_KEY.search(info)
    if found:
        title = next((found[g] for g in ("double", "single", "bare") if found[g]), "")
    rest = INFO_KEY.sub(" ", info)
    marked = _marked(rest, lines)
    braces = re.match(r"\{\s*\.?([\w+#-]*)", rest)
    word = braces[1] if braces else re.split(r"[\s,{\[(:=]", rest, maxsplit=1)[0]
    if re.fullmatch(r"\d[\d,-]*", word):
        word = ""
    after = rest[len(word) :] if not braces else ""
    if not title and (named := re.match(r":(?:title=)?([\w./+\\-]+\.\w+)", after)):
        title = named[1]
    if not title and (bracket := re.search(r"\[([^\]=]+\.\w+[^\]=]*)\]", after)):
        title = bracket[1]
    if not title and (plain := re.match(r"\s+([\w./-]+\.[A-Za-z]\w{0,5})(?:\s|$)", after)):
        title = plain[1]
    language = re.sub(r"[^\w+#.-]", "", word)
    diff = re.fullmatch(r"diff-(\w+)", language)
    language = "diff" if diff else LANGUAGES.get(language.casefold(), language)
    shown = [language or ("text" if title or marked else "")]
    if marked:
        shown.append("{" + marked + "}")
    if title:
        shown.append('title="' + title.replace('"', "'").replace("`", "'") + '"')
    return " ".join(part for part in shown if part)


def _marked(info: str, lines: int) -> str:
    """Return the lines to mark that the words name, as far as the code has them."""
    found = (
        re.search(r"hl_lines\s*=\s*[\[\"']+([^\]}]*?)[\]\"']+(?:\s|,|\}|$)", info)
        or re.search(r"(?:^|[\s\w])\{([\d,\s-]+)\}", info)
        or re.search(r"\bhl_lines=([\d,-]+)", info)
    )
    if not found:
        return ""
    ranges = []
    for first, last in re.findall(r"(\d{1,6})(?:\s*-\s*(\d{1,6}))?", found[1]):
        low, high = int(first), int(last or first)
        if 1 <= low <= high <= lines:
            ranges.append(f"{low}-{high}" if high > low else f"{low}")
    return ",".join(ranges)


CODEHILITE = re.compile(r"^(?: {4}|\t)[ \t]*(?::::|#!)(?P<language>[\w+#-]+)[ \t]*$")


def codehilite(text: str, context: Context) -> str:
    """Turn indented code that begins with `:::python` into a fence, as Python-Markdown shows it."""
    lines = text.split("\n")
    out: list[str] = []
    index = 0
    while index < len(lines):
        found = CODEHILITE.match(lines[index])
        if not found or (index and lines[index - 1].strip()):
            out.append(lines[index])
            index += 1
            continue
        body, index = indented(lines, index + 1, 4)
        context.note("fence", f":::{found['language']}", "converted")
        out.append(fence("\n".join(body), found["language"]).strip("\n") + "\n")
    return "\n".join(out)
