"""The layout of an island: what is in sight, and what is folded."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, cast

from sitegen.demo import MarkData, MetricData, StageData, plain_stage
from sitegen.model import Island, Poster
from sitegen.render.context import StageContext
from sitegen.render.stage import run_of, stage_of
from tests.render.sample_site import control, sample_island, sample_posters

SLIDERS = tuple(control(name, "slider", 1) for name in ("layers", "turns", "rate"))
NAMES = ("boundary", "loss", "gradient", "weights")


def poster(*, names: tuple[str, ...] = NAMES, controls: Any = SLIDERS, **stage: Any) -> Poster:
    """A poster with these marks and controls, and a declaration."""
    found = next(iter(sample_posters().posters.values()))
    mark = found.frame["marks"][0]
    marks = [cast("MarkData", {**mark, "name": name}) for name in names]
    return replace(
        found,
        controls=tuple(controls),
        frame={**found.frame, "marks": marks},
        stage=cast("StageData", {**plain_stage(), **stage}),
    )


def laid_out(shown: Poster, **options: Any) -> StageContext:
    """Return the layout of an island with these options of its directive."""
    hide = options.pop("hide", ())
    controls = [cast("Any", {**one, "hidden": one["name"] in hide}) for one in shown.controls]
    return stage_of(island(hide=hide, **options), shown, controls, shown.frame)


def island(**options: Any) -> Island:
    """An island with these options of its directive."""
    return replace(sample_island(), **{"hide": (), **options})


def marks_of(stage: StageContext) -> tuple[list[str], list[str], list[str]]:
    """Return the names of the main marks, of those in tabs, and of the folded ones."""
    tabs = [mark["name"] for _, mark in stage.side]
    return [mark["name"] for mark in stage.main], tabs, [mark["name"] for mark in stage.more]


def test_without_a_declaration_the_first_mark_is_the_picture_and_the_next_two_are_beside_it() -> None:
    stage = laid_out(poster())
    assert marks_of(stage) == (["boundary"], ["loss", "gradient"], ["weights"])
    assert [label for label, _ in stage.side] == ["Loss", "Gradient"]
    assert [one["name"] for one in stage.controls] == ["layers", "turns"]
    assert [one["name"] for one in stage.more_controls] == ["rate"]
    assert stage.kind == "run"


def test_a_declaration_chooses_the_pictures() -> None:
    stage = laid_out(poster(main=["loss"], side=["weights"], beside="boundary"))
    assert marks_of(stage) == (["loss"], ["weights"], ["gradient"])
    assert stage.beside is not None
    assert stage.beside["name"] == "boundary"


def test_a_page_chooses_for_its_island() -> None:
    stage = laid_out(poster(), main=("gradient", "rate"), fold=("loss",))
    assert marks_of(stage) == (["gradient"], ["boundary", "weights"], ["loss"])
    assert [one["name"] for one in stage.controls] == ["rate"]


def test_controls_that_say_so_are_in_sight_and_a_seed_is_not() -> None:
    controls = [control("seed", "seed", 1), SLIDERS[0], {**SLIDERS[1], "main": True}]
    stage = laid_out(poster(controls=controls))
    assert [one["name"] for one in stage.controls] == ["turns"]
    stage = laid_out(poster(controls=controls), hide=("turns",))
    assert [one["name"] for one in stage.controls] == ["layers"]
    assert [one["name"] for one in stage.more_controls] == ["seed"]


def test_a_drawing_pad_takes_the_main_place_and_the_first_mark_stands_beside_it() -> None:
    pad = control("digit", "ink", "", width=28, height=28, brush=2.0)
    stage = laid_out(poster(controls=[*SLIDERS, pad]))
    assert stage.pad is not None
    assert stage.beside is not None
    assert (stage.kind, stage.pad["name"], stage.beside["name"]) == ("draw", "digit", "boundary")
    assert marks_of(stage) == ([], ["loss", "gradient"], ["weights"])


def test_a_headline_has_a_baseline_and_numbers_in_its_words() -> None:
    metrics: list[MetricData] = [
        {"name": "accuracy", "label": "Accuracy", "text": "97 %", "value": 0.97},
        {"name": "chance", "label": "Chance", "text": "25 %", "value": 0.25},
    ]
    shown = poster(
        headline={"metric": "accuracy", "label": "right", "baseline": "chance", "said": "by chance: {chance}"}
    )
    shown = replace(shown, frame={**shown.frame, "metrics": metrics})
    found = laid_out(shown).headline
    assert found is not None
    assert (found.text, found.label, found.said) == ("97 %", "right", "by chance: 25 %")
    assert (found.share, found.baseline, found.said_pattern) == (97.0, 25.0, "by chance: {chance}")
    plain = laid_out(replace(shown, stage=plain_stage())).headline
    assert plain is not None
    assert (plain.said, plain.baseline) == ("Accuracy", None)


def test_presets_say_which_one_is_shown_and_those_that_change_a_hidden_control_are_left_out() -> None:
    presets = [
        {"label": "One", "fails": False, "values": {"layers": 1}},
        {"label": "Six", "fails": True, "values": {"layers": 6, "turns": 1}},
    ]
    stage = laid_out(poster(presets=presets), hide=("turns",))
    assert [(one.label, one.fails, one.pressed) for one in stage.presets] == [
        ("One", False, True),
        ("Six", True, False),
    ]
    assert not stage.fails
    assert [one.label for one in laid_out(poster(presets=presets), hide=("layers",)).presets] == ["One"]
    assert [one.label for one in laid_out(poster(presets=presets), presets=("Six",)).presets] == ["Six"]
    six = [{**one, "value": 6 if one["name"] == "layers" else 1} for one in SLIDERS]
    assert laid_out(poster(presets=presets, controls=six)).fails


def test_a_run_pauses_at_the_posters_step_and_takes_a_few_seconds_to_get_there() -> None:
    run = run_of(island(), poster())
    assert (run.until, run.speed) == (400, 50.0)
    assert run_of(island(), poster(until=0)).until == 0
    assert run_of(island(), poster(until=0)).speed == 20.0
    assert run_of(island(), poster(until=8)).speed == 4.0
    assert run_of(island(), poster(speed=0.0)).speed == 0.0
    assert run_of(island(), replace(poster(), generator=False)).until == 0
