"""One site for each refusal: the exact error message."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.golden import INVALID, refusal_of


@pytest.mark.parametrize("site", sorted(INVALID.iterdir()), ids=lambda site: site.name)
def test_an_invalid_site_is_refused_with_the_expected_message(site: Path) -> None:
    assert refusal_of(site) == (site / "expected.txt").read_text(encoding="utf-8")


def test_every_site_has_an_expected_message() -> None:
    for site in INVALID.iterdir():
        first, _, message = (site / "expected.txt").read_text(encoding="utf-8").partition("\n")
        assert first.endswith("Error"), site.name
        assert message.strip(), site.name
