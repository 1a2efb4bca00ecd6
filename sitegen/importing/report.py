"""Write what an import did, for the author: `import-report.md`."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sitegen.importing.model import ImportReport, Note

SHOWN = 8
"""How many files are named for one row."""


def report_text(report: ImportReport) -> str:
    """Return the report as Markdown."""
    addresses = report.addresses
    total = len(addresses.kept) + len(addresses.redirected) + len(addresses.lost)
    lines = [
        f"# Imported from {report.kind}",
        "",
        f"Recognised because {report.reason}.",
        "",
        "| | |",
        "|---|---:|",
        f"| Posts published | {report.posts} |",
        f"| Pages published | {report.pages} |",
        f"| Drafts in the source | {report.drafts} |",
        f"| Held back by this import | {len(report.held_back)} |",
        f"| Files copied | {report.files} |",
        "",
        "## Old addresses",
        "",
        "| Old addresses | Kept | Redirected | Lost |",
        "|---:|---:|---:|---:|",
        f"| {total} | {len(addresses.kept)} | {len(addresses.redirected)} | {len(addresses.lost)} |",
        "",
    ]
    if addresses.redirected:
        lines += ["<details><summary>Redirected</summary>", ""]
        lines += [f"- {_code(old)} → {_code(new)}" for old, new in addresses.redirected]
        lines += ["", "</details>", ""]
    if addresses.lost:
        lines += ["Lost:", "", *(f"- {_code(old)}: {reason}" for old, reason in addresses.lost), ""]
    if report.held_back:
        lines += ["## Held back", "", "These pages are drafts: the build would refuse them.", ""]
        lines += [f"- {_code(path)}: {reason}" for path, reason in report.held_back] + [""]
    for outcome, title, text in (
        ("left as it is", "Left as it is", "Not understood; it stands in the text as it was."),
        ("not imported", "Not imported", "Files that were left out."),
        ("dropped", "Dropped", "What has no meaning in the new site."),
        ("converted", "Converted", "What has an equal in the new site."),
        ("held back as a draft", "Drafts", "Not published by a build without the option for drafts."),
    ):
        notes = [note for note in report.notes if note.outcome == outcome]
        if notes:
            lines += [f"## {title}", "", text, "", *_table(notes), ""]
    return "\n".join(lines).rstrip("\n") + "\n"


def _table(notes: Sequence[Note]) -> Iterable[str]:
    grouped: dict[tuple[str, str], list[str]] = defaultdict(list)
    for note in notes:
        grouped[note.kind, note.what].append(note.path)
    yield "| Kind | What | Count | Files |"
    yield "|---|---|---:|---|"
    for (kind, what), paths in sorted(grouped.items(), key=lambda row: (row[0][0], -len(row[1]), row[0][1])):
        files = list(dict.fromkeys(paths))
        shown = ", ".join(_code(path) for path in files[:SHOWN])
        more = f" and {len(files) - SHOWN} more" if len(files) > SHOWN else ""
        yield f"| {kind} | {_code(what)} | {len(paths)} | {shown}{more} |"


def _code(text: str) -> str:
    """Return a text as code in a cell of a table."""
    plain = "".join(char if char.isprintable() else "�" for char in text).replace("|", "\\|")
    ticks = "``" if "`" in plain else "`"
    space = " " if "`" in plain else ""
    return f"{ticks}{space}{plain}{space}{ticks}"
