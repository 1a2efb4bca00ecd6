from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

import sitegen.execution.poster_cache
from sitegen.cache import Cache
from sitegen.execution.poster_cache import demo_files, poster_key
from sitegen.execution.posters import make_posters
from sitegen.model import Island, Position, Request, Results
from tests.demo.conftest import COUNTER, HEAD, PLAIN
from tests.execution.test_posters import POST, Here


@pytest.fixture
def content(tmp_path: Path) -> Path:
    demos = tmp_path / "content" / "demos"
    (demos / "train").mkdir(parents=True)
    (demos / "weights").mkdir()
    (demos / "counter.py").write_text(HEAD + COUNTER)
    (demos / "line.py").write_text(HEAD + PLAIN)
    (demos / "weights" / "line.npz").write_bytes(b"weights")
    (demos / "train" / "line.py").write_text("print('training')")
    return tmp_path / "content"


def island(demo: str, **options: str) -> Island:
    given = {name: (text, Position(POST, 2)) for name, text in options.items()}
    return Island(demo, demo, given, (), (), (), Position(POST, 1))


def asked(content: Path, cache: Cache, *islands: Island) -> tuple[list[str], Results]:
    here = Here()
    posters = make_posters(islands, content, here, cache)
    return [request.demo for request in here.asked], posters


def test_a_second_build_runs_nothing_and_gives_the_same(content: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")

    first, cold = asked(content, cache, island("counter"), island("line"))
    second, warm = asked(content, cache, island("counter"), island("line"))

    assert (first, second) == (["counter", "line"], [])
    assert json.dumps(warm.posters[Request("line")].frame) == json.dumps(cold.posters[Request("line")].frame)
    assert warm.posters == cold.posters


def test_only_the_demo_that_changed_runs_again(content: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    asked(content, cache, island("counter"), island("line"))
    file = content / "demos" / "line.py"
    file.write_text(file.read_text() + "\n# a change\n")

    assert asked(content, cache, island("counter"), island("line"))[0] == ["line"]
    assert asked(content, cache, island("counter", start="3"))[0] == ["counter"]


def test_a_demo_that_fails_is_not_kept(content: Path, tmp_path: Path) -> None:
    cache = Cache(tmp_path / "cache")
    (content / "demos" / "line.py").write_text(
        HEAD + PLAIN.replace("return ", "raise ValueError\n    return ", 1)
    )

    for _ in range(2):
        here = Here()
        with pytest.raises(Exception, match="ValueError"):
            make_posters([island("line")], content, here, cache)
        assert len(here.asked) == 1


def test_what_a_demo_can_read_decides_whether_it_is_the_same(content: Path) -> None:
    demos = content / "demos"
    (demos / "_spirals.py").write_text("x = 1\n")
    (demos / "other.py").write_text(HEAD + "from demos.counter import Controls\n" + PLAIN)

    def names(demo: str) -> set[str]:
        return {file.relative_to(demos).as_posix() for file in demo_files(demos, demo)}

    shared = {"_spirals.py", "weights/line.npz"}
    assert names("line") == {"line.py"} | shared
    assert names("other") == {"other.py", "counter.py"} | shared


@pytest.mark.parametrize("change", ["numpy", "python", "code", "weights"])
def test_whatever_computes_is_part_of_the_name(
    content: Path, monkeypatch: pytest.MonkeyPatch, change: str
) -> None:
    before = poster_key(Request("line"), content)

    changes: dict[str, Any] = {
        "numpy": lambda: monkeypatch.setattr(sitegen.execution.poster_cache, "version", lambda _: "0"),
        "python": lambda: monkeypatch.setattr("platform.python_version", lambda: "0"),
        "code": lambda: monkeypatch.setattr(sitegen.execution.poster_cache, "_own_code", lambda: "0"),
        "weights": lambda: (content / "demos" / "weights" / "line.npz").write_bytes(b"others"),
    }
    changes[change]()

    assert poster_key(Request("line"), content) != before
