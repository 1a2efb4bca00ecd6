"""What pydantic finds wrong, as an author reads it: key, place, what was received, what is expected."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from sitegen.errors import Problem
from sitegen.validation import KeyPath, name_of, problems_of


class Inner(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    url: str


class Model(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    title: str = "A title"
    count: int = 1
    tags: tuple[str, ...] = ()
    menu: list[Inner] = []

    @field_validator("title")
    @classmethod
    def check_title(cls, title: str) -> str:
        if not title:
            raise ValueError("expected text, received nothing\ngive the site a name")
        return title


def problems(**values: Any) -> list[Problem]:
    """Return what is wrong with some values; keys are at line 1, values at line 2."""

    def locate(key: KeyPath, value: bool) -> tuple[int, int]:
        return 1 + value, len(key)

    with pytest.raises(ValidationError) as caught:
        Model.model_validate(values)
    path = PurePath("sitegen.toml")
    return problems_of(
        caught.value, path=path, code="config", known=lambda _: Model.model_fields, locate=locate
    )


def test_an_unknown_key_is_named_at_its_own_line_with_the_near_miss() -> None:
    (problem,) = problems(titel="x")
    assert problem.message == "unknown key 'titel'"
    assert problem.hint == "did you mean 'title'?"
    assert (problem.line, problem.column, problem.code) == (1, 1, "config")


def test_an_unknown_key_without_a_near_miss_lists_the_known_keys() -> None:
    (problem,) = problems(zzz="x")
    assert problem.hint == "known keys: count, menu, tags, title"


def test_a_value_of_the_wrong_type_is_refused_at_its_line_without_names_of_python_types() -> None:
    (problem,) = problems(count="many")
    assert problem.message == "count: expected a whole number, received 'many'"
    assert problem.line == 2


def test_the_hint_for_text_in_place_of_a_list_is_the_list() -> None:
    (problem,) = problems(tags="a, b")
    assert problem.hint == "write tags: [a, b]"


def test_a_missing_key_is_named_with_the_keys_above_it() -> None:
    (problem,) = problems(menu=[{}])
    assert problem.message == "the key 'menu.0.url' is missing"
    assert (problem.line, problem.column) == (1, 2)


def test_the_message_of_a_validator_is_split_into_message_and_hint() -> None:
    (problem,) = problems(title="")
    assert problem.message == "title: expected text, received nothing"
    assert problem.hint == "give the site a name"


def test_none_is_shown_as_nothing_and_long_values_are_cut() -> None:
    nothing, long = problems(title=None, count="x" * 100)
    assert nothing.message == "title: expected text, received nothing"
    assert long.message.endswith("xxx...")
    assert len(long.message) < 110


def test_all_faults_are_reported_at_once() -> None:
    assert len(problems(titel="x", count=1.5, tags="a")) == 3


def test_a_key_is_written_with_dots() -> None:
    assert name_of(("menus", "main", 2, "url")) == "menus.main.2.url"
