"""One site for each refusal: what its author is told, word for word."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden import INVALID, refusal_of


@pytest.mark.parametrize("site", sorted(INVALID.iterdir()), ids=lambda site: site.name)
def test_a_site_that_is_wrong_is_refused_with_these_words(site: Path) -> None:
    assert refusal_of(site) == (site / "expected.txt").read_text(encoding="utf-8")


def test_no_site_here_is_right() -> None:
    for site in INVALID.iterdir():
        first, _, told = (site / "expected.txt").read_text(encoding="utf-8").partition("\n")
        assert first.endswith("Error"), site.name
        assert told.strip(), site.name
