from __future__ import annotations

import pytest

from sitegen.demo.display.html import MOST_ROWS, clean_html


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("a &lt; b", "a &lt; b"),
        ("<b>bold</b><i>open", "<b>bold</b><i>open</i>"),
        ("</div></td>end", "end"),
        ("<p onclick='x()' style='color:red' class=a>one", "<p>one</p>"),
        ("<script>steal()</script>kept<style>b{}</style>", "kept"),
        ("<svg><script>x</script><svg></svg></svg>kept", "kept"),
        ("<iframe src=//a.example></iframe><object data=x>y</object>z", "z"),
        ("<a href='javascript:x()'>words</a>", "words"),
        ("<h1>Title</h1>", "<p>Title</p>"),
        ("<p>one<p>two", "<p>one</p><p>two</p>"),
        ("<p>one<span><div>two</div></span>", "<p>one<span></span></p><div>two</div>"),
        ("<td>cell</td>", "cell"),
        ("<li>item", "item"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        ('<img src="https://a.example/x.png" alt="a & b">', "a &amp; b"),
        ('<img src="data:image/svg+xml;base64,AA==">', ""),
        ('<img src="data:image/png;base64,AA==" onload=x>', '<img src="data:image/png;base64,AA==" alt="">'),
        ("a\ud800b\x00", "a�b␀"),
        ("<!-- comment --><?php x ?><![CDATA[x]]>text", "text"),
        ("<table><tr><td colspan=2 rowspan=x>1", '<table><tr><td colspan="2">1</td></tr></table>'),
    ],
)
def test_what_is_not_in_the_lists_goes_and_what_stays_is_closed(html: str, expected: str) -> None:
    assert clean_html(html) == expected


def test_headings_of_a_table_name_their_rows_and_columns_and_empty_ones_name_nothing() -> None:
    head = "<thead><tr><th></th><th>&nbsp;</th><th>a</th></tr></thead>"
    html = f"<table>{head}<tbody><tr><th>0</th><td>1</td><td>2</td></tr></tbody></table>"

    assert clean_html(html) == (
        '<table><thead><tr><td></td><td></td><th scope="col">a</th></tr></thead>'
        '<tbody><tr><th scope="row">0</th><td>1</td><td>2</td></tr></tbody></table>'
    )


def test_a_long_table_is_cut_with_a_line_that_says_how_many_rows_it_has() -> None:
    rows = "".join(f"<tr><td>{n}<table><tr><td>in</td></tr></table></td></tr>" for n in range(MOST_ROWS + 5))
    html = clean_html(f"<table><tbody>{rows}</tbody><tfoot><tr><td>end</td></tr></tfoot></table>after")

    assert f"<td>{MOST_ROWS - 1}<table>" in html
    assert f"<td>{MOST_ROWS}<table>" not in html
    assert html.endswith(f"</tbody></table><p>The first {MOST_ROWS} of {MOST_ROWS + 6} rows.</p>after")
    assert html.count("<table>") == html.count("</table>") == MOST_ROWS + 1


def test_endless_html_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sitegen.demo.display.html.MOST_LETTERS", 1_000)
    html = clean_html("<p>x" * 1_000)

    assert html.endswith("<p>The rest, beyond 1,000 letters, is left out.</p>")
    assert len(html) < 4_000
