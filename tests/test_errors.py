from __future__ import annotations

import pickle
from pathlib import PurePosixPath

from sitegen.errors import CollisionError, Problem, near_miss, one_of


def test_a_problem_as_text_has_file_line_column_message_and_hint() -> None:
    problem = Problem("unknown key 'titel'", PurePosixPath("a.md"), 2, 1, "did you mean 'title'?")

    assert str(problem) == "a.md:2:1: unknown key 'titel'\n  did you mean 'title'?"


def test_a_problem_without_a_place_is_its_message() -> None:
    assert str(Problem("no site here")) == "no site here"
    assert str(Problem("old", severity="warning")) == "warning: old"


def test_an_error_holds_its_problems_once_and_in_order_of_place() -> None:
    later = Problem("b", PurePosixPath("a.md"), 10)
    earlier = Problem("c", PurePosixPath("a.md"), 9)

    error = CollisionError([later, earlier, later])

    assert error.problems == (earlier, later)


def test_an_error_can_be_pickled() -> None:
    error = CollisionError([Problem("dead", PurePosixPath("a.md"), 1)])

    copy = pickle.loads(pickle.dumps(error))

    assert type(copy) is CollisionError
    assert copy.problems == error.problems


def test_a_near_miss_is_found_without_regard_to_case() -> None:
    assert near_miss("Titel", ["title", "date"]) == "did you mean 'title'?"
    assert near_miss("zzz", ["title", "date"]) is None


def test_a_list_of_words_ends_in_or() -> None:
    assert one_of(["a"]) == "'a'"
    assert one_of(["a", "b", "c"]) == "'a', 'b' or 'c'"
