"""What the post says about spoken words, measured again on the clips and on a sample of the test sounds.

With espeak-ng on the PATH, a few of its words are spoken again and compared with what is committed.
"""

import hashlib
import json
import runpy
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest

from sitegen import nn
from sitegen.demo import Bars, Demo, Heatmap, Percent, Sound, load, metric_text, show
from sitegen.execution.run_demo import demos_package, run_demo
from sitegen.model import Poster, Request
from tests.content.runs import run, run_again

CONTENT = Path(__file__).parents[2] / "content"
DEMOS = CONTENT / "demos"
SAMPLE = Path(__file__).with_name("speech_sample.npz")
"""Every eleventh of the 384 test sounds, synthesised by espeak-ng, under what the model card says."""
WORDS = ["yes", "no", "up", "down", "left", "right", "on", "off", "stop", "go", "hello", "seven"]


@pytest.fixture(scope="module")
def speech() -> Iterator[Demo]:
    with demos_package(CONTENT):
        yield load("speech")


@pytest.fixture(scope="module")
def hearing(speech: Demo) -> ModuleType:
    return sys.modules[speech.module.replace("speech", "hearing")]


@pytest.fixture(scope="module")
def card() -> nn.ModelCard:
    return nn.read_card(DEMOS / "weights" / "speech.json")


@pytest.fixture(scope="module")
def training() -> dict[str, Any]:
    return runpy.run_path(str(DEMOS / "train" / "speech.py"))


@pytest.mark.parametrize("word", WORDS)
def test_a_clip_of_a_voice_that_it_never_heard_is_heard_rightly(speech: Demo, word: str) -> None:
    metrics = run(speech, sound=word).metrics
    assert metrics["right"] == 1
    assert metrics["right_of_the_twelve"] == 12


def test_a_sample_of_the_test_is_heard_as_well_as_the_card_says(
    hearing: ModuleType, card: nn.ModelCard
) -> None:
    sounds = hearing.clips(SAMPLE)
    pictures = np.stack([hearing.pitches(hearing.one_second(sound)) for sound in sounds.values()])
    heard = hearing.listener()[0].predict(pictures).argmax(axis=1)
    wanted = [WORDS.index(name.partition("-")[0]) for name in sounds]
    assert len(sounds) == 35
    assert set(wanted) == set(range(12))
    assert np.mean(heard == wanted) >= card.score - 0.05


@pytest.mark.parametrize("seed", [1, 2, 3, 4, 5])
def test_the_more_noise_the_fewer_words(speech: Demo, seed: int) -> None:
    right = [
        run(speech, noise=noise, seed=seed).metrics["right_of_the_twelve"] for noise in (0.1, 0.5, 0.75, 2)
    ]
    assert right[0] >= 10
    assert right[1] <= 10
    assert right[2] <= 7
    assert right[3] <= 3


@pytest.mark.parametrize(("speed", "low", "high"), [(0.5, 0, 4), (0.85, 11, 12), (1.2, 11, 12), (2, 0, 5)])
def test_it_copes_with_the_speeds_that_it_learned_from_only(
    speech: Demo, speed: float, low: int, high: int
) -> None:
    assert low <= run(speech, speed=speed).metrics["right_of_the_twelve"] <= high


def test_haste_and_an_unknown_word_are_answered_with_certainty(speech: Demo) -> None:
    haste, unknown = run(speech, sound="seven", speed=1.5), run(speech, sound="banana")
    assert haste.metrics["right"] == 0
    assert haste.metrics["certainty"] >= 0.8
    assert "right" not in unknown.metrics
    assert unknown.metrics["certainty"] >= 0.5


def test_a_recording_is_heard_like_the_clip_that_it_copies(speech: Demo, hearing: ModuleType) -> None:
    import base64

    sound = np.rint(hearing.clips()["stop"] * 32_767).astype("<i2")
    text = "rec:" + base64.b64encode(sound.tobytes()).decode("ascii")
    recorded, clip = run(speech, sound=text), run(speech, sound="stop")
    assert recorded.metrics["certainty"] == pytest.approx(clip.metrics["certainty"], abs=1e-3)
    assert recorded.text.startswith("It hears “stop”")


@pytest.mark.parametrize("sound", [np.zeros(100), np.zeros(16_000), np.ones(1)])
def test_silence_and_a_click_give_finite_pictures(hearing: ModuleType, sound: nn.Array) -> None:
    picture = hearing.pitches(hearing.one_second(sound.astype(np.float32)))
    assert picture.shape == (hearing.SLICES, hearing.BANDS) == (97, 32)
    assert picture.dtype == np.float32
    assert np.isfinite(picture).all()


@pytest.mark.parametrize("frequency", [200.0, 700.0, 1500.0, 3000.0])
def test_a_tone_lights_the_band_of_its_pitch(hearing: ModuleType, frequency: float) -> None:
    tone = np.sin(2 * np.pi * frequency * np.arange(8000) / 8000).astype(np.float32)
    band = int(hearing.pitches(tone).mean(axis=0).argmax())
    share = (hearing.mel(frequency) - hearing.mel(60)) / (hearing.mel(4000) - hearing.mel(60))
    assert band == pytest.approx(share * 33 - 1, abs=1.5)


def test_bands_are_named_from_low_to_high(hearing: ModuleType) -> None:
    hertz = [float(name.removesuffix(" Hz").replace(",", "")) for name in hearing.pitch_names()]
    assert len(hertz) == 32
    assert (np.diff(hertz) > 0).all()
    assert 60 < hertz[0] < 150
    assert 3500 < hertz[-1] < 4000


def test_loudness_changes_nothing_and_neither_does_a_late_start(hearing: ModuleType) -> None:
    sound = hearing.clips()["hello"]
    usual = hearing.pitches(hearing.one_second(sound))
    assert np.allclose(hearing.pitches(hearing.one_second(0.1 * sound)), usual, atol=1e-3)
    late = np.concatenate((np.zeros(3000, np.float32), sound))
    assert np.allclose(hearing.pitches(hearing.one_second(late)), usual, atol=1e-3)


def test_a_byte_a_sample_keeps_the_sound(hearing: ModuleType) -> None:
    codes = np.arange(256, dtype=np.uint8)
    assert np.array_equal(hearing.squeezed(hearing.expanded(codes)), codes)
    sound = np.random.default_rng(0).uniform(-1, 1, 1000).astype(np.float32)
    assert np.abs(hearing.expanded(hearing.squeezed(sound)) - sound).max() < 0.025


def test_twice_the_speed_is_half_as_long_and_an_octave_higher(hearing: ModuleType) -> None:
    tone = np.sin(2 * np.pi * 500 * np.arange(8000) / 8000).astype(np.float32)
    played = hearing.faster(tone, 2)
    assert len(played) == 4000
    assert int(np.abs(np.fft.rfft(played)).argmax()) * 8000 / 4000 == 1000


def test_the_marks_are_bars_sound_and_picture(speech: Demo) -> None:
    answer, sound, pitches = run(speech).marks.values()
    assert isinstance(answer, Bars)
    assert isinstance(sound, Sound)
    assert isinstance(pitches, Heatmap)
    assert answer.names == WORDS
    assert answer.values.sum() == pytest.approx(1, abs=1e-5)
    assert (sound.rate, len(sound.samples)) == (8000, 8000)
    assert pitches.values.shape == (32, 97)


def test_the_seed_draws_the_noise_and_nothing_else(speech: Demo) -> None:
    first, again, other = (show(run_again(speech, noise=0.3, seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert show(run(speech, seed=1)) == show(run(speech, seed=2))


def test_the_card_belongs_to_the_weights_and_names_the_script_as_it_is(
    hearing: ModuleType, card: nn.ModelCard
) -> None:
    path, sha256 = card.script.split(", SHA-256 ")
    assert hashlib.sha256((CONTENT.parent / path).read_bytes()).hexdigest() == sha256
    model = hearing.network(np.random.default_rng(0))
    assert nn.load_model(DEMOS / "weights" / "speech.npz", model) == card
    assert card.parameters == model.parameter_count == 8_036
    assert card.precision == "int8"
    assert 0.8 <= card.baseline_score < 0.97 <= card.score


def test_the_clips_say_who_speaks_and_that_nobody_does(training: dict[str, Any], hearing: ModuleType) -> None:
    about = json.loads((DEMOS / "data" / "speech.json").read_text(encoding="utf-8"))
    assert set(about["voices"]) == set(hearing.clips()) == {*WORDS, training["UNKNOWN"]}
    assert {voice.split("+")[1] for voice in about["voices"].values()} == set(training["NEW"])
    assert "no recording of a person" in about["source"]


def test_no_voice_is_learned_from_and_tested_on(training: dict[str, Any]) -> None:
    voices = [*training["LEARNED"], *training["ASKED"], *training["NEW"]]
    assert len(voices) == len(set(voices)) == 12


def test_the_script_speaks_the_committed_clips(training: dict[str, Any], hearing: ModuleType) -> None:
    if not shutil.which("espeak-ng"):
        pytest.skip("espeak-ng is not installed")
    about = json.loads((DEMOS / "data" / "speech.json").read_text(encoding="utf-8"))
    for word in ("yes", "seven", "banana"):
        spoken = training["spoken"](word, about["voices"][word], 160, 50)
        assert np.abs(spoken - hearing.clips()[word]).max() < 0.03


def test_what_it_ships_is_small() -> None:
    own = ["speech.py", "hearing.py", "weights/speech.npz", "weights/speech.json"]
    own += ["data/speech.npz", "data/speech.json"]
    assert sum((DEMOS / name).stat().st_size for name in own) <= 80_000


def test_its_poster_states_all_its_facts(card: nn.ModelCard) -> None:
    poster = run_demo(Request("speech"), CONTENT)
    assert isinstance(poster, Poster)
    facts = dict(fact.split(": ", 1) for fact in poster.facts)
    assert list(facts)[:6] == ["Parameters", "Data", "Licence", "Training", "Metric", "Baseline"]
    assert metric_text(Percent(card.score)) in facts["Metric"]
    assert facts["Baseline"].startswith(metric_text(Percent(card.baseline_score)))


def test_its_program_stays_readable_on_the_page() -> None:
    for name in ("speech", "hearing"):
        lines = (DEMOS / f"{name}.py").read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 155
        assert max(len(line) for line in lines) <= 110
