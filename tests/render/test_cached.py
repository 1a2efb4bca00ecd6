"""Results that rendering finds again by content."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from sitegen.cache import FILE, Cache
from sitegen.model import PublishedRuntime
from sitegen.render.cached import pad_of, program_html
from tests.render.sample_site import SampleAssets, control, render, sample_config, sample_posters, sample_site


def keys(folder: Path, kind: str) -> list[str]:
    with closing(sqlite3.connect(folder / FILE)) as database:
        return [key for (key,) in database.execute("SELECT key FROM entries WHERE kind = ?", (kind,))]


def test_a_program_is_coloured_once_for_all_builds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cache = Cache(tmp_path)
    first = program_html("x = '<b>'\n", cache)
    monkeypatch.setattr("sitegen.markdown.highlight", lambda *_: "another highlighter")

    assert program_html("x = '<b>'\n", cache) == first
    assert "&lt;b&gt;" in first
    assert program_html("y = 1\n", cache) == "another highlighter"
    assert len(keys(tmp_path, "colours")) == 2


def test_an_entry_of_another_type_is_computed_again(tmp_path: Path) -> None:
    digit = control("digit", "ink", "0.5,0.25 1,1;0,0", width=28, height=28, brush=2.0)
    drawn = pad_of(digit, Cache(tmp_path))
    (key,) = keys(tmp_path, "pads")

    values: tuple[object, ...] = (
        [],
        {"svg": 1, "state": "", "samples": []},
        {"svg": "", "state": "", "samples": [["a"]]},
    )
    for wrong in values:
        Cache(tmp_path).put("pads", key, wrong)
        assert pad_of(digit, Cache(tmp_path)) == drawn


def test_a_site_is_the_same_with_an_empty_a_full_and_a_damaged_cache(tmp_path: Path) -> None:
    from sitegen.render import render_site

    config = sample_config(tmp_path)

    def rendered() -> dict[str, str]:
        outputs = render_site(
            sample_site(config),
            config,
            SampleAssets(),
            sample_posters(),
            runtime=PublishedRuntime("/blog/runtime/abc/", 1234),
            cache=Cache(tmp_path / "cache"),
        ).outputs
        return {
            str(out.output_path): out.content.decode() for out in outputs if isinstance(out.content, bytes)
        }

    expected = render(config)
    assert rendered() == expected
    assert rendered() == expected
    with closing(sqlite3.connect(tmp_path / "cache" / FILE, isolation_level=None)) as database:
        database.execute("UPDATE entries SET value = substr(value, 1, length(value) - 20)")
    assert rendered() == expected


PROGRAM = """
import sys
from contextlib import closing
from pathlib import Path
from sitegen.cache import FILE, Cache
from sitegen.render import render_site
from tests.render.sample_site import SampleAssets, sample_config, sample_posters, sample_site
before = set(sys.modules)
folder = Path(sys.argv[1])
config = sample_config(folder)
print(sum(len(output.content) for output in render_site(
    sample_site(config), config, SampleAssets(), sample_posters(), cache=Cache(folder / "cache")).outputs))
print(sorted({"pygments", "markdown_it", "sitegen.markdown"} & (set(sys.modules) - before)))
"""


def test_a_later_process_neither_compiles_templates_nor_imports_the_highlighter(tmp_path: Path) -> None:
    def run(program: str) -> str:
        command = [sys.executable, "-c", program, str(tmp_path)]
        root = Path(__file__).parent.parent.parent
        return subprocess.run(command, check=True, capture_output=True, text=True, cwd=root).stdout

    first = run(PROGRAM).splitlines()
    refuse = "import jinja2\ndef no(*_, **__): raise AssertionError\njinja2.Environment.compile = no\n"
    second = run(refuse + PROGRAM).splitlines()

    assert second == [first[0], "[]"]


def test_the_door_of_rendering_imports_no_template_engine() -> None:
    program = (
        "import sys, sitegen.render;"
        "print(sorted({'jinja2', 'markdown_it', 'numpy', 'babel', 'pygments'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)

    assert done.stdout == "[]\n"
