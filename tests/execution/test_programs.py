from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import sitegen.execution.programs
from sitegen.cache import Cache
from sitegen.errors import DemoError
from sitegen.execution.cells import make_outputs
from sitegen.execution.posters import make_posters
from sitegen.execution.process_pool import Outcome
from sitegen.model import Cell, Island, Position, Request, Results
from tests.demo.conftest import COUNTER, HEAD, PLAIN
from tests.execution.conftest import InProcess, programs
from tests.execution.test_posters import POST

READING = PLAIN.replace("    return Frame", "    Path(DATA).read_bytes()\n    return Frame")


@pytest.fixture
def content(tmp_path: Path) -> Path:
    demos = tmp_path / "content" / "demos"
    (demos / "weights").mkdir(parents=True)
    (demos / "counter.py").write_text(HEAD + COUNTER)
    (demos / "line.py").write_text(HEAD + PLAIN)
    (demos / "weights" / "line.npz").write_bytes(b"weights")
    return tmp_path / "content"


def island(demo: str, **options: str) -> Island:
    given = {name: (text, Position(POST, 2)) for name, text in options.items()}
    return Island(demo, demo, given, (), (), (), Position(POST, 1))


def ran(content: Path, cache: Cache, *islands: Island) -> tuple[list[str], Results]:
    """The demos that run, and the results."""
    runner = InProcess()
    posters = make_posters(islands, programs(content, runner, cache))
    return [job["demo"] for job in runner.jobs], posters


def test_a_second_build_runs_nothing_and_gives_the_same(content: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")

    first, cold = ran(content, cache, island("counter"), island("line"))
    second, warm = ran(content, cache, island("counter"), island("line"))

    assert (first, second) == (["counter", "line"], [])
    assert json.dumps(warm.posters[Request("line")].frame) == json.dumps(cold.posters[Request("line")].frame)
    assert warm.posters == cold.posters


def test_only_the_demo_that_changed_runs_again(content: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    ran(content, cache, island("counter"), island("line"))
    file = content / "demos" / "line.py"
    file.write_text(file.read_text() + "\n# a change\n")

    assert ran(content, cache, island("counter"), island("line"))[0] == ["line"]
    assert ran(content, cache, island("counter", start="3"))[0] == ["counter"]


def test_a_demo_that_fails_is_not_cached(content: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    program = PLAIN.replace("return ", "raise ValueError\n    return ", 1)
    (content / "demos" / "line.py").write_text(HEAD + program)

    for _ in range(2):
        runner = InProcess()
        with pytest.raises(Exception, match="ValueError"):
            make_posters([island("line")], programs(content, runner, cache))
        assert len(runner.jobs) == 1


@pytest.mark.parametrize("place", ["demos/weights/line.npz", "data.csv", "../notes.txt"])
def test_a_file_that_a_run_opens_is_part_of_what_it_depends_on(
    content: Path, tmp_path: Path, place: str
) -> None:
    """Also a file whose name stands in no program, and one outside the folder of demos."""
    cache = Cache(tmp_path / "cache")
    file = (content / place).resolve()
    file.write_bytes(b"one")
    head = f"from pathlib import Path\nDATA = '/'.join({str(file).split('/')!r})\n"
    (content / "demos" / "line.py").write_text(HEAD + head + READING)

    assert ran(content, cache, island("line"))[0] == ["line"]
    assert ran(content, cache, island("line"))[0] == []
    file.write_bytes(b"two")
    assert ran(content, cache, island("line"))[0] == ["line"]


def test_a_new_data_file_lets_demos_run_again_that_look_for_files(content: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    looks = "from pathlib import Path\nFOUND = sorted(Path(__file__).parent.glob('*.json'))\n"
    (content / "demos" / "line.py").write_text(HEAD + looks + PLAIN)
    ran(content, cache, island("counter"), island("line"))
    (content / "demos" / "new.json").write_text("{}")

    assert ran(content, cache, island("counter"), island("line"))[0] == ["line"]


class Forged(Cache):
    """Returns every value with one part replaced."""

    def __init__(self, folder: Path, place: tuple[str | int, ...], value: Any) -> None:
        super().__init__(folder)
        self.place, self.value = place, value

    def get(self, kind: str, key: str) -> Any:
        part: Any
        found = part = {"whole": super().get(kind, key)}
        *above, last = ("whole", *self.place)
        for name in above:
            part = part[name]
        part[last] = self.value
        return found["whole"]


@pytest.mark.parametrize(
    ("place", "value"),
    [((), 5), ((), []), (("files",), 5), (("files",), {"../x": 3}), (("files",), {"a\0": ""}),
     (("poster",), 5), (("poster",), {"demo": "line"}),
     *(((("poster", name), 5)) for name in ("demo", "title", "description", "source_code", "source_path")),
     (("poster", "controls"), 5), (("poster", "controls", 0), 5), (("poster", "controls", 0, "value"), "a"),
     (("poster", "controls", 0, "min"), None), (("poster", "controls", 0, "kind"), "ink"),
     (("poster", "frame"), 5), (("poster", "frame", "metrics"), 5), (("poster", "frame", "metrics"), [5]),
     (("poster", "frame", "marks", 0, "svg"), 5), (("poster", "frame", "finite"), "yes"),
     (("poster", "facts"), "text"), (("poster", "facts"), [5]), (("poster", "poster_steps"), "1"),
     (("poster", "generator"), 1)],
)  # fmt: skip
def test_a_poster_of_another_shape_is_a_miss(
    content: Path, tmp_path: Path, place: tuple[str | int, ...], value: Any
) -> None:
    ran(content, Cache(tmp_path / "cache"), island("line"))

    assert ran(content, Forged(tmp_path / "cache", place, value), island("line"))[0] == ["line"]


@pytest.mark.parametrize(
    ("place", "value"),
    [((), 5), (("files",), {"../x": 3}), (("outputs",), 5), (("outputs",), []), (("outputs", 0), 5),
     (("outputs", 0, "stdout"), 5), (("outputs", 0, "frame"), 5), (("outputs", 0, "error"), "text"),
     (("outputs", 1, "frame", "marks"), 5), (("outputs", 1, "frame", "marks", 0, "svg"), None)],
)  # fmt: skip
def test_outputs_of_another_shape_are_a_miss(
    content: Path, tmp_path: Path, place: tuple[str | int, ...], value: Any
) -> None:
    cells = page("1 + 1", "from sitegen.demo import Curve\nCurve([1, 2])")
    cells_ran(content, Cache(tmp_path / "cache"), cells)

    assert cells_ran(content, Forged(tmp_path / "cache", place, value), cells) == 1


@pytest.mark.parametrize(
    "answer",
    [
        5,
        {},
        {"files": []},
        {"poster": 5, "files": []},
        {"failure": {}, "files": []},
        {"failure": {}, "files": 5},
    ],
)
def test_an_answer_of_another_shape_is_reported_at_the_demo(content: Path, answer: Any) -> None:
    """A demo could write into the pipe of its process."""

    def run(*_: object) -> list[Outcome]:
        return [Outcome((answer,), "done")]

    with pytest.raises(DemoError, match="ended with an answer that cannot be read") as caught:
        make_posters([island("line")], programs(content, run))
    assert str(caught.value.problems[0].path) == "content/demos/line.py"


@pytest.mark.parametrize("change", ["numpy", "python", "code"])
def test_everything_that_computes_is_part_of_the_key(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    cache = Cache(tmp_path / "cache")
    ran(content, cache, island("line"))
    changes: dict[str, Callable[[], None]] = {
        "numpy": lambda: monkeypatch.setattr(sitegen.execution.programs, "version", lambda _: "0"),
        "python": lambda: monkeypatch.setattr("platform.python_version", lambda: "0"),
        "code": lambda: monkeypatch.setattr(sitegen.execution.programs, "digest_of_files", lambda *_: "0"),
    }
    changes[change]()

    assert ran(content, cache, island("line"))[0] == ["line"]


def page(*sources: str, raises: str = "") -> list[Cell]:
    place = Position(POST, 1)
    return [Cell(f"c{n}", source, raises, False, False, place, 2) for n, source in enumerate(sources)]


def cells_ran(content: Path, cache: Cache, *pages: list[Cell]) -> int:
    runner = InProcess()
    make_outputs(pages, programs(content, runner, cache))
    return len(runner.jobs)


def test_another_version_of_a_package_counts_for_programs_that_import_any(
    content: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    site = programs(content, cache=Cache(tmp_path / "cache"))
    own, other = frozenset({"numpy", "json"}), frozenset({"numpy", "pandas"})
    before = site.environment_of(own), site.environment_of(other)
    monkeypatch.setattr("sitegen.execution.programs._installed", lambda: "pandas-99.dist-info")

    assert site.environment_of(own) == before[0]
    assert site.environment_of(other) != before[1]


def test_the_cells_of_a_page_run_once_while_nothing_changes(content: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    (content / "demos" / "steps.py").write_text("STEP = 2\n")
    one, other = page("from demos.steps import STEP", "STEP"), page("1 + 1")

    assert cells_ran(content, cache, one, other) == 2
    assert cells_ran(content, cache, one, other) == 0
    (content / "demos" / "steps.py").write_text("STEP = 3\n")
    assert cells_ran(content, cache, one, other) == 1, "only the page that imports the module"
    assert cells_ran(content, cache, one, page("1 + 2")) == 1


def test_cached_outputs_are_equal_to_computed_ones(content: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    cells = page("x = 2", "print('½')\nx / 3", "from sitegen.demo import Curve\nCurve([1, 2])")
    cold = make_outputs([cells], programs(content, InProcess(), cache))

    assert make_outputs([cells], programs(content, InProcess(), cache)) == cold


def test_a_page_with_a_problem_is_not_cached(content: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    for _ in range(2):
        with pytest.raises(Exception, match="ZeroDivisionError"):
            cells_ran(content, cache, page("1 / 0"))
