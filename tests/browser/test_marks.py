"""Every kind of mark in places of many sizes: readable letters, nothing outside, strokes in pixels."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from sitegen.demo import Bars, Curve, Surface
from tests.demo.marks.test_marks import MARKS

CSS = (Path(__file__).parents[2] / "static" / "css" / "marks.css").read_text(encoding="utf-8")
PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Marks</title>
<style>body {{ margin: 0; background: var(--demo-paper) }} section {{ width: {width}px; {height} }}</style>
<style>{css}</style>{marks}"""
WIDTHS = (288, 358, 600, 900)
HEIGHTS = ("", "height: 200px", "height: 440px")
TALL = ("many bars", "two columns of words", "large matrix", "bare image grid", "image grid")
"""Marks with a least height of more than 200 pixels."""
READ = ("table", "text", "mono text", "tokens", "one token")
"""Marks that are as high as their words are."""

OUTSIDE = """() => [...document.querySelectorAll("section")].flatMap((place) => {
  const mark = place.querySelector(".mark"), frame = mark.getBoundingClientRect();
  const found = [];
  if (Math.abs(frame.width - place.clientWidth) > 1 && !mark.matches("[data-kind=matrix]"))
    found.push(`${frame.width} px wide in ${place.clientWidth}`);
  if (place.dataset.fixed && !place.dataset.free && frame.height > place.clientHeight + 1)
    found.push(`${frame.height} px high in ${place.clientHeight}`);
  for (const text of mark.querySelectorAll("text, span, small, .mark-key, .mark-x")) {
    const box = text.getBoundingClientRect(), size = parseFloat(getComputedStyle(text).fontSize);
    const out = Math.max(frame.left - box.left, frame.top - box.top,
      box.right - frame.right, box.bottom - frame.bottom);
    if (box.width && (size < 13 || size > 15 || (out > 3 && !place.dataset.free)))
      found.push(`"${text.textContent}" of ${size} px, ${out.toFixed(1)} px outside`);
  }
  return found.map((text) => `${place.id}: ${text}`);
})"""
"""What is not as wide or high as its place, hard to read, or outside its mark."""


def show(page: Page, html: str, *, width: int, height: str = "") -> None:
    page.set_viewport_size({"width": width, "height": 900})
    page.set_content(PAGE.format(width=width, height=height, css=CSS, marks=html))


@pytest.mark.parametrize("height", HEIGHTS)
def test_every_mark_fits_its_place_with_letters_of_13_to_15_pixels(chromium: Browser, height: str) -> None:
    page = chromium.new_page()
    free = {*READ, *(TALL if height == HEIGHTS[1] else ()), "two columns of words", "many bars"}
    html = "".join(
        f'<section id="{name}"{" data-fixed=1" if height else ""}{" data-free=1" if name in free else ""}>'
        f"{make().picture('x')}</section>"
        for name, make in MARKS.items()
    )
    found = []
    for width in WIDTHS:
        show(page, html, width=width, height=height)
        found += [f"{width}: {text}" for text in page.evaluate(OUTSIDE)]
    assert found == []
    page.close()


def test_a_plane_with_equal_axes_keeps_its_proportions(chromium: Browser) -> None:
    page = chromium.new_page()
    frame = "() => { const box = document.querySelector('.mark-frame').getBoundingClientRect();"
    square = f"<section>{Surface([[0.5]]).picture('x')}</section>"
    wide = f"<section>{Surface([[0.5]], x_range=(-1.6, 1.6)).picture('x')}</section>"
    for html, ratio in ((square, 1.0), (wide, 1.6)):
        for width in WIDTHS:
            show(page, html, width=width, height="height: 320px")
            assert page.evaluate(f"{frame} return box.width / box.height; }}") == pytest.approx(
                ratio, abs=0.01
            )
    page.close()


def test_colours_follow_the_system_unless_the_page_says_otherwise(chromium: Browser) -> None:
    page = chromium.new_page(color_scheme="dark")
    show(page, f"<section>{Curve([0.0, 1.0]).picture('x')}</section>", width=300)
    line = "() => getComputedStyle([...document.querySelectorAll('path')].at(-1)).stroke"
    dark, light = "rgb(139, 188, 246)", "rgb(27, 86, 163)"
    assert page.evaluate(line) == dark
    page.evaluate("() => document.documentElement.setAttribute('data-theme', 'light')")
    assert page.evaluate(line) == light
    page.emulate_media(color_scheme="light")
    page.evaluate("() => document.documentElement.setAttribute('data-theme', 'dark')")
    assert page.evaluate(line) == dark
    page.emulate_media(media="print")
    assert page.evaluate(line) == light
    page.close()


def test_without_the_style_sheet_a_picture_has_its_light_colours_and_a_height(chromium: Browser) -> None:
    page = chromium.new_page()
    page.set_content(Bars({"a": 1.0, "b": 0.5}).picture("x"))
    bar = page.locator("path").nth(1)
    assert bar.evaluate("path => getComputedStyle(path).stroke") == "rgb(27, 86, 163)"
    box = page.locator("svg").first.bounding_box()
    assert box
    assert box["height"] == 44
    page.close()
