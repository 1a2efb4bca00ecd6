"""Differences between dialects of Markdown: fences, boxes, attributes, formulas."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sitegen.importing.code import FENCE, blocks, outside_code
from sitegen.importing.components import ADMONITIONS, directive, fence
from sitegen.importing.model import Context

LANGUAGES = {
    "shell-session": "console", "terminal": "console", "sh-session": "console", "plaintext": "text", "plain": "text",
    "txt": "text", "output": "text", "golang": "go", "jsonc": "json", "conf": "ini", "env": "bash", "gitignore": "text",
    "objectivec": "objective-c", "objc": "objective-c", "viml": "vim", "svelte": "html", "astro": "html", "mdx": "markdown",
    "njk": "jinja", "nunjucks": "jinja", "liquid": "text", "ps": "powershell", "cmd": "bat", "coffeescript": "coffee-script",
    "no-highlight": "text", "nohighlight": "text", "none": "text", "code": "text", "linux": "text", "asm": "nasm",
    "protobuf": "proto", "dockerfile": "docker", "c++": "cpp", "mysql": "sql", "text-only": "text",
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


COLONS = re.compile(r"^(?P<indent>[ \t]*)(?P<colons>:{3,})[ \t]*(?P<rest>[^\n]*)$", re.MULTILINE)
OWN = re.compile(r"\{(?:figure|details|note|tip|important|warning|caution|math)\}")
BOX = re.compile(r"\{?\.?(?P<name>[A-Za-z][\w-]*)\}?[ \t]*(?:\[(?P<label>[^\]]*)\])?(?P<rest>.*)")


def colon_boxes(text: str, context: Context) -> str:
    """Turn `:::note[Title]` of Docusaurus, VitePress and Starlight into directives; escape other colons."""

    return outside_code(text, lambda masked: _Boxes(context).change(masked))


class _Boxes:
    """Reads the boxes of a text. The outer one of two nested boxes gets more colons, as sitegen wants it."""

    def __init__(self, context: Context) -> None:
        self.context = context
        self.lines: list[str] = []
        self.open: list[_Box] = []

    def change(self, text: str) -> str:
        for line in text.split("\n"):
            found = COLONS.fullmatch(line)
            if found is None:
                self.lines.append(line)
            elif found["rest"]:
                self._begin(found)
            elif self.open:
                self._end(found["indent"])
            else:
                self.lines.append(f"{found['indent']}\\{found[0].strip()}")
        while self.open:  # a box that is never closed ends with the text
            self._end("")
        return "\n".join(self.lines)

    def _begin(self, found: re.Match[str]) -> None:
        box = None if OWN.match(found["rest"]) else BOX.fullmatch(found["rest"])
        made = found["rest"] if box is None else ""
        if box is not None:
            name = box["name"].casefold()
            title = " ".join(filter(None, [(box["label"] or "").strip(), box["rest"].strip("{} \t")]))
            if name in ADMONITIONS:
                made = f"{{{ADMONITIONS[name]}}} {title}".rstrip()
            elif name in ("details", "spoiler", "collapse"):
                made = f"{{details}} {title or 'Details'}"
            what = f":::{name}" if made else found[0].strip()
            self.context.note("box", what, "converted" if made else "left as it is")
        self.open.append(_Box(len(self.lines), found["indent"], made or found[0].strip(), bool(made)))
        self.lines.append("")

    def _end(self, indent: str) -> None:
        box = self.open.pop()
        colons = ":" * (3 + box.height)
        for outer in self.open:
            outer.height = max(outer.height, box.height + 1) if box.understood else outer.height
        self.lines[box.at] = (
            f"{box.indent}{colons}{box.text}" if box.understood else f"{box.indent}\\{box.text}"
        )
        self.lines.append(f"{indent}{colons}" if box.understood else f"{indent}\\:::")


@dataclass
class _Box:
    """A box that is open."""

    at: int
    """The number of its first line."""
    indent: str
    text: str
    understood: bool
    height: int = 0
    """How many boxes are nested in it."""


ADMONITION = re.compile(r"^(?P<indent> {0,3})(?P<mark>!!!|\?\?\?\+?|===[!+]?)[ \t]+(?P<rest>[^\n]*)$")


def python_boxes(text: str, context: Context) -> str:
    """Turn `!!! note "Title"`, `??? tip` and `=== "Tab"` of Python-Markdown into directives."""
    lines = text.split("\n")
    out: list[str] = []
    index = 0
    while index < len(lines):
        found = ADMONITION.match(lines[index])
        if not found or (found["mark"].startswith("=") and '"' not in found["rest"]):
            out.append(lines[index])
            index += 1
            continue
        body, index = _indented(lines, index + 1, len(found["indent"]) + 4)
        inner = python_boxes("\n".join(body), context) if len(found["indent"]) < 4 else "\n".join(body)
        quoted = re.search(r"\"([^\"]*)\"", found["rest"])
        title = quoted[1] if quoted else ""
        words = re.sub(r"\"[^\"]*\"", "", found["rest"]).split()
        kind = next(
            (ADMONITIONS[word.casefold()] for word in words if word.casefold() in ADMONITIONS), "note"
        )
        context.note("box", f"{found['mark']} {words[0] if words else ''}".strip(), "converted")
        if found["mark"].startswith("="):
            out.append(f"\n**{title}**\n\n{inner.strip(chr(10))}\n")
        elif found["mark"].startswith("?"):
            name = title or (words[0].capitalize() if words else "Details")
            out.append(directive("details", name, inner).strip("\n") + "\n")
        else:
            out.append(directive(kind, title, inner).strip("\n") + "\n")
    return "\n".join(out)


def _indented(lines: list[str], start: int, margin: int) -> tuple[list[str], int]:
    """Return the lines that are indented by at least `margin`, without it, and the first line behind them."""
    body: list[str] = []
    index = start
    while index < len(lines) and (not lines[index].strip() or lines[index].startswith((" " * margin, "\t"))):
        line = lines[index]
        body.append(line[1:] if line.startswith("\t") else line[margin:])
        index += 1
    while body and not body[-1].strip():
        body.pop()
    return body, index


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
        body, index = _indented(lines, index + 1, 4)
        context.note("fence", f":::{found['language']}", "converted")
        out.append(fence("\n".join(body), found["language"]).strip("\n") + "\n")
    return "\n".join(out)


KRAMDOWN = re.compile(r"\{:[ \t]*(?P<inside>[^{}\n]*)\}")
TOC_LINE = re.compile(
    r"^[ \t]*(?:[-*+1][.)]?[ \t]+[^\n]*\n[ \t]*\{:\s*toc[^}\n]*\}|\[TOC\]|\[\[_?toc_?\]\]|\$\{toc\}|\{\{\s*toc\s*\}\})[ \t]*$",
    re.MULTILINE | re.IGNORECASE,
)


def kramdown(text: str, context: Context) -> str:
    """Write attributes of kramdown, `{: .class}`, as sitegen reads them, and drop its options."""

    def attributes(found: re.Match[str]) -> str:
        inside = found["inside"].strip()
        kept = [part for part in re.findall(r"[#.][\w-]+|[\w-]+=(?:\"[^\"]*\"|'[^']*'|[^\s\"'}]+)", inside)]
        shown = [re.sub(r"='([^']*)'$", r'="\1"', part) for part in kept if not part.lower().startswith("on")]
        return "{" + " ".join(shown) + "}" if shown else ""

    def change(masked: str) -> str:
        masked = re.sub(r"\{::(?:options|nomarkdown|comment)[^}]*/\}", "", masked)
        masked = re.sub(r"\{::comment\}.*?\{:/(?:comment)?\}", "", masked, flags=re.DOTALL)
        masked = re.sub(r"\{::?/?nomarkdown\s*/?\}|\{:/\}", "", masked)
        masked = re.sub(r"(<(?:div|section|aside|figure|details|article|td)\b[^<>]*?)\s+markdown\s*=\s*[\"']?\w+[\"']?([^<>]*>)",
                        r"\1\2\n\n", masked)  # fmt: skip
        return KRAMDOWN.sub(attributes, masked)

    return outside_code(contents(text, context), change)


def contents(text: str, context: Context) -> str:
    """Drop the line that stands for a table of contents, and ask for one in front matter."""

    def change(masked: str) -> str:
        if TOC_LINE.search(masked):
            context.toc = True
        return TOC_LINE.sub("", masked)

    return outside_code(text, change)


DISPLAY = re.compile(r"\$\$(?P<formula>(?:(?!\$\$|\n[ \t]*\n).){1,3000}?)\$\$", re.DOTALL)


def _lines_of_formula(found: re.Match[str]) -> str:
    r"""Put a formula with `\\` and no environment into one; MathJax ignores the sign, or breaks the line."""
    formula = found["formula"]
    if "\\\\" not in formula or "\\begin" in formula:
        return found[0]
    inside = re.sub(r"(?:\s*\\\\)+\s*\Z", "", formula.strip("\n"))
    if "\\\\" in inside:
        name = "aligned" if "&" in inside else "gathered"
        inside = f"\\begin{{{name}}}\n{inside.strip()}\n\\end{{{name}}}"
    end = "\n" if "\n" in formula else ""
    return f"$${end}{inside.strip(chr(10))}{end}$$"


def mathjax(text: str, _context: Context) -> str:
    r"""Write formulas between `\\(` and `\\)`, or `\\[` and `\\]`, between dollars."""

    def display(found: re.Match[str]) -> str:
        inside = found[1].strip()
        return f"\n$$\n{inside}\n$$\n" if found[0].startswith("\\") else found[0]

    def change(masked: str) -> str:
        masked = DISPLAY.sub(_lines_of_formula, masked)
        masked = re.sub(r"\\\\\[((?:(?!\n[ \t]*\n).){1,3000}?)\\\\\]", display, masked, flags=re.DOTALL)
        return re.sub(
            r"\\\\\(((?:(?!\n[ \t]*\n).){1,1000}?)\\\\\)",
            lambda found: f"${found[1].strip()}$", masked, flags=re.DOTALL,
        )  # fmt: skip

    return outside_code(text, change)


def inline_display(text: str, _context: Context) -> str:
    """Write kramdown's formulas inside a line, `$$x$$`, between single dollars."""

    def change(masked: str) -> str:
        return "\n".join(_single_dollars(line) for line in masked.split("\n"))

    return outside_code(text, change)


def _single_dollars(line: str) -> str:
    parts = line.split("$$")
    in_text = any(part.strip() for part in parts[::2])
    if len(parts) % 2 == 0 or len(parts) == 1 or not in_text:
        return line
    return "".join(
        f"${part.strip()}$" if index % 2 and part.strip() else part for index, part in enumerate(parts)
    )


PROGRAM = re.compile(r"<(script|style|svg)\b.*?</\1\s*>|<\?.*?\?>", re.DOTALL | re.IGNORECASE)
OPENING_DOLLAR = re.compile(r"(?<![\\\d$])\$(?=[^\s$](?:[^$\n]|\n(?!\s*\n)){0,2000}?\$)|(?<!\\)\$(?=\$)")


def literal_dollars(text: str, _context: Context) -> str:
    """Escape dollars that sitegen would read as a formula, on a site that shows no formulas."""

    def change(masked: str) -> str:
        # The reference keeps its meaning in a block of HTML, where a backslash would be shown.
        pieces = re.split(r"(\n[ \t]*\n)", masked)
        return "".join(
            OPENING_DOLLAR.sub("&#36;" if piece.lstrip().startswith("<") else r"\\$", piece)
            for piece in pieces
        )

    def outside_programs(masked: str) -> str:
        at, out = 0, []
        for found in PROGRAM.finditer(masked):
            out += [change(masked[at : found.start()]), found[0]]
            at = found.end()
        return "".join([*out, change(masked[at:])])

    return outside_code(text, outside_programs)


def lower_headings(text: str) -> str:
    """Move all headings one level down where some have the first level, which the title of the page has."""
    found: list[bool] = []

    def look(masked: str) -> str:
        found.append(bool(FIRST_LEVEL.search(masked)))
        return masked

    def change(masked: str) -> str:
        masked = re.sub(r"^( {0,3}#{1,5})(?=[ \t]|$)", r"\1#", masked, flags=re.MULTILINE)
        masked = re.sub(
            r"^(?P<text> {0,3}[^\s#>|*+=-][^\n]*)\n {0,3}-{3,}[ \t]*$",
            r"### \g<text>",
            masked,
            flags=re.MULTILINE,
        )
        return SETEXT.sub(r"## \g<text>", masked)

    outside_code(text, look)
    return outside_code(text, change) if any(found) else text


SETEXT = re.compile(r"^(?P<text> {0,3}[^\s#>|*+=-][^\n]*)\n {0,3}=+[ \t]*$", re.MULTILINE)
FIRST_LEVEL = re.compile(r"^ {0,3}#(?=[ \t]\S)|" + SETEXT.pattern, re.MULTILINE)


ROLE = re.compile(r"(?<!\\)\{(?=[A-Za-z][\w+:-]*\}`)")


def literal_roles(text: str, _context: Context) -> str:
    """Escape braces in front of code, which sitegen would read as a role."""
    return ROLE.sub(r"\\{", text)
