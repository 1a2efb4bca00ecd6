"""The report of a native run: one self-contained HTML file in the system's light or dark colours."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sitegen.demo.native.steps import NativeRun
from sitegen.demo.records import MarkData
from sitegen.theme import theme_folder

STYLE = """\
body { max-width: 62rem; margin: 2rem auto; padding: 0 1rem; background: var(--demo-paper);
  color: var(--demo-ink); font: 1rem/1.5 system-ui, sans-serif; }
.marks { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 1.5rem;
  align-items: start; }
.marks > * { min-width: 0; margin: 0; overflow-x: auto; }
figcaption { margin-bottom: 0.25rem; font-weight: 600; }
.wide, pre { overflow-x: auto; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
:is(th, td) { padding: 0.2rem 1rem 0.2rem 0; border-bottom: 1px solid var(--demo-grid); text-align: end; }
:is(th, td):first-child { text-align: start; }
"""


def make_report(run: NativeRun) -> str:
    """Return a run as an HTML page: pictures, tables, numbers by step, values and the program."""
    frame = run.frame
    after = f", step {frame['step']:,}" if run.generator else ""
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>{escape(run.title)}{after}</title>
<style>
{_mark_css()}{STYLE}</style>
</head>
<body>
<h1>{escape(run.title)}{after}</h1>
<p>{escape(run.description)}</p>
<p>{escape(frame["text"])}</p>
<div class="marks">
{"".join(map(_mark, frame["marks"]))}</div>
<h2>Numbers</h2>
<div class="wide" role="region" aria-label="Numbers by step" tabindex="0">{_numbers(run)}</div>
<h2>Values</h2>
{_table(("Control", "Value"), run.controls) if run.controls else "<p>The demo has no controls.</p>"}
{"".join(f"<p>{escape(fact)}</p>" for fact in run.facts)}
{_program(run.source_code)}</body>
</html>
"""


def _mark_css() -> str:
    """Return the theme's style sheet of marks."""
    return (theme_folder("static") / "css" / "marks.css").read_text(encoding="utf-8")


def _program(source: str) -> str:
    code = f'<pre tabindex="0"><code>{escape(source)}</code></pre>'
    return f"<details><summary>The program</summary>\n{code}</details>\n" if source else ""


def _mark(mark: MarkData) -> str:
    label = escape(mark["label"])
    table = f"<details><summary>As a table</summary>{mark['table']}</details>" if mark["table"] else ""
    return (
        f"<figure><figcaption>{label}</figcaption>\n{mark['svg']}\n"
        f"<p>{escape(mark['sentence'])}</p>\n{table}</figure>\n"
    )


def _numbers(run: NativeRun) -> str:
    names = list(dict.fromkeys(name for row in run.rows for name in row.metrics))
    rows = [(f"{row.step:,}", *(row.metrics.get(name, "") for name in names)) for row in run.rows]
    return _table(("Step", *names), rows)


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>\n" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>\n{body}</tbody></table>"
