from __future__ import annotations

from sitegen.check.page_parser import css_addresses, parse_page


def test_comments_and_scripts_are_not_markup() -> None:
    parsed = parse_page('<p>a<!-- <b> --></p><script>if (a</b>/.test("</p>")) x = "<i id=q>"</script>')
    assert parsed.ids == []
    assert parsed.markup_errors == []


def test_css_addresses_have_lines_and_columns() -> None:
    assert list(css_addresses("a {}\nb { c: url( 'd e.png' ) }")) == [("d e.png", (2, 8))]


def test_the_second_of_two_equal_attributes_is_reported_and_the_first_counts() -> None:
    page = parse_page('<p id="a" id="b">x</p>')

    assert page.ids == [("a", (1, 1))]
    assert page.markup_errors == [("<p> has the attribute 'id' twice", (1, 1))]


def test_a_comment_of_css_that_is_never_closed_hides_what_follows() -> None:
    assert list(css_addresses("a { b: url(x.png) } /* url(y.png)")) == [("x.png", (1, 8))]


def test_addresses_on_one_line_and_on_later_lines_have_their_own_places() -> None:
    css = "a { b: url(x), url(y) }\n\n  @import 'z';\nurl(w)"

    assert list(css_addresses(css)) == [("x", (1, 8)), ("y", (1, 16)), ("z", (3, 3)), ("w", (4, 1))]
