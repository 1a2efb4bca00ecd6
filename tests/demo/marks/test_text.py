from sitegen.demo import (
    Text,
)


def test_text_is_escaped_and_split_into_paragraphs() -> None:
    assert (
        Text("a < b\n\nc").picture("x") == '<div class="mark" data-kind="text"><p>a &lt; b</p><p>c</p></div>'
    )
    assert Text(" a\n  b", mono=True).picture("x") == (
        '<div class="mark" data-kind="text"><pre> a\n  b</pre></div>'
    )
    assert Text("a\nb").sentence() == "a b"
