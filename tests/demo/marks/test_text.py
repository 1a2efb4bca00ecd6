from sitegen.demo import (
    Text,
)


def test_text_is_escaped_and_split_into_paragraphs() -> None:
    assert Text("a < b\n\nc").picture("x") == "<p>a &lt; b</p><p>c</p>"
    assert Text(" a\n  b", mono=True).picture("x") == "<pre> a\n  b</pre>"
    assert Text("a\nb").sentence() == "a b"
