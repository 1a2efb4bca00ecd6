"""Write the expected HTML of every golden case again; read the difference before you commit it.

python -m tests.markdown.refresh
"""

from __future__ import annotations

from markdown_it.utils import read_fixture_file

from tests.markdown.conftest import FIXTURES, shown


def refresh() -> None:
    """Render each case and write it back. An expected text of one dot would end its case: there is none."""
    for path in sorted(FIXTURES.glob("*.md")):
        cases = []
        for _line, title, text, _expected in read_fixture_file(path):
            cases.append(f"{title}\n.\n{text}.\n{shown(text).rstrip()}\n.\n")
        path.write_text("\n".join(cases), encoding="utf-8")


if __name__ == "__main__":
    refresh()
