"""Formulas of other dialects, and dollars that are none."""

from __future__ import annotations

import re

from sitegen.importing.model import Context
from sitegen.markdown_text.code import outside_code

FORMULA_SIGN = "\ufdd0"
"""Stands for a dollar sign of a formula that is one on every site, such as that of a role, until the end."""
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
