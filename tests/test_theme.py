from __future__ import annotations

import gzip
import re
from itertools import product
from pathlib import Path

import pytest

from sitegen.theme import theme_folder
from sitegen.theme.locate import BUILT_IN
from tests.styles import style_sheet


def properties(css: str) -> tuple[dict[str, str], dict[str, str]]:
    """The light and the dark colours among the custom properties of a `:root` block."""
    block = css[css.index(":root {") :]
    pairs = re.findall(
        r"(--[\w-]+): (?:light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)|(#[0-9a-f]+));", block[: block.index("}")]
    )
    light = {name: one or both for name, one, _, both in pairs}
    return light, {name: other or both for name, _, other, both in pairs}


def schemes(theme: str) -> dict[str, dict[str, str]]:
    """The colours of a theme on light and on dark screens, and on paper."""
    css = style_sheet(theme=theme)
    light, dark = properties(css)
    return {"light": light, "dark": dark, "print": light | properties(css[css.index("@media print") :])[0]}


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


@pytest.mark.parametrize("theme", BUILT_IN)
@pytest.mark.parametrize("scheme", ["light", "dark", "print"])
@pytest.mark.parametrize(
    ("text", "ground"),
    list(product(("--ink", "--muted", "--accent", "--signal"), ("--paper", "--surface"))),
)
def test_text_stands_out_from_its_ground(theme: str, scheme: str, text: str, ground: str) -> None:
    colours = schemes(theme)[scheme]

    assert contrast(colours[text], colours[ground]) >= 4.5


@pytest.mark.parametrize("accent", ["blue", "green"])
def test_every_accent_of_the_lecture_theme_stands_out(accent: str) -> None:
    css = style_sheet(theme="lecture")
    found = re.search(rf'data-accent="{accent}"\] {{\s+--accent: light-dark\((#\w+), (#\w+)\);', css)
    assert found
    for colour, scheme in zip(found.groups(), ("light", "dark"), strict=True):
        for ground in ("--paper", "--surface"):
            assert contrast(colour, schemes("lecture")[scheme][ground]) >= 4.5


@pytest.mark.parametrize("theme", BUILT_IN)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_titles_of_boxes_and_marked_text_stand_out(theme: str, scheme: str) -> None:
    colours = schemes(theme)[scheme]
    for tone in ("--good", "--bad"):
        assert contrast(colours[tone], colours["--surface"]) >= 4.5
    assert contrast(colours["--ink"], colours["--select"]) >= 4.5


@pytest.mark.parametrize("theme", BUILT_IN)
def test_every_colour_has_a_light_and_a_dark_value(theme: str) -> None:
    found = schemes(theme)

    assert len(found["light"]) >= 10
    assert all(found["light"][name] != found["dark"][name] for name in found["light"])


@pytest.mark.parametrize("theme", BUILT_IN)
def test_the_variables_that_style_sheets_use_exist(theme: str) -> None:
    css = style_sheet(theme=theme)
    defined = set(re.findall(r"(--[\w-]+):", css))

    assert set(variables("default")) - {"--ticks"} <= set(variables(theme))
    shared = [style_sheet(f"css/{name}.css", theme) for name in ("blocks", "code", "search")]
    own = set(re.findall(r"(--code-[\w-]+):", shared[1])) | {"--demo-series-1"}
    assert set(re.findall(r"var\((--[\w-]+)\)", "".join([css, *shared]))) <= defined | own


def variables(theme: str) -> list[str]:
    """The variables that a theme sets for the whole page."""
    css = style_sheet(theme=theme)
    block = css[css.index(":root {") :]
    return re.findall(r"^  (--[\w-]+):", block[: block.index("\n}")], re.MULTILINE)


@pytest.mark.parametrize("theme", BUILT_IN)
def test_the_guide_has_a_table_of_the_variables_of_the_theme(theme: str) -> None:
    """Those that only one theme has are its own business."""
    guide = (theme_folder("static").parent / "content/guide/themes.md").read_text(encoding="utf-8")
    table = guide[guide.index("| Variable |") :].partition("\n\n")[0]
    named = set(re.findall(r"`(--[\w-]+)`", table))

    assert named == set(variables("default")) - {"--ticks"}
    assert named <= set(variables(theme))


@pytest.mark.parametrize(("theme", "limit"), [("default", 5_500), ("lecture", 5_900)])
def test_the_style_sheet_is_small_and_loads_nothing(theme: str, limit: int) -> None:
    css = style_sheet(theme=theme)

    assert len(gzip.compress(css.encode())) < limit
    for word in ("url(", "@import", "@font-face"):
        assert word not in css


@pytest.mark.parametrize("theme", BUILT_IN)
def test_motion_is_only_for_readers_who_did_not_ask_for_less(theme: str) -> None:
    for word in ("scroll-behavior", "transition", "animation"):
        assert word not in style_sheet(theme=theme)


@pytest.mark.parametrize("theme", BUILT_IN)
def test_braces_and_parentheses_are_balanced(theme: str) -> None:
    css = style_sheet(theme=theme)

    assert css.count("{") == css.count("}")
    assert css.count("(") == css.count(")")


def test_the_theme_is_found_in_a_repository_and_in_an_installed_package(tmp_path: Path) -> None:
    package = tmp_path / "sitegen"
    (tmp_path / "templates").mkdir()

    assert theme_folder("templates", package) == tmp_path / "templates"
    (package / "theme" / "templates").mkdir(parents=True)
    assert theme_folder("templates", package) == package / "theme" / "templates"


def test_the_error_for_a_missing_theme_names_the_searched_folders(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError, match=r"built-in theme is missing: looked for .*theme.static"):
        theme_folder("static", tmp_path / "sitegen")
