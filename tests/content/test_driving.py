"""What the post says about copying a driver, measured again over several seeds."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest

from sitegen.demo import Bars, Curve, Demo, Session, Surface, load, show
from sitegen.execution.run_demo import demos_package, run_demo
from sitegen.model import Poster, Request
from tests.content.runs import finish, run_again

CONTENT = Path(__file__).parents[2] / "content"
SEEDS = [1, 2, 3, 4]


@pytest.fixture(scope="module")
def driving() -> Iterator[Demo]:
    with demos_package(CONTENT):
        yield load("driving")


@pytest.fixture(scope="module")
def road(driving: Demo) -> ModuleType:
    return sys.modules[driving.module.replace("driving", "road")]


@pytest.mark.parametrize("seed", SEEDS)
def test_a_copy_drifts_off_and_one_round_of_corrections_cures_it(driving: Demo, seed: int) -> None:
    metrics = finish(driving, seed=seed).metrics
    assert metrics["laps_by_copying"] <= 2
    assert metrics["laps"] >= 19
    assert metrics["laps_by_the_expert"] == 20


@pytest.mark.parametrize("seed", SEEDS)
def test_shoves_while_recording_cure_it_as_well(driving: Demo, seed: int) -> None:
    assert finish(driving, rounds=0, shoves=0.2, seed=seed).metrics["laps"] >= 19


@pytest.mark.parametrize("seed", SEEDS)
def test_the_copy_that_drifts_off_fits_its_examples_better(driving: Demo, seed: int) -> None:
    copy, corrected = finish(driving, rounds=0, seed=seed).metrics, finish(driving, seed=seed).metrics
    assert copy["error_on_examples"] < corrected["error_on_examples"] < 0.2
    assert copy["examples"] < corrected["examples"]


@pytest.mark.parametrize("seed", SEEDS)
def test_on_wilder_tracks_neither_the_network_nor_the_expert_can_be_relied_on(
    driving: Demo, seed: int
) -> None:
    metrics = finish(driving, bends=2.5, seed=seed).metrics
    assert metrics["laps"] <= 17
    assert metrics["laps_by_the_expert"] <= 12


def test_nobody_finishes_a_lap_by_driving_straight_on(road: ModuleType) -> None:
    drive = road.Drive(road.Tracks(20, np.random.default_rng(0)))
    while drive.going.any():
        drive.step(np.zeros(20))
    assert not drive.done.any()
    assert not drive.on.any()


def test_rays_end_at_the_edge_or_reach_all_the_way(road: ModuleType) -> None:
    drive = road.Drive(road.Tracks(50, np.random.default_rng(1)))
    rng = np.random.default_rng(2)
    for _ in range(20):
        seen = drive.look()
        assert seen.dtype == np.float32
        assert (seen >= 0).all()
        assert (seen <= 1).all()
        way, far = drive.heading[:, None] + road.RAYS, seen * road.REACH
        room = drive.tracks.room(drive.x[:, None] + far * np.cos(way), drive.y[:, None] + far * np.sin(way))
        assert np.abs(room[(seen < 1) & drive.on[:, None]]).max() < 0.02
        drive.step(drive.expert() + rng.normal(0, 0.3, 50))


def test_one_track_is_looked_up_as_among_all(road: ModuleType) -> None:
    tracks = road.Tracks(3, np.random.default_rng(3))
    x, y = np.random.default_rng(4).normal(size=(2, 3, 40))
    assert np.array_equal(tracks.room(x, y)[1], tracks.room(x[1], y[1], 1))


def test_a_car_starts_in_the_middle_along_the_road_and_stays_where_it_left_it(road: ModuleType) -> None:
    drive = road.Drive(road.Tracks(8, np.random.default_rng(5)))
    assert drive.tracks.room(drive.x, drive.y) == pytest.approx(road.HALF, abs=1e-6)
    ahead = 0.05
    beside = drive.tracks.room(
        drive.x + ahead * np.cos(drive.heading), drive.y + ahead * np.sin(drive.heading)
    )
    assert beside.min() > 0.8 * road.HALF
    while drive.going.any():
        drive.step(np.ones(8))
    x = drive.x.copy()
    drive.step(np.ones(8))
    assert np.array_equal(x, drive.x)


def test_the_marks_are_the_track_the_steering_and_the_laps(driving: Demo) -> None:
    frame = finish(driving)
    view, steering, laps = frame.marks.values()
    assert isinstance(view, Surface)
    assert isinstance(steering, Curve)
    assert isinstance(laps, Bars)
    assert laps.names == ["copying", "round 1"]
    assert (view.classes == 1).sum() == 7
    assert list(steering.series) == ["done", "the expert would"]
    assert np.abs(steering.series["done"]).max() <= 1
    assert frame.text.endswith("laps after round 1.")


def test_the_track_shown_changes_the_picture_and_nothing_else(driving: Demo) -> None:
    one, two = finish(driving, rounds=0, shown=1), finish(driving, rounds=0, shown=2)
    assert one.metrics == two.metrics
    assert show(one) != show(two)


def test_a_run_has_as_many_frames_whether_cars_crash_or_not(driving: Demo) -> None:
    def frames(**values: object) -> int:
        session = Session(driving, values)
        while session.step():
            pass
        return session.steps

    assert frames(rounds=0) == frames(rounds=0, shoves=0.2) == frames(rounds=0, seed=5)
    assert frames(rounds=4) <= 1_000  # the poster is the end of the longest run, too


def test_the_same_seed_gives_the_same_frames_and_another_does_not(driving: Demo) -> None:
    one, again, other = (show(run_again(driving, 29, seed=seed)) for seed in (1, 1, 2))
    assert one == again
    assert one != other


def test_its_poster_is_the_end_of_the_run_and_states_its_facts(driving: Demo) -> None:
    poster = run_demo(Request("driving"), CONTENT)
    assert isinstance(poster, Poster)
    names = [fact.partition(":")[0] for fact in poster.facts]
    assert names == ["Parameters", "Data", "Training", "Metric", "Baseline", "Saved picture"]
    assert poster.facts[0].startswith("Parameters: 145:")
    assert finish(driving).metrics["parameters"] == 145
    assert "after round 1" in poster.frame["text"]
    assert len(str(poster.frame)) < 60_000


def test_its_program_stays_readable_on_the_page() -> None:
    for name, most in (("driving", 160), ("road", 165)):
        lines = (CONTENT / "demos" / f"{name}.py").read_text(encoding="utf-8").splitlines()
        assert len(lines) <= most
        assert max(len(line) for line in lines) <= 110
