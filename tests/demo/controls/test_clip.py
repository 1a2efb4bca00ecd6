import base64
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pytest

from sitegen.demo import Clip, ControlError, Recording, controls_of, parse_controls, values_of

CLIPS = {"low-tone": [0.0, 0.5, -0.5], "high": [1.0, -1.0]}


@dataclass
class Controls:
    sound: Annotated[Recording, Clip(CLIPS, rate=8000, most_seconds=0.001)] = Recording("low-tone")


def recorded(*samples: int) -> str:
    return "rec:" + base64.b64encode(np.array(samples, "<i2").tobytes()).decode()


def test_a_clip_is_described_with_names_and_labels() -> None:
    assert controls_of(Controls)[0].describe() == {
        "name": "sound", "kind": "clip", "label": "Sound", "value": "low-tone", "live": False,
        "main": False,
        "clips": [["low-tone", "Low tone"], ["high", "High"]], "rate": 8000, "most_seconds": 0.001,
    }  # fmt: skip


def test_a_shipped_clip_has_its_samples() -> None:
    sound = parse_controls(Controls, {}).sound
    assert sound.samples.dtype == np.float32
    assert (sound.rate, sound.samples.tolist()) == (8000, [0.0, 0.5, -0.5])
    assert parse_controls(Controls, {"sound": "high"}).sound.samples.tolist() == [1.0, -1.0]


def test_a_recording_has_the_readers_samples() -> None:
    text = recorded(0, 16384, -32768)
    controls = parse_controls(Controls, {"sound": text})
    assert controls.sound.text == text
    assert controls.sound.samples.tolist() == [0.0, 0.5, -1.0]
    assert parse_controls(Controls, values_of(controls)) == controls


def test_a_recording_of_the_declaration_alone_has_no_samples() -> None:
    with pytest.raises(ValueError, match="this Recording has no samples yet"):
        _ = Controls().sound.samples


EXPECTED = "expected one of 'low-tone', 'high', or 'rec:' and at most 0.001 s of base64 samples"


@pytest.mark.parametrize(
    ("value", "tail"),
    [
        (1, ""),
        ("low-tones", " (did you mean 'low-tone'?)"),
        ("rec:%%", " (the text after 'rec:' is not base64)"),
        ("rec:", " (it holds 0 bytes; expected 2 for each of 1 to 8)"),
        ("rec:AAAA", " (it holds 3 bytes; expected 2 for each of 1 to 8)"),
        (recorded(*range(9)), " (it holds 18 bytes; expected 2 for each of 1 to 8)"),
    ],
)
def test_what_is_no_clip_is_refused(value: object, tail: str) -> None:
    with pytest.raises(ControlError) as caught:
        parse_controls(Controls, {"sound": value})
    assert str(caught.value) == f"sound is {value!r}; {EXPECTED}{tail}"


def test_bad_clips_are_named() -> None:
    @dataclass
    class Broken:
        none: Annotated[Recording, Clip({}, rate=1, most_seconds=60)] = Recording("a")
        loud: Annotated[Recording, Clip({"a b": [2.0], "flat": [[0.0]]})] = Recording("a b")
        default: Annotated[Recording, Clip({"a": [0.0]})] = Recording("b")

    with pytest.raises(TypeError) as caught:
        controls_of(Broken)
    assert str(caught.value).splitlines() == [
        "Broken.none offers no clip",
        "Broken.none has the rate 1; expected 4000 to 48000 samples per second",
        "Broken.none takes 60 seconds; expected more than 0, at most 10",
        "Broken.loud has a clip 'a b'; expected a name of letters, digits, '-' and '_'",
        "Broken.loud has a clip 'a b' with samples beyond −1 … 1",
        "Broken.loud has a clip 'flat' of shape (1, 1); expected (samples,)",
        "Broken.default has the default 'b'; expected one of 'a', or 'rec:' and at most 2 s of base64 "
        "samples",
    ]
