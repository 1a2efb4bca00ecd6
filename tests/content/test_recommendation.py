"""What the post says about recommended films, measured again over several seeds."""

import sys
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from sitegen.demo import Bars, Curve, Demo, Frame, Surface, load, show
from sitegen.execution.run_demo import demos_package, run_demo
from sitegen.model import Poster, Request
from tests.content.runs import finish, run, run_again

CONTENT = Path(__file__).parents[2] / "content"
SEEDS = [1, 2, 3, 4, 5]
NEW = {"look": "the new film"}
Place = npt.NDArray[np.floating[Any]]


@pytest.fixture(scope="module")
def recommendation() -> Iterator[Demo]:
    with demos_package(CONTENT):
        yield load("recommendation")


@pytest.fixture(scope="module")
def bubble(recommendation: Demo) -> Demo:  # noqa: ARG001 - its package stays importable as long as this
    return load("bubble")


def module(demo: Demo, name: str) -> ModuleType:
    return sys.modules[demo.module.rpartition(".")[0] + "." + name]


def map_of(frame: Frame) -> Surface:
    mark = frame.marks["map"]
    assert isinstance(mark, Surface)
    return mark


def you(demo: Demo, **values: Any) -> Place:
    """Return where the reader stands."""
    place: Place = map_of(finish(demo, **values)).points[-1]
    return place


def middle(frame: Frame, kind: int) -> Place:
    """Return the middle of the old films of a kind."""
    films, kinds = map_of(frame).points[:55], map_of(frame).classes[:55]
    place: Place = films[kinds == kind].mean(axis=0)
    return place


@pytest.mark.parametrize("seed", SEEDS)
def test_hidden_favourites_are_found_more_often_than_by_the_popular_list(
    recommendation: Demo, seed: int
) -> None:
    metrics = finish(recommendation, seed=seed).metrics
    assert metrics["found"] >= 0.35
    assert metrics["found_by_list"] <= 0.3
    assert metrics["found"] >= metrics["found_by_list"] + 0.1


@pytest.mark.parametrize("seed", SEEDS)
def test_hidden_stars_are_guessed_better_than_by_the_mean_of_a_film(recommendation: Demo, seed: int) -> None:
    metrics = finish(recommendation, seed=seed).metrics
    assert metrics["error_in_stars"] <= 0.75
    assert metrics["error_of_means"] >= 1


@pytest.mark.parametrize("seed", SEEDS)
def test_before_training_the_network_is_worse_than_both_baselines(recommendation: Demo, seed: int) -> None:
    metrics = run(recommendation, seed=seed).metrics
    assert metrics["found"] < metrics["found_by_list"]
    assert metrics["error_in_stars"] > metrics["error_of_means"]


@pytest.mark.parametrize("seed", SEEDS)
def test_films_of_a_kind_gather_though_no_kind_is_reported(recommendation: Demo, seed: int) -> None:
    start, end = run(recommendation, seed=seed), finish(recommendation, seed=seed)
    for frame, least, most in ((start, 0, 0.45), (end, 0.85, 1)):
        films, kinds = map_of(frame).points[:55], map_of(frame).classes[:55]
        far = np.linalg.norm(films[:, None] - films, axis=-1) + np.where(np.eye(55), np.inf, 0)
        alike = float((kinds[far.argmin(axis=1)] == kinds).mean())
        assert least <= alike <= most


@pytest.mark.parametrize("seed", SEEDS)
def test_nobody_is_shown_a_film_without_ratings_and_ratings_bring_it_into_lists(
    recommendation: Demo, seed: int
) -> None:
    none, some, many = (finish(recommendation, seed=seed, ratings=n, **NEW).metrics for n in (0, 20, 60))
    assert none["found"] == none["lists_with_the_new"] == 0
    assert some["found"] > 0
    assert many["found"] >= 0.4
    told = finish(recommendation, seed=seed, kind=True, **NEW).metrics
    assert told["found"] >= 0.05


@pytest.mark.parametrize("seed", SEEDS)
def test_a_film_without_ratings_stays_in_the_middle_and_ratings_move_it_to_its_kind(
    recommendation: Demo, seed: int
) -> None:
    none, many = finish(recommendation, seed=seed), finish(recommendation, seed=seed, ratings=60)
    assert np.linalg.norm(map_of(none).points[55]) <= 0.1
    assert np.linalg.norm(map_of(many).points[55] - middle(many, 0)) <= 0.4
    assert np.linalg.norm(middle(none, 0)) >= 0.5


@pytest.mark.parametrize("seed", SEEDS)
def test_the_reader_moves_towards_the_films_that_get_five_stars(recommendation: Demo, seed: int) -> None:
    frame = finish(recommendation, seed=seed)
    for kind, name in ((0, "space"), (3, "romance"), (2, "horror")):
        where = you(recommendation, seed=seed, **{"space": 0, name: 5})
        far = [float(np.linalg.norm(where - middle(frame, other))) for other in range(5)]
        assert int(np.argmin(far)) == kind
    assert np.linalg.norm(you(recommendation, seed=seed, space=0)) <= 0.3


def test_stars_of_the_reader_change_nothing_but_the_reader(recommendation: Demo) -> None:
    one, two = finish(recommendation), finish(recommendation, space=1, cartoons=5)
    assert one.metrics == two.metrics
    assert np.array_equal(map_of(one).points[:56], map_of(two).points[:56])
    assert not np.array_equal(map_of(one).points[56], map_of(two).points[56])


def test_what_the_reader_has_rated_is_not_recommended(recommendation: Demo) -> None:
    names = finish(recommendation, space=5, crime=5, horror=5, romance=5, cartoons=5).marks["list"]
    assert isinstance(names, Bars)
    rated = {"Comet Nine", "The Grey Ledger", "Moth House", "Letters to Ida", "Captain Turnip"}
    assert len(names.names) == 5
    assert rated.isdisjoint(name[2:] for name in names.names)
    assert (np.diff(names.values) <= 0).all()


def test_each_ring_sets_the_stars_of_one_film(recommendation: Demo) -> None:
    board = finish(recommendation, cartoons=3).marks["stars"]
    assert isinstance(board, Surface)
    assert [(handle.x, handle.at[0]) for handle in board.handles] == [
        ("space", 5),
        ("crime", 0),
        ("horror", 0),
        ("romance", 0),
        ("cartoons", 3),
    ]


def test_hidden_ratings_are_not_among_the_known_ones(recommendation: Demo) -> None:
    films, lists = module(recommendation, "films"), module(recommendation, "lists")
    rng = np.random.default_rng(0)
    trial = lists.Trial(films.World(rng), 30, rng)
    known, hidden = (
        set(zip(part.viewer.tolist(), part.film.tolist(), strict=True))
        for part in (trial.known, trial.hidden)
    )
    assert not known & hidden
    assert len(known) + len(hidden) == 240 * 18 + 30
    assert len(hidden) == pytest.approx(0.2 * 240 * 18, rel=0.1)
    assert not any(film == films.NEW for _, film in hidden)
    assert set(np.unique(trial.known.stars)) == {1, 2, 3, 4, 5}
    shown = np.take_along_axis(trial.seen, trial.popular, axis=1)
    assert not shown.any()


def test_titles_are_all_different_and_short(recommendation: Demo) -> None:
    names = module(recommendation, "films").NAMES
    assert len(names) == len(set(names)) == 56
    assert max(map(len, names)) <= 20


@pytest.mark.parametrize("seed", SEEDS)
def test_lists_of_the_likeliest_lose_their_variety_and_chance_keeps_some(bubble: Demo, seed: int) -> None:
    narrow, wide = finish(bubble, seed=seed).metrics, finish(bubble, seed=seed, chance=2).metrics
    assert narrow["kinds_at_first"] - narrow["kinds"] >= 0.5
    assert narrow["kinds"] <= 2.8
    assert wide["kinds"] >= narrow["kinds"] + 0.5
    assert wide["stars_for_the_film"] >= narrow["stars_for_the_film"] - 0.15


def test_no_list_holds_a_film_twice_or_one_that_was_watched(bubble: Demo) -> None:
    watching, films, taste = (module(bubble, name) for name in ("bubble", "films", "taste"))
    rng = np.random.default_rng(3)
    club = watching.Club(films.World(rng).liking[:40], watching.Controls(chance=3), rng)
    model = taste.Taste(rng)
    for evening in range(6):
        club.look(model)
        assert all(len(set(row)) == 5 for row in club.shown.tolist())
        assert not np.take_along_axis(club.seen, club.shown, axis=1).any()
        club.watch()
        assert ((club.stars > 0).sum(axis=1) == evening + 1).all()


def test_the_curve_has_a_point_for_each_evening(bubble: Demo) -> None:
    frame = finish(bubble)
    curve, counts = frame.marks["variety"], frame.marks["list"]
    assert isinstance(curve, Curve)
    assert isinstance(counts, Bars)
    assert len(curve.series["kinds in a list"]) == 9
    assert curve.series["kinds in a list"][-1] == pytest.approx(frame.metrics["kinds"])
    assert counts.values.sum() == 5


@pytest.mark.parametrize("name", ["recommendation", "bubble"])
def test_the_same_seed_gives_the_same_frames_and_another_does_not(
    recommendation: Demo, bubble: Demo, name: str
) -> None:
    demo = {"recommendation": recommendation, "bubble": bubble}[name]
    one, again, other = (show(run_again(demo, 8, seed=seed)) for seed in (1, 1, 2))
    assert one == again != other


@pytest.mark.parametrize(("name", "parameters"), [("recommendation", "648:"), ("bubble", "168")])
def test_its_poster_is_the_end_of_the_run_and_states_its_facts(name: str, parameters: str) -> None:
    poster = run_demo(Request(name), CONTENT)
    assert isinstance(poster, Poster)
    names = [fact.partition(":")[0] for fact in poster.facts]
    assert names[:5] == ["Parameters", "Data", "Training", "Metric", "Baseline"]
    assert poster.facts[0].startswith(f"Parameters: {parameters}")
    assert len(str(poster.frame)) < 60_000


@pytest.mark.parametrize("name", ["recommendation", "bubble", "films", "taste", "lists", "taste_map"])
def test_its_program_stays_readable_on_the_page(name: str) -> None:
    lines = (CONTENT / "demos" / f"{name}.py").read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 175
    assert max(len(line) for line in lines) <= 110
