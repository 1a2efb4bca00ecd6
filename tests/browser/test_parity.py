"""`sitegen check --demos` with the pinned Pyodide in a real browser."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sitegen.parity import NoBrowserError
from sitegen.parity.browser import open_browser
from tests.conftest import lay_out
from tests.serving import POST

DEMO = '''
import sys
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from sitegen.demo import Curve, Frame, demo

@dataclass
class Controls:
    """None."""

@demo(title="Two places", poster_steps=2{more})
def {name}(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
    """Draw from rng, and go another way in the browser if it is asked for."""
    for step in range(3):
        value = rng.standard_normal() + {elsewhere} * (sys.platform == "emscripten" and step == 2)
        yield Frame(line=Curve(rng.random(5)), metrics={{"value": value}}, text=f"step {{step}}")
'''


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One demo that agrees, one that goes another way, one that may; the first check leaves its cache."""
    kinds = {"same": ("0", ""), "other": ("0.5", ""), "free": ("0.5", ", drift={'value': 0.6}")}
    demos = {
        f"content/demos/{name}.py": DEMO.format(name=name, elsewhere=elsewhere, more=more)
        for name, (elsewhere, more) in kinds.items()
    }
    text = "".join(f":::{{demo}} {name}\n:::\n\n" for name in kinds)
    return lay_out(
        tmp_path_factory.mktemp("parity"), {"content/posts/one.md": POST.format(text=text), **demos}
    )


def check(site: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command for the site with its draft."""
    command = [sys.executable, "-m", "sitegen", "check", "--demos", "--drafts", *options]
    settings = {**os.environ, **environment}
    return subprocess.run(command, cwd=site, capture_output=True, text=True, check=False, env=settings)


def test_every_demo_is_compared_and_the_one_that_goes_another_way_fails(site: Path) -> None:
    done = check(site)
    assert done.returncode == 1
    rows = {line.split()[0]: line for line in done.stdout.splitlines() if " value " in line}
    assert rows["same"].split()[2:4] == ["0", "0"]
    assert rows["same"].endswith("ok")
    assert rows["free"].endswith("ok")
    assert rows["other"].endswith("DIFFERS")
    assert "content/posts/one.md:11:1: the demo 'other': value ends at" in done.stderr
    assert "declare it: @demo(..., drift={'value': 0.8})" in done.stderr


def test_machines_get_the_rows_as_json_and_annotations(site: Path) -> None:
    found = json.loads(check(site, "--format", "json").stdout)
    assert [(row["demo"], row["good"]) for row in found["demos"]] == [
        ("same", True), ("other", False), ("free", True)
    ]  # fmt: skip
    assert not found["ok"]
    annotations = [
        line for line in check(site, "--format", "github").stdout.splitlines() if "::error" in line
    ]
    assert len(annotations) == 1
    assert annotations[0].startswith("::error file=content/posts/one.md,line=11,col=1::the demo 'other'")


def test_without_a_browser_the_command_says_how_to_get_one(site: Path) -> None:
    done = check(site, SITEGEN_CHROMIUM="/nowhere/chromium")
    assert done.returncode == 2
    assert "/nowhere/chromium does not start" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_playwright_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "playwright.sync_api", None)
    with pytest.raises(NoBrowserError, match=r"pip install 'sitegen-live\[check\]'"), open_browser([]):
        pass


def test_a_site_without_demos_needs_no_browser(write_site: Callable[..., Path]) -> None:
    done = check(write_site({"content/posts/one.md": POST.format(text="Text.")}), SITEGEN_CHROMIUM="/nowhere")
    assert done.returncode == 0, done.stderr
    assert "no page has a demo to compare" in done.stdout
