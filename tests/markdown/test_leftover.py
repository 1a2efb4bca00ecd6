from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.markdown.leftover import leftovers
from tests.markdown.conftest import render


def warnings(text: str) -> list[tuple[int, int, str]]:
    return [(found.line or 0, found.column or 0, found.code) for found in render(text).warnings]


@pytest.mark.parametrize(
    ("text", "code", "hint"),
    [
        ('{{< figure src="a.png" >}}', "leftover-shortcode", "write :::{figure} picture.png"),
        ("{{% img left /a.png %}}", "leftover-shortcode", "write :::{figure} picture.png"),
        ("{{% /notice %}}", "leftover-shortcode", "write Markdown, a directive or HTML"),
        ('[gallery ids="1,2"]', "leftover-shortcode", "write Markdown"),
        ("a caption[/caption]", "leftover-shortcode", "write Markdown"),
        ("{: .center}", "leftover-shortcode", "write Markdown"),
        ("{% raw %}", "leftover-liquid", "delete it"),
        ("see {% post_url 2020-01-01-a %}", "leftover-liquid", "link to the source"),
        ("[a]({{ site.baseurl }}/b/)", "leftover-liquid", "write its value"),
        ('{{ youtube(id="x") }}', "leftover-liquid", "write its value"),
        ("{% for x in y %}\nmore\n{% endfor %}", "leftover-liquid", "write its value"),
        ('<Image src="a.png" />', "leftover-jsx", "a component of MDX"),
        ("a List<String> of names", "leftover-jsx", "a component of MDX"),
        ("import Chart from '../chart.js'", "leftover-jsx", "delete it"),
        ("export const meta = 1", "leftover-jsx", "delete it"),
        ("word[^1] and", "undefined-footnote", "write a line '[^1]: The note.'"),
        ("<div>\n{% include a.html %}\n</div>", "leftover-liquid", "write its value"),
    ],
)
def test_what_is_left_over_gives_a_warning_with_a_hint(text: str, code: str, hint: str) -> None:
    found = render(text).warnings[0]

    assert found.code == code
    assert found.hint is not None
    assert found.hint.startswith(hint)


@pytest.mark.parametrize(
    "text",
    [
        "`{{< figure >}}` and `` {% raw %} `` and `<Image />` and `[^1]`",
        "```\n{{< figure >}}\n<Image />\n```",
        "    {{< figure >}}",
        "$x_{{a}}$ and $${{b}}$$",
        "<script>\nconst a = `{{ b }}`;\n</script>",
        "{metric}`depth.accuracy` and {kbd}`Ctrl`",
        "a < B and 3 <A",
        "word[^1]\n\n[^1]: The note.",
        "[a video](https://example.org/) and [x]",
        "[words]{.aside}",
        "important exports are important",
    ],
)
def test_what_is_shown_as_written_gives_no_warning(text: str) -> None:
    assert render(text).warnings == ()


def test_a_warning_names_its_line_and_column() -> None:
    assert warnings("One.\n\nTwo {% raw %} and\nthree {{< x >}}.\n\n> quoted {{ y }}") == [
        (8, 5, "leftover-liquid"),
        (9, 7, "leftover-shortcode"),
        (11, 10, "leftover-liquid"),
    ]


def test_a_misspelt_note_has_a_near_miss() -> None:
    (found,) = render("a[^surce] b[^source]\n\n[^source]: Here.").warnings

    assert found.message == "there is no footnote 'surce': the text shows [^surce]"
    assert found.hint == "did you mean 'source'?"


@given(st.text("{}<>%[]^` \nABabimport\"'="))
def test_every_text_is_searched(text: str) -> None:
    for found in leftovers(text, formulas=True, notes=()):
        assert 0 <= found.offset < len(text)
