from __future__ import annotations

import gzip
import re
from itertools import product
from pathlib import Path

import pytest

from sitegen.theme import theme_folder

SITE_CSS = (theme_folder("static") / "css" / "site.css").read_text(encoding="utf-8")
PRINT = SITE_CSS[SITE_CSS.index("@media print") :]


def properties(css: str) -> tuple[dict[str, str], dict[str, str]]:
    """The light and the dark colours among the custom properties of a `:root` block."""
    block = css[css.index(":root") :]
    pairs = re.findall(
        r"(--[\w-]+): (?:light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)|(#[0-9a-f]+));", block[: block.index("}")]
    )
    light = {name: one or both for name, one, _, both in pairs}
    return light, {name: other or both for name, _, other, both in pairs}


LIGHT, DARK = properties(SITE_CSS)


def luminance(colour: str) -> float:
    """Relative luminance as WCAG 2 defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(2 * digit for digit in colour[1:])
    parts = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return sum(share * part for share, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_contrast_is_computed_as_wcag_does() -> None:
    assert contrast("#fff", "#000000") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize(
    "scheme", [LIGHT, DARK, LIGHT | properties(PRINT)[0]], ids=["light", "dark", "print"]
)
@pytest.mark.parametrize(
    ("text", "ground"),
    list(product(("--ink", "--muted", "--accent", "--signal"), ("--paper", "--surface"))),
)
def test_text_stands_out_from_its_ground(scheme: dict[str, str], text: str, ground: str) -> None:
    assert contrast(scheme[text], scheme[ground]) >= 4.5


@pytest.mark.parametrize("scheme", [LIGHT, DARK], ids=["light", "dark"])
def test_titles_of_boxes_and_marked_text_stand_out(scheme: dict[str, str]) -> None:
    for tone in ("--good", "--bad"):
        assert contrast(scheme[tone], scheme["--surface"]) >= 4.5
    assert contrast(scheme["--ink"], scheme["--select"]) >= 4.5


def test_every_colour_has_a_light_and_a_dark_value() -> None:
    assert len(LIGHT) >= 10
    assert all(LIGHT[name] != DARK[name] for name in LIGHT)


def test_the_variables_that_other_style_sheets_use_exist() -> None:
    defined = set(re.findall(r"(--[\w-]+):", SITE_CSS))

    assert {
        "--paper",
        "--ink",
        "--muted",
        "--rule",
        "--accent",
        "--surface",
        "--mono",
        "--serif",
        "--sans",
    } <= defined
    assert set(re.findall(r"var\((--[\w-]+)\)", SITE_CSS)) <= defined


def test_the_style_sheet_is_small_and_loads_nothing() -> None:
    assert len(gzip.compress(SITE_CSS.encode())) < 5_300
    for word in ("url(", "@import", "@font-face"):
        assert word not in SITE_CSS


def test_motion_is_only_for_readers_who_did_not_ask_for_less() -> None:
    assert "scroll-behavior" not in SITE_CSS
    assert "transition" not in SITE_CSS
    assert "animation" not in SITE_CSS


def test_braces_and_parentheses_are_balanced() -> None:
    assert SITE_CSS.count("{") == SITE_CSS.count("}")
    assert SITE_CSS.count("(") == SITE_CSS.count(")")


def test_the_theme_is_found_in_a_repository_and_in_an_installed_package(tmp_path: Path) -> None:
    package = tmp_path / "sitegen"
    (tmp_path / "templates").mkdir()

    assert theme_folder("templates", package) == tmp_path / "templates"
    (package / "theme" / "templates").mkdir(parents=True)
    assert theme_folder("templates", package) == package / "theme" / "templates"


def test_the_error_for_a_missing_theme_names_the_searched_folders(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"built-in theme is missing: looked for .*theme.static"):
        theme_folder("static", tmp_path / "sitegen")
