"""Pickles create nothing but plain values and the model."""

from __future__ import annotations

import os
import pickle
from datetime import UTC, date, datetime
from pathlib import PurePosixPath

import pytest

from sitegen.engine.pickles import dump_value, load_value
from sitegen.errors import Problem
from sitegen.model import Body, FrontMatter, Heading


@pytest.mark.parametrize(
    "value",
    [
        {"a": [1, 2.5, None, b"x"]},
        FrontMatter(title="A", date=date(2026, 1, 2), updated=datetime(2026, 1, 2, tzinfo=UTC)),
        Body(parts=("x",), headings=(Heading(2, "a", "A"),), ids=frozenset({"a"}), problems=(Problem("m"),)),
        PurePosixPath("a/b"),
    ],
)
def test_values_of_the_model_are_read_back(value: object) -> None:
    assert load_value(dump_value(value)) == value


class Harm:
    def __reduce__(self) -> tuple[object, tuple[str]]:
        return os.system, ("touch harm",)


@pytest.mark.parametrize("data", [b"", b"x", pickle.dumps(Harm()), pickle.dumps(print), dump_value([1])[:-1]])
def test_other_bytes_give_nothing(data: bytes) -> None:
    assert load_value(data) is None
