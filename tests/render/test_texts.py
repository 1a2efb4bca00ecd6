"""Texts that later builds use while they are valid."""

from __future__ import annotations

from pathlib import Path

from sitegen.cache import Cache
from sitegen.engine.trace import STEP, Tracer
from sitegen.render.texts import StoredTexts


def make_texts(folder: Path, values: dict[str, str], before: StoredTexts | None = None) -> StoredTexts:
    previous = before.tracer.made if before else None
    return StoredTexts(Tracer(lambda fact: values[fact[1]], previous), Cache(folder))


def text_of(texts: StoredTexts, made: list[str]) -> str:
    def make() -> str:
        texts.tracer.recorder.read(("page", "a"))
        made.append("made")
        return f"text {len(made)}"

    return texts.text("name", "", make)


def test_a_text_is_made_again_where_something_that_it_read_changed(tmp_path: Path) -> None:
    made: list[str] = []
    first = make_texts(tmp_path, {"a": "1"})
    assert [text_of(first, made), text_of(first, made)] == ["text 1", "text 1"]
    second = make_texts(tmp_path, {"a": "1"}, first)
    assert text_of(second, made) == "text 1"
    assert text_of(make_texts(tmp_path, {"a": "2"}, second), made) == "text 2"
    assert len(made) == 2


def test_a_text_that_is_lost_is_made_again(tmp_path: Path) -> None:
    made: list[str] = []
    first = make_texts(tmp_path / "one", {"a": "1"})
    text_of(first, made)
    assert text_of(make_texts(tmp_path / "two", {"a": "1"}, first), made) == "text 2"


def test_an_output_reads_a_text_as_a_whole_or_its_parts(tmp_path: Path) -> None:
    texts = make_texts(tmp_path, {"a": "1"})
    with texts.tracer.recorder.step() as reads:
        texts.text_in_parts("table", "", lambda: "[]")
    assert list(reads) == []
    with texts.tracer.recorder.step() as reads:
        texts.text("name", "", lambda: "")
    assert list(reads) == [(STEP, "name")]
