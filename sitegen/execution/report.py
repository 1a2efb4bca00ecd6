"""The report of a run: one HTML file that needs nothing else, light or dark as the reader's system is."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from sitegen.demo import MarkData
from sitegen.execution.native_run import NativeRun
from sitegen.theme import theme_folder

STYLE = """\
body { margin: 0; background: var(--demo-paper); color: var(--demo-ink); font: 1rem/1.5 var(--demo-font); }
main { max-width: 62rem; margin-inline: auto; padding: 1.5rem; }
.run { border-collapse: collapse; font-variant-numeric: tabular-nums; margin-block: 0.5rem 1.5rem; }
.run :is(th, td) { padding: 0.2rem 1rem 0.2rem 0; border-bottom: 1px solid var(--demo-grid); }
.run :is(th, td) { text-align: right; }
.run :is(th, td):first-child { text-align: left; }
.wide { overflow-x: auto; }
pre { overflow-x: auto; }
"""


def make_report(run: NativeRun) -> str:
    """Return a run as an HTML page: pictures with twins, numbers as they came, values, program."""
    css = (theme_folder("static") / "css" / "demo.css").read_text(encoding="utf-8")
    frame = run.frame
    marks = "\n".join(map(_mark, frame["marks"]))
    metrics = "".join(
        f"<div><dt>{escape(metric['label'])}</dt><dd>{escape(metric['text'])}</dd></div>"
        for metric in frame["metrics"]
    )
    values = _table(("Control", "Value"), run.controls) if run.controls else "<p>It has no controls.</p>"
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<link rel="icon" href="data:,">
<title>{escape(run.title)}: step {frame["step"]:,}</title>
<style>
{css}{STYLE}</style>
</head>
<body>
<main>
<h1>{escape(run.title)}</h1>
<p>{escape(run.description)}</p>
<figure class="demo">
<div class="demo-marks" data-count="{len(frame["marks"])}">
{marks}
</div>
<dl class="demo-metrics">{metrics}</dl>
<p class="demo-text">{escape(frame["text"])}</p>
</figure>
<h2>As it ran</h2>
<div class="wide" role="region" aria-label="Numbers by step" tabindex="0">{_numbers(run)}</div>
<h2>Values</h2>
{values}
{"".join(f"<p>{escape(fact)}</p>" for fact in run.facts)}
<details><summary>The program <code>{escape(run.source_path)}</code></summary>
<pre tabindex="0"><code>{escape(run.source_code)}</code></pre></details>
</main>
</body>
</html>
"""


def _mark(mark: MarkData) -> str:
    label = escape(mark["label"])
    twin = ""
    if mark["table"]:
        twin = (
            '<details class="demo-twin"><summary>As a table</summary>'
            f'<div class="demo-table" role="region" aria-label="{label}: table" tabindex="0">'
            f"{mark['table']}</div></details>"
        )
    return (
        f'<div class="demo-mark" data-mark="{escape(mark["name"])}" data-kind="{escape(mark["kind"])}">\n'
        f'<p class="demo-mark-label">{label}</p>\n<div class="demo-picture">{mark["svg"]}</div>\n'
        f'<p class="demo-sentence">{escape(mark["sentence"])}</p>\n{twin}</div>'
    )


def _numbers(run: NativeRun) -> str:
    names = list(dict.fromkeys(name for moment in run.moments for name in moment.metrics))
    rows = [(f"{moment.step:,}", *(moment.metrics.get(name, "") for name in names)) for moment in run.moments]
    return _table(("Step", *names), rows)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> str:
    top = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>\n" for row in rows)
    return f'<table class="run"><thead><tr>{top}</tr></thead><tbody>\n{body}</tbody></table>'
