import json
import zlib
from collections.abc import Callable
from pathlib import Path, PurePosixPath
from typing import Any, cast

import pytest

from sitegen.cache import Cache
from sitegen.errors import DemoError, Problem
from sitegen.execution.frames import frames_outputs, save_frames
from sitegen.execution.posters import make_posters
from sitegen.execution.process_pool import Outcome
from sitegen.model import Body, Island, Page, Position, Results, SavedFrames, Source
from tests.demo.conftest import COUNTER, HEAD, PLAIN
from tests.execution.conftest import InProcess, programs
from tests.execution.test_pack_frames import texts

POST = PurePosixPath("content/posts/a.md")
Files = dict[tuple[PurePosixPath, str], SavedFrames]

RAISES = PLAIN.replace(
    "    return", "    if controls.slope > 1.5:\n        raise ValueError('too steep')\n    return"
)


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A content folder with the demos `counter` and `line`."""
    folder = tmp_path / "content"
    (folder / "demos").mkdir(parents=True)
    for name, program in (("counter", COUNTER), ("line", PLAIN)):
        (folder / "demos" / f"{name}.py").write_text(HEAD + program, encoding="utf-8")
    return folder


def island(demo: str, name: str = "", *, hide: tuple[str, ...] = (), **values: str) -> Island:
    place = Position(POST, 1)
    options = {key: (text, place) for key, text in values.items()}
    return Island(name or demo, demo, options, hide, (), (), place)


def save(
    content: Path, *islands: Island, budget: int = 1000, runner: Any = None, cache: Cache | None = None
) -> tuple[Files, tuple[Problem, ...], Results]:
    posters = make_posters(islands, programs(content, InProcess()))
    site = programs(content, runner or InProcess(), cache)
    return *save_frames(islands, posters, site, budget=budget), posters


def record(saved: SavedFrames) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(zlib.decompress(saved.content, 31)))


def test_every_control_of_an_island_is_run_with_other_values(content: Path) -> None:
    files, _, _ = save(content, island("counter", start="5"))
    runs = record(files[POST, "counter"])["runs"]
    assert [run["changes"] for run in runs][:2] == [{}, {"pace": 7.99}]
    assert {"start": 25} in [run["changes"] for run in runs]
    assert [frame[0] for frame in runs[0]["frames"]] == [0, 1, 2, 3]
    assert [name for run in runs for name in run["changes"]].count("pace") == 8


@pytest.mark.parametrize(
    "place", [island("counter"), island("counter", start="48"), island("line", slope="0.5")]
)
def test_the_last_frame_of_the_author_s_run_is_the_poster(content: Path, place: Island) -> None:
    files, _, posters = save(content, place)
    saved, poster = record(files[POST, place.id]), posters.poster(place).frame
    of_run = saved["runs"][0]["frames"]
    shown = {name: texts(column)[len(of_run) - 1] for name, column in saved["columns"].items()}
    assert of_run[-1] == [poster["step"], poster["done"], poster["finite"]]
    assert shown["text"] == poster["text"]
    assert json.loads(shown["metrics"]) == poster["metrics"]
    for mark in cast("list[dict[str, str]]", poster["marks"]):
        assert [shown[f"{key}:{mark['name']}"] for key in ("svg", "table", "sentence")] == [
            mark["svg"],
            mark["table"],
            mark["sentence"],
        ]


def test_hidden_controls_stay_at_the_author_s_value(content: Path) -> None:
    files, _, _ = save(content, island("counter", hide=("pace",)))
    names = {name for run in record(files[POST, "counter"])["runs"] for name in run["changes"]}
    assert names == {"start"}


def test_equal_islands_are_computed_once(content: Path) -> None:
    runner = InProcess()
    files, _, _ = save(content, island("line", "one"), island("line", "two"), runner=runner)
    assert len(runner.jobs) == 1
    assert files[POST, "one"].content == files[POST, "two"].content


def test_without_a_budget_nothing_is_saved(content: Path) -> None:
    runner = InProcess()
    assert save(content, island("line"), budget=0, runner=runner)[:2] == ({}, ())
    assert runner.jobs == []


def test_isolated_processes_give_the_same_as_this_one(content: Path) -> None:
    islands = [island("counter"), island("line")]
    posters = make_posters(islands, programs(content, InProcess()))
    isolated = save_frames(islands, posters, programs(content), budget=20)
    assert isolated == save_frames(islands, posters, programs(content, InProcess()), budget=20)


def test_a_second_build_takes_the_frames_of_the_first_until_the_demo_changes(
    content: Path, tmp_path: Path
) -> None:
    cache = Cache(tmp_path / "cache")
    first = save(content, island("line"), cache=cache)[:2]
    runner = InProcess()
    assert save(content, island("line"), runner=runner, cache=cache)[:2] == first
    assert runner.jobs == []
    file = content / "demos" / "line.py"
    file.write_text(file.read_text(encoding="utf-8").replace('"Line"', '"Ruler"'), encoding="utf-8")
    save(content, island("line"), runner=runner, cache=cache)
    assert len(runner.jobs) == 1


def test_a_damaged_entry_of_the_cache_is_computed_again(content: Path, tmp_path: Path) -> None:
    class Damaged(Cache):
        def get(self, kind: str, key: str) -> Any:
            found = super().get(kind, key)
            return {**found, "frames": "no base64!"} if found else found

    first = save(content, island("line"), cache=Damaged(tmp_path / "cache"))[:2]
    runner = InProcess()
    assert save(content, island("line"), cache=Damaged(tmp_path / "cache"), runner=runner)[:2] == first
    assert len(runner.jobs) == 1


def test_a_value_with_which_the_demo_raises_is_a_warning_at_its_line(content: Path) -> None:
    (content / "demos" / "line.py").write_text(HEAD + RAISES, encoding="utf-8")
    line = (HEAD + RAISES).splitlines().index("        raise ValueError('too steep')") + 1
    files, warnings, _ = save(content, island("line", slope="1"))
    assert str(warnings[0]) == (
        f"content/demos/line.py:{line}: warning: the demo 'line' raises an exception with slope=2: "
        "ValueError: too steep\n  a reader can choose it: narrow the control, or return a frame that says "
        "what is wrong"
    )
    changes = [run["changes"] for run in record(files[POST, "line"])["runs"]]
    assert {"slope": 2} not in changes
    assert {"slope": -2} in changes


def test_runs_that_take_too_long_are_refused_with_the_key_of_the_configuration(content: Path) -> None:
    def late(
        _arguments: object, jobs: list[object], _seconds: float, report: Callable[[int, Outcome], None]
    ) -> list[Outcome]:
        outcomes = [Outcome((), "timeout") for _ in jobs]
        for number, outcome in enumerate(outcomes):
            report(number, outcome)
        return outcomes

    with pytest.raises(DemoError, match="lower saved_steps in the table") as caught:
        save(content, island("line"), runner=late)
    assert caught.value.problems[0].path == PurePosixPath("content/demos/line.py")


def test_the_file_lies_beside_its_page_with_a_name_that_changes_with_its_content(content: Path) -> None:
    place = island("line")
    files, _, posters = save(content, place)
    saved = files[POST, "line"]
    source = cast(
        "Source", type("S", (), {"output_path": PurePosixPath("posts/a/index.html"), "source_path": POST})
    )
    page = Page(source, Body(parts=(place,)))
    results = Results(posters.posters, posters.requests, frames=files)
    outputs = list(frames_outputs([page], results))
    assert [output.output_path for output in outputs] == [
        PurePosixPath(f"posts/a/line.{saved.fingerprint}.frames")
    ]
    assert outputs[0].content == saved.content
    assert SavedFrames(b"other", 0).fingerprint != saved.fingerprint
