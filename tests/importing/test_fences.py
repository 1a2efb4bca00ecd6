"""Code that sitegen would read as something else."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from sitegen.importing.fences import fences
from sitegen.importing.model import Context, Entry, ForeignSite, Settings


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("```{r, echo=FALSE}\nx\n```\n", "```r\nx\n```\n"),
        ("- ~~~{python}\n  x\n  ~~~\n", "- ~~~python\n  x\n  ~~~\n"),
        ("```{.python .numberLines}\nx\n```\n", "```{.python .numberLines}\nx\n```\n"),
        ("```js {2} title=a\nx\n```\n", "```js {2} title=a\nx\n```\n"),
        ("Text with {braces}\n", "Text with {braces}\n"),
    ],
)
def test_a_chunk_becomes_a_block_of_code_and_other_blocks_stay(written: str, expected: str) -> None:
    entry = Entry(PurePosixPath("a.md"), "post", {}, written, "/a/")
    context = Context(entry, ForeignSite("x", Settings(), (entry,)), [], {}, lambda _path: None)
    assert fences(written, context) == expected
