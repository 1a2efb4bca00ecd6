"""CPU seconds of builds of this blog and of an empty site, each in a new process, after typical changes.

The blog is copied, so that this checkout stays as it is. Beside each figure stand the goal and the figure
that was measured before results were cached (commit e3dc996), both on a machine of that day. `--against`
measures an older checkout in the same run: only that ratio is independent of the machine.

    python tests/benchmarks/rebuild.py [--runs 5] [--against FOLDER]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
BLOG = ("content", "templates", "static", "pyproject.toml")
SETTLED_S = 2.1
"""A file that changed just before a build is compared by content in the next one; this is the usual case."""
BEFORE = {"nothing changed": 6.7, "an edited paragraph": 6.7, "an edited demo": None, "an empty site": 0.8}
GOALS = {"nothing changed": 0.6, "an edited paragraph": 1.0, "an edited demo": None, "an empty site": 0.35}


def build(site: Path, checkout: Path) -> tuple[float, str]:
    """Build in a new process; return its CPU seconds, those of its children included, and what it printed."""
    before = os.times()
    command = [sys.executable, "-m", "sitegen", "build", "--timings"]
    environment = {**os.environ, "PYTHONPATH": str(checkout)}
    done = subprocess.run(command, cwd=site, check=True, capture_output=True, text=True, env=environment)
    after = os.times()
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    return cpu, done.stdout


def measure(site: Path, checkout: Path, change: Callable[[int], None], runs: int) -> tuple[float, str]:
    """Change the site and build, several times; return the median, and the output of the last build."""
    figures = []
    for run in range(runs):
        change(run)
        time.sleep(SETTLED_S)
        cpu, text = build(site, checkout)
        figures.append(cpu)
    return statistics.median(figures), text


def edit(file: Path, find: str, text: str) -> None:
    """Put a text behind the first place of another."""
    before, found, after = file.read_text(encoding="utf-8").partition(find)
    assert found, f"{find!r} is not in {file}"
    file.write_text(before + found + text + after, encoding="utf-8")


def measure_all(checkout: Path, runs: int) -> dict[str, tuple[float, str]]:
    """Measure every change with the package of a checkout."""
    with tempfile.TemporaryDirectory() as folder:
        blog, empty = Path(folder, "blog"), Path(folder, "empty")
        blog.mkdir()
        for name in BLOG:
            source = checkout / name
            shutil.copytree(source, blog / name) if source.is_dir() else shutil.copy(source, blog)
        new_site = [sys.executable, "-m", "sitegen", "new", "site", str(empty)]
        environment = {**os.environ, "PYTHONPATH": str(checkout)}
        subprocess.run(new_site, check=True, capture_output=True, env=environment)
        build(blog, checkout)
        post, demo = blog / "content/posts/attention/index.md", blog / "content/demos/fit.py"
        changes: dict[str, tuple[Path, Callable[[int], None]]] = {
            "nothing changed": (blog, lambda _: None),
            "an edited paragraph": (blog, lambda run: edit(post, "\n\n", f"A new sentence, number {run}. ")),
            "an edited demo": (blog, lambda run: edit(demo, "\n\n", f"# comment {run}\n")),
            "an empty site": (empty, lambda _: shutil.rmtree(empty / "public", ignore_errors=True)),
        }
        return {name: measure(site, checkout, change, runs) for name, (site, change) in changes.items()}


def main() -> None:
    """Print the table, and the same as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--against", type=Path, metavar="FOLDER", help="an older checkout of this repository")
    arguments = parser.parse_args()
    results = measure_all(REPOSITORY, arguments.runs)
    older = measure_all(arguments.against.resolve(), 1) if arguments.against else {}
    print(f"{'':22}{'CPU s':>8}{'then':>8}{'goal then':>11}{'older, now':>12}{'ratio':>8}")
    for name, (cpu, _) in results.items():
        now = f"{older[name][0]:.2f}" if older else ""
        ratio = f"{cpu / older[name][0]:.3f}" if older else ""
        print(f"{name:22}{cpu:8.2f}{BEFORE[name] or '':>8}{GOALS[name] or '':>11}{now:>12}{ratio:>8}")
    for name in ("an edited paragraph", "an edited demo"):
        print(f"\n{name}:\n{results[name][1]}")
    figures = {
        name: [round(cpu, 3), round(older[name][0], 3) if older else None]
        for name, (cpu, _) in results.items()
    }
    print(json.dumps(figures))


if __name__ == "__main__":
    main()
