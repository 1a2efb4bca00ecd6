import re

import pytest

from sitegen.demo import Curve, Image, MarkError, Note, Scatter, Surface
from sitegen.demo.marks.note import draw_notes, tell_notes
from sitegen.demo.marks.scale import Scale

X, Y = Scale(0, 1, 0, 1000), Scale(0, 1, 1000, 0)


def test_a_note_stands_above_its_place_or_below_where_there_is_no_room() -> None:
    svg = draw_notes([Note((0.5, 0.5), "a<b"), Note((0.5, 0.95), "top")], X, Y)
    assert re.findall(r'y="([^"]*)" dy="([^"]*)"', svg) == [("50%", "-14"), ("5%", "24")]
    assert "a&lt;b" in svg
    assert draw_notes([], X, Y) == ""


def test_a_note_near_an_edge_runs_away_from_it() -> None:
    notes = [Note((x, 0.5), "a") for x in (0.0, 0.5, 1.0)]
    assert re.findall(r'text-anchor="(\w+)"', draw_notes(notes, X, Y)) == ["start", "middle", "end"]


def test_the_sentence_of_a_mark_contains_its_notes() -> None:
    notes = [Note((0, 0), "here"), Note((1, 1), "there")]
    assert tell_notes(notes) == "; noted: here, there"
    for mark in (
        Curve([0.0, 1.0], notes=notes),
        Scatter([[0, 0], [1, 1]], notes=notes),
        Surface([[0.0, 1.0]], notes=notes),
        Image([[0.0, 1.0]], notes=notes),
    ):
        assert mark.sentence().endswith("; noted: here, there.")
        assert mark.picture("x").count(">there</text>") == 1


def test_what_is_no_note_or_too_much_is_refused() -> None:
    with pytest.raises(
        MarkError, match=re.escape("Curve: notes holds str; expected Note(at=(x, y), text=...)")
    ):
        Curve([1.0], notes=["a"])  # type: ignore[list-item]
    with pytest.raises(MarkError, match="a note has 41 letters; at most 40"):
        Curve([1.0], notes=[Note((0, 0), "a" * 41)])
    with pytest.raises(MarkError, match="13 notes; expected at most 12"):
        Curve([1.0], notes=[Note((0, 0), "a")] * 13)
