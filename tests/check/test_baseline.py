from __future__ import annotations

from dataclasses import replace
from pathlib import PurePosixPath

import pytest

from sitegen.check.baseline import baseline_text, compare, read_baseline
from sitegen.errors import Problem

ONE = Problem("no alt", PurePosixPath("public/a.html"), 3, 1, code="missing-alt")
TWO = Problem("no title", PurePosixPath("public/b.html"), 1, 1, code="missing-title")


def test_only_what_is_new_stays() -> None:
    known = read_baseline(baseline_text([ONE, ONE, TWO]))

    new, old, gone = compare([replace(ONE, line=9), replace(ONE, message="other")], known)

    assert [problem.message for problem in new] == ["other"]
    assert (old, gone) == (1, 2)


def test_one_problem_more_than_is_known_is_new() -> None:
    known = read_baseline(baseline_text([ONE]))

    assert compare([ONE, replace(ONE, line=4)], known) == ((replace(ONE, line=4),), 1, 0)


def test_a_problem_without_a_file_can_be_known() -> None:
    bare = Problem("wrong")

    assert compare([bare], read_baseline(baseline_text([bare]))) == ((), 1, 0)


def test_the_file_is_the_same_in_whatever_order_problems_were_found() -> None:
    assert baseline_text([ONE, TWO]) == baseline_text([TWO, ONE])


@pytest.mark.parametrize(
    "text", ["", "[]", "{}", '{"version": 2, "known": []}', '{"version": 1, "known": [1]}']
)
def test_another_file_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"not a baseline|expected version 1"):
        read_baseline(text)
