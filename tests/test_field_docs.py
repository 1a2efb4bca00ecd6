"""Texts below fields."""

from __future__ import annotations

from dataclasses import dataclass

from sitegen.config import Config
from sitegen.field_docs import field_docs
from sitegen.model import FrontMatter


@dataclass
class Foreign:
    """A class outside the package."""

    name: str
    """Not read: its source may not be there."""


def test_a_text_below_a_field_is_read_as_one_line() -> None:
    docs = field_docs(FrontMatter)
    assert docs["title"] == "The title of the page; required."
    assert "\n" not in "".join(docs.values())


def test_private_fields_and_methods_have_no_text() -> None:
    assert "_file" not in field_docs(Config)
    assert "base_path" not in field_docs(Config)


def test_a_class_of_another_package_gives_nothing() -> None:
    assert field_docs(Foreign) == {}
