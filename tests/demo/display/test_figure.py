"""Figures of matplotlib: drawn as a part of the page, in its type and colours, with words and a table."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from sitegen.demo import Figure, MarkError, show
from sitegen.demo.cells import CellPage
from sitegen.demo.frame import Frame

START = "import matplotlib.pyplot as plt\nimport numpy as np\nx = np.arange(5)\nfig, ax = plt.subplots()\n"


@pytest.fixture(scope="module")
def page() -> CellPage:
    page = CellPage()
    page.run("cell 0", START)
    return page


def drawn(page: CellPage, program: str, alt: str = "words") -> Any:
    output = page.run("cell 1", "fig, ax = plt.subplots()\n" + program, alt)
    assert output["error"] is None, output["error"]
    assert output["value"] == ""
    (item,) = output["displays"]
    assert item["kind"] == "figure"
    svg = re.search(r"<svg.*</svg>", item["html"], re.DOTALL)
    return {**item, "svg": svg and svg[0], "warnings": output["warnings"]}


def test_the_picture_is_xml_without_styles_scripts_and_foreign_addresses(page: CellPage) -> None:
    svg = drawn(page, "ax.plot(x, x**2, label='<&>', url='https://a.example')\nax.legend()")["svg"]
    ET.fromstring(svg)

    assert not re.search(r"\bstyle=|<style|<script|https?:|<metadata", svg)
    assert "&lt;&amp;&gt;</text>" in svg


def test_black_white_grids_and_the_colours_of_lines_are_those_of_the_theme(page: CellPage) -> None:
    svg = drawn(page, "ax.plot(x, x)\nax.plot(x, -x, color='#123456')\nax.plot(x, 2*x, 'k')\nax.grid()")[
        "svg"
    ]

    assert {"series-1", "ink", "grid"} <= set(re.findall(r"var\(--demo-([\w-]+),", svg))
    assert 'stroke="#123456"' in svg
    assert not re.search(r'"#(?:000000|ffffff|1f77b4|b0b0b0)"', svg)


def test_words_over_an_image_keep_their_colour_and_words_over_bars_have_a_rim(page: CellPage) -> None:
    over = drawn(page, "ax.imshow([[1, 2], [3, 4]])\nax.text(0, 0, 'cell', color='w')")["svg"]
    bars = drawn(page, "ax.bar_label(ax.bar(['a', 'b'], [1, 2]), label_type='center')")["svg"]

    assert re.search(r'<text[^>]* fill="#ffffff"[^>]*>cell</text>', over)
    assert "<image " in over
    assert re.search(r'<text[^>]* paint-order="stroke"[^>]*>2</text>', bars)


def test_a_ground_of_the_author_keeps_all_its_colours(page: CellPage) -> None:
    axes = drawn(page, "ax.set_facecolor('#eafff5')\nax.plot(x, x, 'k')\nax.set_title('T')")["svg"]
    dark = drawn(
        page, "fig.set_facecolor('black')\nax.set_facecolor('black')\nax.set_title('T', color='white')"
    )["svg"]

    assert 'fill="#eafff5"' in axes
    assert 'stroke="#000000" stroke-width="1.5"' in axes
    assert re.search(r'<text[^>]* fill="var\(--demo-ink,#1a1f26\)"[^>]*>T</text>', dark)


def test_equal_figures_have_equal_bytes_and_the_ids_of_a_page_are_its_own(page: CellPage) -> None:
    program = "ax.plot(x, x, 'o')"
    one, again = drawn(page, program)["svg"], drawn(page, program)["svg"]
    output = page.run("cell 2", "for _ in range(2):\n    plt.figure()\n    plt.plot(x)", "words")
    ids = [re.findall(r' id="([^"]+)"', item["html"]) for item in output["displays"]]

    assert one == again
    assert len(ids) == 2
    assert ids[0]
    assert not {*ids[0], *re.findall(r' id="([^"]+)"', one)} & set(ids[1])
    assert set(re.findall(r'(?:url\(|href=")#([^)"]+)', one)) == set(re.findall(r' id="([^"]+)"', one))


@pytest.mark.parametrize(
    "last",
    ["fig", "ax", "ax.plot(x)", "ax.plot(x)\nplt.show()", "ax.hist(x)", "np.array([ax, ax])", "{'a': ax}"],
)
def test_a_figure_is_shown_once_whatever_the_last_line_is(page: CellPage, last: str) -> None:
    output = page.run("cell 1", f"fig, ax = plt.subplots()\n{last}", "words")

    assert (output["value"], output["stdout"], len(output["displays"])) == ("", "", 1)


def test_a_figure_that_was_drawn_is_shown_beside_a_value_and_then_closed(page: CellPage) -> None:
    output = page.run("cell 1", "plt.plot(x)\n3", "words")

    assert (output["value"], len(output["displays"])) == ("3", 1)
    assert page.run("cell 2", "plt.get_fignums()")["value"] == "[]"
    assert page.run("cell 3", "plt.plot(x)\nplt.close()\n")["displays"] == []


def test_words_are_the_authors_or_the_titles_and_one_of_both_is_needed(page: CellPage) -> None:
    given = drawn(page, "ax.plot(x)")
    titled = drawn(
        page, "ax.plot(x, label='up')\nax.set_title('A $x$')\nax.set_xlabel('time')\nax.legend()", ""
    )
    undescribed = drawn(page, "ax.plot(x)", "")

    assert (given["alt"], given["warnings"]) == ("words", [])
    assert (titled["alt"], titled["warnings"]) == ("A x. 1 line: up; x: time.", [])
    assert 'aria-label="A x. 1 line: up; x: time."' in titled["html"]
    assert [warning["rule"] for warning in undescribed["warnings"]] == ["missing-alt"]


@pytest.mark.parametrize(
    ("program", "row"),
    [
        ("ax.plot(x, x**2, label='square')", '<tr><th scope="row">4</th><td>16</td></tr>'),
        ("ax.plot(x, x)\nax.plot(x, -x)", '<tr><th scope="row">4</th><td>4</td><td>−4</td></tr>'),
        ("ax.bar(['a', 'b'], [1, 2.5])", '<tr><th scope="row">b</th><td>2.5</td></tr>'),
        ("ax.barh(['a', 'b'], [1, 2.5])", '<tr><th scope="row">b</th><td>2.5</td></tr>'),
        ("ax.hist([0, 0, 1], bins=2)", '<tr><th scope="row">0 to 0.5</th><td>2</td></tr>'),
        ("ax.scatter([1, 2], [3, np.nan])", "<tr><td>1</td><td>3</td></tr>"),
        ("ax.pie([3, 1], labels=['most', 'rest'])", '<tr><th scope="row">most</th><td>75.0%</td></tr>'),
        (
            "ax.plot(np.array(['2026-01-02'], 'M8[D]'), [7], 'o')",
            '<tr><th scope="row">2026-01-02</th><td>7</td>',
        ),
    ],
)
def test_the_numbers_of_lines_bars_dots_and_sectors_stand_in_a_table(
    page: CellPage, program: str, row: str
) -> None:
    assert row in drawn(page, program)["html"]


def test_a_figure_that_would_be_large_is_stored_as_pixels_with_a_warning(
    page: CellPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sitegen.demo.display.figure.MOST_ELEMENTS", 100)
    item = drawn(page, "ax.scatter(np.arange(300) % 97, np.arange(300))")

    assert item["svg"] is None
    assert '<img class="plot plot-ground" src="data:image/png;base64,' in item["html"]
    assert [warning["rule"] for warning in item["warnings"]] == ["large-picture"]


def test_a_mesh_of_many_cells_is_an_image_inside_the_picture(page: CellPage) -> None:
    svg = drawn(page, "ax.pcolormesh(np.arange(2500).reshape(50, 50))")["svg"]

    assert svg.count("<image ") == 1
    assert svg.count("<path") < 100


def test_a_figure_is_a_mark_of_demos(page: CellPage) -> None:
    page.run("cell 1", "fig, ax = plt.subplots()\nax.plot([1, 2], label='up')")
    page.run("cell 2", "fig, ax = plt.subplots()\nax.plot([1, 2], label='up')")
    (mark,) = show(Frame(plot=Figure(page.module.fig, alt="It rises")))["marks"]

    assert (mark["kind"], mark["label"], mark["sentence"]) == ("figure", "Plot", "It rises.")
    assert mark["svg"].startswith(
        '<div class="mark" data-kind="figure"><svg class="plot plot-wide" role="img"'
    )
    assert 'aria-label="Plot. It rises."' in mark["svg"]
    assert re.search(r' id="figure-[0-9a-f]{8}-1"', mark["svg"])
    assert "<td>2</td>" in mark["table"]


@pytest.mark.parametrize(
    ("figure", "alt", "message"),
    [
        (3, "words", "Figure: received int; expected a figure of matplotlib"),
        (None, " ", "Figure: alt is ' '; expected what the figure shows, in a sentence"),
    ],
)
def test_a_mark_without_a_figure_or_without_words_is_refused(
    page: CellPage, figure: Any, alt: str, message: str
) -> None:
    page.run("cell 1", "fig = plt.figure()")
    with pytest.raises(MarkError, match=re.escape(message)):
        Figure(figure or page.module.fig, alt=alt)
