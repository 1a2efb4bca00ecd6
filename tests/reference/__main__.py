"""Write the reference pages of the guide from the code: `make reference`, or `python -m tests.reference`.

The pages are committed; `tests/test_reference.py` fails when one of them is older than the code.
"""

from tests.reference.pages import FOLDER, PAGES

for name, page in PAGES.items():
    (FOLDER / f"{name}.md").write_text(page(), encoding="utf-8")
