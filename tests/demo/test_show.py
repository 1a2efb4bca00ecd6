import json
from typing import Any

import numpy as np
import pytest

from sitegen.demo import Curve, Frame, Percent, Surface, Text, Tokens, show


def test_a_frame_is_shown_with_labels_made_of_names() -> None:
    frame = Frame(
        held_out=Curve([1.0, 0.5]),
        named=Curve([1.0], label="A name"),
        metrics={"held_out": Percent(0.9)},
        text="t",
    )
    shown = show(frame)
    assert [(mark["name"], mark["kind"], mark["label"]) for mark in shown["marks"]] == [
        ("held_out", "curve", "Held out"),
        ("named", "curve", "A name"),
    ]
    (metric,) = shown["metrics"]
    assert (metric["name"], metric["label"], metric["value"], metric["text"]) == (
        "held_out",
        "Held out",
        0.9,
        "90.0%",
    )
    assert (shown["text"], shown["finite"]) == ("t", True)


@pytest.mark.parametrize(
    ("value", "text"), [(1185, "1,185"), (0.5, "0.500"), (Percent(1.0), "100.0%"), (1e-9, "1.00×10⁻⁹")]
)
def test_metrics_are_written_by_their_kind(value: float, text: str) -> None:
    assert show(Frame(metrics={"m": value}))["metrics"][0]["text"] == text


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_frame_that_is_not_finite_says_where_and_shows_no_pictures(bad: float) -> None:
    shown = show(Frame(loss=Curve([1.0, bad]), metrics={"loss": 1.0}, text="fine"))
    assert not shown["finite"]
    assert shown["marks"] == []
    assert shown["text"] == (
        "The run has left the finite numbers: 'loss' has 1 of 2 numbers in series '' (the first at [1]). "
        "A smaller rate often helps."
    )


def test_a_metric_that_is_not_finite_has_no_value_in_json() -> None:
    shown = show(Frame(boundary=Surface([[1.0]]), metrics={"loss": np.nan}))
    assert not shown["finite"]
    assert shown["metrics"] == [{"name": "loss", "label": "Loss", "text": "not a number", "value": None}]
    json.dumps(shown, allow_nan=False)


def test_characters_that_a_page_cannot_hold_are_replaced_wherever_a_demo_may_write_them() -> None:
    piece = b"caf\xc3".decode("utf-8", "surrogateescape")  # as a byte-level tokenizer cuts it
    odd_name: dict[str, Any] = {"odd\udfff": Curve([1.0])}
    frame = Frame(
        tokens=Tokens([piece, "\x1b"], [1.0, 2.0], label="A\x00"),
        words=Text("a\ud800b\x0c"),
        **odd_name,
        text=f"read {piece}",
    )
    shown = show(frame)
    tokens, words, odd = shown["marks"]
    assert shown["text"] == "read caf\ufffd"
    assert "caf\ufffd" in tokens["svg"]
    assert "\u241b" in tokens["svg"]
    assert tokens["label"] == "A\u2400"
    assert words["svg"] == '<div class="mark" data-kind="text"><p>a\ufffdb</p></div>'
    assert odd["name"] == "odd\ufffd"
    json.dumps(shown, ensure_ascii=False).encode()


def test_a_diverging_mark_with_an_odd_name_can_be_written_too() -> None:
    odd_name: dict[str, Any] = {"odd\udfff": Curve([np.nan])}
    shown = show(Frame(**odd_name))
    json.dumps(shown, ensure_ascii=False).encode()
