import json
import zlib
from typing import Any, cast

from sitegen.execution.pack_frames import GZIP, RunFrames, pack_frames, unpack_frames


def frame(step: int, svg: str, *, mark: str = "loss", text: str = "") -> Any:
    drawn = {
        "name": mark,
        "kind": "curve",
        "label": "Loss",
        "svg": svg,
        "table": "",
        "sentence": f"at {step}",
    }
    metric = {"name": "loss", "label": "loss", "text": "0.5", "value": 0.5}
    return {"step": step, "done": False, "finite": True, "text": text, "metrics": [metric], "marks": [drawn]}


def unpacked(content: bytes) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(zlib.decompress(content, GZIP)))


def texts(column: list[Any]) -> list[str]:
    """The texts of a column, read as the client reads them."""
    found, before = [], ""
    for start, end, between in zip(column[::3], column[1::3], column[2::3], strict=True):
        before = before[:start] + between + before[len(before) - end :]
        found.append(before)
    return found


def noise(seed: int, length: int = 3000) -> str:
    """A text that gzip cannot shorten much."""
    return "".join(chr(48 + (seed * 7919 + place * place * 104729) % 73) for place in range(length))


def test_every_text_is_read_back_as_it_was() -> None:
    svgs = ["<svg>1</svg>", "<svg>12</svg>", "<svg>2</svg>", "", "<svg>2</svg>", "<svg>2</svg>"]
    packed, left_out = pack_frames([RunFrames({}, tuple(frame(n, svg) for n, svg in enumerate(svgs)))])
    record = unpacked(packed)
    assert left_out == 0
    assert texts(record["columns"]["svg:loss"]) == svgs
    assert texts(record["columns"]["sentence:loss"]) == [f"at {n}" for n in range(6)]
    assert json.loads(texts(record["columns"]["marks"])[0]) == [["loss", "curve", "Loss"]]
    assert record["runs"] == [{"changes": {}, "frames": [[n, False, True] for n in range(6)]}]


def test_only_what_differs_from_the_frame_before_is_written() -> None:
    packed, _ = pack_frames([RunFrames({}, (frame(0, "<svg>abc</svg>"), frame(1, "<svg>axc</svg>")))])
    assert unpacked(packed)["columns"]["svg:loss"] == [0, 0, "<svg>abc</svg>", 6, 7, "x"]


def test_texts_with_characters_of_two_utf_16_units_are_written_whole() -> None:
    packed, _ = pack_frames([RunFrames({}, (frame(0, "a𝓐b"), frame(1, "a𝓐c"), frame(2, "a𝓐c")))])
    assert unpacked(packed)["columns"]["svg:loss"] == [0, 0, "a𝓐b", 0, 0, "a𝓐c", 0, 0, "a𝓐c"]


def test_a_mark_that_a_frame_does_not_have_is_empty_there() -> None:
    packed, _ = pack_frames([RunFrames({}, (frame(0, "A", mark="a"), frame(1, "B", mark="b")))])
    columns = unpacked(packed)["columns"]
    assert (texts(columns["svg:a"]), texts(columns["svg:b"])) == (["A", ""], ["", "B"])


def test_equal_frames_give_equal_bytes_without_a_time() -> None:
    runs = [RunFrames({}, (frame(0, "A"),)), RunFrames({"rate": 0.5}, (frame(0, "B"),))]
    packed = pack_frames(runs)[0]
    assert packed == pack_frames(runs)[0]
    assert packed[4:8] == b"\0\0\0\0"


def test_frames_on_the_way_of_other_runs_are_left_out_first() -> None:
    own = tuple(frame(n, noise(n)) for n in range(6))
    other = tuple(frame(n, noise(50 + n)) for n in range(4))
    whole, _ = pack_frames([RunFrames({}, own), RunFrames({"rate": 1}, other)])
    packed, left_out = pack_frames([RunFrames({}, own), RunFrames({"rate": 1}, other)], len(whole) - 1)
    runs = unpacked(packed)["runs"]
    assert left_out == 1
    assert len(packed) < len(whole)
    assert [step for step, *_ in runs[0]["frames"]] == [0, 1, 2, 3, 4, 5]
    assert [step for step, *_ in runs[1]["frames"]] == [1, 2, 3]


def test_sounds_are_left_out_before_frames() -> None:
    sound = '<audio controls src="data:audio/wav;base64,{}"></audio>'
    own, other = frame(0, sound.format(noise(1))), frame(0, sound.format(noise(2)))
    runs = [RunFrames({}, (own,)), RunFrames({"word": "no"}, (other,))]
    whole, _ = pack_frames(runs)
    assert texts(unpacked(whole)["columns"]["svg:loss"])[0] == own["marks"][0]["svg"]
    packed, left_out = pack_frames(runs, len(whole) - 1)
    assert left_out == 0
    assert texts(unpacked(packed)["columns"]["svg:loss"]) == ["<audio controls></audio>"] * 2


def test_a_file_is_read_back_as_it_was_written() -> None:
    runs = (RunFrames({}, (frame(0, "A"), frame(1, "Ab"))), RunFrames({"rate": 0.5}, (frame(1, "B"),)))
    assert unpack_frames(pack_frames(runs)[0]) == runs


def test_the_author_s_last_frame_stays_whatever_its_size() -> None:
    own = tuple(frame(n, noise(n)) for n in range(6))
    packed, left_out = pack_frames([RunFrames({}, own), RunFrames({"rate": 1}, (frame(5, noise(9)),))], 10)
    assert unpacked(packed)["runs"] == [{"changes": {}, "frames": [[5, False, True]]}]
    assert left_out == 6


def test_the_author_s_run_keeps_its_ends_and_frames_in_between_when_half_is_left_out() -> None:
    own = tuple(frame(n, noise(n)) for n in range(9))
    whole, _ = pack_frames([RunFrames({}, own)])
    packed, _ = pack_frames([RunFrames({}, own)], len(whole) * 6 // 9)
    steps = [step for step, *_ in unpacked(packed)["runs"][0]["frames"]]
    assert steps[0] == 0
    assert steps[-1] == 8
    assert 2 in steps
    assert 1 not in steps
