"""A demo's script is run for real, in a process that has sitegen installed and knows nothing of the site."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from dataclasses import replace
from pathlib import Path, PurePosixPath

import pytest

from sitegen.build import build_outputs
from sitegen.config import load_config
from sitegen.demo import StepData, plain_stage
from sitegen.execution.demo_folder import scan_demos
from sitegen.execution.run_demo import run_demo
from sitegen.execution.standalone import make_script
from sitegen.model import Island, Output, Position, Poster, Request
from tests.conftest import NOW, SITES
from tests.demo.conftest import COUNTER, HEAD
from tests.execution.conftest import programs

ROOT = Path(__file__).parents[2]
PLACE = Position(PurePosixPath("content/posts/a.md"), 1)
ISLAND = Island("counter-2", "counter", {"start": ("5", PLACE), "seed": ("3", PLACE)}, (), (), (), PLACE)


def poster_of(demo: str, content: Path, **values: str) -> Poster:
    made = run_demo(Request(demo, tuple(sorted(values.items()))), content)
    assert isinstance(made, Poster), made
    return made


def run(script: str, folder: Path, *arguments: str, name: str = "counter.py") -> str:
    (folder / name).write_text(script, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    done = subprocess.run(
        [sys.executable, name, *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout + done.stderr


@pytest.fixture
def content(tmp_path: Path) -> Path:
    folder = tmp_path / "content"
    (folder / "demos").mkdir(parents=True)
    (folder / "demos" / "counter.py").write_text(HEAD + COUNTER, encoding="utf-8")
    return folder


@pytest.fixture
def away(tmp_path: Path) -> Path:
    """A folder that is not the site's."""
    folder = tmp_path / "away"
    folder.mkdir()
    return folder


def test_the_script_computes_what_the_poster_shows(content: Path, away: Path) -> None:
    poster = poster_of("counter", content, start="5", seed="3")
    said = run(make_script(ISLAND, poster, "counter.py", programs(content)), away)
    draw = poster.metrics["draw"]["text"]
    assert said.splitlines() == [
        "Counter",
        "start 5, pace 1.0, seed 3, jump 0",
        *(line for line in said.splitlines() if line.startswith("step ")),
        "at 8.0",
        "Pictures: counter.html",
    ]
    assert said.splitlines()[-3] == f"step      3  Value 8.00  Draw {draw}"
    report = (away / "counter.html").read_text(encoding="utf-8")
    assert poster.frame["marks"][0]["svg"] in report
    assert f"<td>{draw}</td>" in report


def test_values_and_steps_can_be_given(content: Path, away: Path) -> None:
    script = make_script(ISLAND, poster_of("counter", content), "counter.py", programs(content))
    said = run(script, away, "start=20", "--steps", "1", "--report", "mine.html")
    assert "at 21.0" in said
    assert (away / "mine.html").exists()
    assert "start is '200'; expected a whole number from 0 to 100" in run(script, away, "start=200")


def test_the_head_tells_tools_what_to_install(content: Path) -> None:
    script = make_script(ISLAND, poster_of("counter", content), "counter-2.py", programs(content))
    lines = script.splitlines()
    block = lines[lines.index("# /// script") + 1 : lines.index("# ///")]
    facts = tomllib.loads("\n".join(line.removeprefix("# ") for line in block))
    assert facts["requires-python"] == ">=3.11"
    assert facts["dependencies"][0].startswith("sitegen-live==")
    assert "python counter-2.py" in script
    assert (HEAD + COUNTER).rstrip() in script


def test_modules_and_files_that_a_demo_needs_travel_with_it(content: Path, away: Path) -> None:
    demos = content / "demos"
    (demos / "train").mkdir()
    (demos / "train" / "far.txt").write_text("no", encoding="utf-8")
    (demos / "far.txt").write_text("2", encoding="utf-8")
    (demos / "other.txt").write_text("no", encoding="utf-8")
    (demos / "support.py").write_text("from .deep import LOW\n", encoding="utf-8")
    (demos / "deep.py").write_text("LOW = 30\n", encoding="utf-8")
    program = '"""It needs more."""\n\nfrom __future__ import annotations\n' + (HEAD + COUNTER).replace(
        "import numpy as np\n",
        "from pathlib import Path\nimport numpy as np\nfrom demos.support import LOW\n"
        'FAR = int(Path(__file__).with_name("far.txt").read_text())\n',
    ).replace("value, jumps = float(controls.start)", "value, jumps = float(LOW + FAR)")
    (demos / "counter.py").write_text(program, encoding="utf-8")
    assert [str(path) for path in scan_demos(content).files("counter")] == [
        "counter.py",
        "deep.py",
        "far.txt",
        "support.py",
    ]
    script = make_script(ISLAND, poster_of("counter", content), "counter.py", programs(content))
    assert "at 35.0" in run(script, away)
    assert make_script(ISLAND, poster_of("counter", content), "counter.py", programs(content)) == script


@pytest.mark.parametrize(
    "line", ["from .far import STEP", "from . import far; STEP = far.STEP", "from demos.far import STEP"]
)
def test_what_is_imported_from_beside_a_demo_is_found_in_its_script(
    line: str, content: Path, away: Path
) -> None:
    program = (HEAD + COUNTER).replace("import numpy as np\n", f"import numpy as np\n{line}\n")
    program = program.replace("value, jumps = float(controls.start)", "value, jumps = float(STEP)")
    (content / "demos" / "counter.py").write_text(program, encoding="utf-8")
    (content / "demos" / "far.py").write_text("STEP = 40\n", encoding="utf-8")
    assert "at 43.0" in run(
        make_script(ISLAND, poster_of("counter", content), "counter.py", programs(content)), away
    )


def test_every_island_of_a_built_site_has_its_script_beside_its_page() -> None:
    built = build_outputs(load_config(SITES / "demos" / "sitegen.toml"), now=NOW)
    scripts = {str(output.output_path) for output in built.outputs if output.output_path.suffix == ".py"}
    assert {"posts/steady/steady.py", "posts/steady/answer.py", "posts/trouble/steady.py"} <= scripts
    page = next(output for output in built.outputs if str(output.output_path) == "posts/steady/index.html")
    assert isinstance(page, Output)
    assert isinstance(page.content, bytes)
    assert b'href="/posts/steady/steady.py" download' in page.content


FRAME: StepData = {"step": 0, "done": False, "finite": True, "text": "", "metrics": [], "marks": []}


@pytest.mark.parametrize("demo", ["depth", "neuron", "cnn", "gpt", "translation"])
def test_the_blogs_own_demos_run_as_scripts(demo: str, away: Path) -> None:
    content = ROOT / "content"
    source = (content / "demos" / f"{demo}.py").read_text(encoding="utf-8")
    poster = Poster(demo, "", "", source, "", (), FRAME, (), 0, True, plain_stage())
    place = replace(ISLAND, id=demo, demo=demo, options={})
    said = run(
        make_script(place, poster, f"{demo}.py", programs(content)), away, "--steps", "3", name=f"{demo}.py"
    )
    assert said.splitlines()[-1] == f"Pictures: {demo}.html"
    assert "<svg" in (away / f"{demo}.html").read_text(encoding="utf-8")
