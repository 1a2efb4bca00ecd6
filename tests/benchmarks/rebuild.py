"""CPU seconds of builds of this blog and of an empty site, each in a new process, after typical changes.

The blog is copied, so that this checkout stays as it is. Beside each figure stands the one that was measured
before results were cached (commit e3dc996, a quiet machine of the same kind).

    python tests/benchmarks/rebuild.py [--runs 5]
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


def build(site: Path) -> tuple[float, str]:
    """Build in a new process; return its CPU seconds, those of its children included, and what it printed."""
    before = os.times()
    command = [sys.executable, "-m", "sitegen", "build", "--timings"]
    done = subprocess.run(command, cwd=site, check=True, capture_output=True, text=True)
    after = os.times()
    cpu = after.children_user - before.children_user + after.children_system - before.children_system
    return cpu, done.stdout


def measure(site: Path, change: Callable[[int], None], runs: int) -> tuple[float, str]:
    """Change the site and build, several times; return the median, and the output of the last build."""
    figures = []
    for run in range(runs):
        change(run)
        time.sleep(SETTLED_S)
        cpu, text = build(site)
        figures.append(cpu)
    return statistics.median(figures), text


def edit(file: Path, find: str, text: str) -> None:
    """Put a text behind the first place of another."""
    before, found, after = file.read_text(encoding="utf-8").partition(find)
    assert found, f"{find!r} is not in {file}"
    file.write_text(before + found + text + after, encoding="utf-8")


def main() -> None:
    """Print the table, and the same as one line of JSON."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    runs: int = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        blog, empty = Path(folder, "blog"), Path(folder, "empty")
        blog.mkdir()
        for name in BLOG:
            source = REPOSITORY / name
            shutil.copytree(source, blog / name) if source.is_dir() else shutil.copy(source, blog)
        subprocess.run(
            [sys.executable, "-m", "sitegen", "new", "site", str(empty)], check=True, capture_output=True
        )
        build(blog)
        post, demo = blog / "content/posts/attention/index.md", blog / "content/demos/fit.py"
        results = {
            "nothing changed": measure(blog, lambda _: None, runs),
            "an edited paragraph": measure(
                blog, lambda n: edit(post, "\n\n", f"A new sentence, number {n}. "), runs
            ),
            "an edited demo": measure(blog, lambda n: edit(demo, "\n\n", f"# comment {n}\n"), min(runs, 3)),
            "an empty site": measure(
                empty, lambda _: shutil.rmtree(empty / "public", ignore_errors=True), runs
            ),
        }
    print(f"{'':22}{'CPU s':>8}{'before':>8}{'goal':>8}{'ratio to before':>18}")
    for name, (cpu, _) in results.items():
        before, goal = BEFORE[name], GOALS[name]
        ratio = f"{cpu / before:.3f}" if before else ""
        print(f"{name:22}{cpu:8.2f}{before or '':>8}{goal or '':>8}{ratio:>18}")
    for name in ("an edited paragraph", "an edited demo"):
        print(f"\n{name}:\n{results[name][1]}")
    print(json.dumps({name: round(cpu, 3) for name, (cpu, _) in results.items()}))


if __name__ == "__main__":
    main()
