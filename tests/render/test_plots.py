"""Figures, tables and formulas of cells as a site shows them, where no program runs for readers."""

from __future__ import annotations

import re

import pytest

import sitegen
from sitegen.build import Built, build_outputs
from sitegen.config import load_config
from sitegen.render import safe_html
from tests.conftest import NOW, SITES


@pytest.fixture(scope="module")
def built() -> Built:
    return build_outputs(load_config(SITES / "plots" / "sitegen.toml"), now=NOW)


@pytest.fixture(scope="module")
def published(built: Built) -> dict[str, str]:
    return {
        str(output.output_path): output.content.decode()
        for output in built.outputs
        if isinstance(output.content, bytes) and output.output_path.suffix in {".html", ".xml"}
    }


def test_a_site_whose_programs_are_still_publishes_no_runtime_and_no_client(built: Built) -> None:
    tops = {output.output_path.parts[0] for output in built.outputs}

    assert "runtime" not in tops
    assert not any(top.startswith("client") for top in tops)
    assert built.site.warnings == ()


def test_a_page_says_why_its_programs_do_not_run_and_offers_nothing_to_press(
    published: dict[str, str],
) -> None:
    page = published["posts/figures/index.html"]

    assert page.count('<div class="still-cell" id="') == 12
    assert page.count("This program uses matplotlib, which is not part of this page; ") == 1
    assert page.count("This program comes after cell 1, which does not run on the page; ") == 11
    assert not re.search(r"<code-cell|data-action|main\.[0-9a-f]+\.js|application/json", page)


def test_twelve_figures_are_drawn_with_words_and_without_styles(published: dict[str, str]) -> None:
    page = published["posts/figures/index.html"]
    ids = re.findall(r' id="([^"]+)"', page)

    assert len(re.findall(r'<svg class="plot[^"]*" role="img" aria-label="\w', page)) == 12
    assert "Bacteria double every day for a week" in page
    assert not re.search(r"\sstyle=|<style", page.partition("</head>")[2])
    assert len(ids) == len(set(ids))


def test_tables_have_headings_and_say_how_long_they_are(published: dict[str, str]) -> None:
    page = published["posts/tables/index.html"]

    assert page.count('<div class="display" data-kind="table"') == 5
    assert '<th scope="row">count</th>' in page
    assert "1000 rows × 3 columns" in page
    assert page.count('data-kind="figure"') == 1
    assert "Name: orders, dtype: int64" in page


def test_formulas_are_set_as_those_of_the_text_and_pictures_have_words(published: dict[str, str]) -> None:
    page = published["posts/others/index.html"]

    assert page.count(safe_html.FORMULA.partition("{}")[0] + '<div class="math"><math') == 2
    assert 'alt="A square that fades from black to red."' in page
    assert "A <b>short</b> note." in page
    assert "steal" not in page.partition("<p>A <b>short")[2]


def test_a_still_demo_shows_its_figure_and_no_controls(published: dict[str, str]) -> None:
    page = published["posts/demo/index.html"]
    ids = re.findall(r' id="([^"]+)"', page)

    assert page.count('<div class="still-demo" id="ring') == 2
    assert page.count("This demo uses matplotlib, which is not part of this page; ") == 2
    assert page.count('aria-label="Plane. Dots of a ring, and a circle with the radius 0.99."') == 2
    assert not re.search(r"<demo-island|<fieldset|<input|data-action", page)
    assert len(ids) == len(set(ids))


def test_a_feed_has_tables_and_formulas_and_the_words_of_figures(published: dict[str, str]) -> None:
    feed = published["feed.xml"]

    assert "<p>Bacteria double every day for a week, with larger errors towards its end.</p>" in feed
    assert '<th scope="row">count</th>' in feed
    assert "See its pictures on the page" in feed
    assert "<math" in feed
    assert not re.search(r"<svg|<img", feed)


def test_the_script_of_a_still_demo_names_what_it_needs(built: Built) -> None:
    scripts = [output.content for output in built.outputs if output.output_path.name == "ring.py"]

    assert len(scripts) == 1
    assert isinstance(scripts[0], bytes)
    assert f'# dependencies = ["sitegen-live=={sitegen.__version__}", "matplotlib"]\n' in scripts[0].decode()
