from pathlib import PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.front_matter import parse_front_matter
from sitegen.scaffold.text import fill, one_line, yaml_string


@given(st.text(min_size=1))
def test_a_yaml_string_gives_the_same_line_when_it_is_read(text: str) -> None:
    title = "x" + one_line(text)
    block = f"---\ntitle: {yaml_string(title)}\n---\n"
    found = parse_front_matter(block, PurePosixPath("x.md"), is_post=False)
    assert found.front_matter.title == title


def test_a_value_may_contain_the_signs_of_a_placeholder() -> None:
    assert fill("post.md", title="'$day'", day="2026-11-23", draft="").startswith(
        "---\ntitle: '$day'\ndate: 2026-11-23\n"
    )


def test_a_placeholder_without_a_value_is_an_error() -> None:
    with pytest.raises(KeyError, match="day"):
        fill("post.md", title="'A post'", draft="")
