"""Cold build of 1,000 generated posts: sitegen against Pelican and Eleventy, installed by name for this.

Every tool reads the same texts and makes post pages with coloured code, a list in pages of ten, a page for
each tag, a feed and a sitemap. sitegen uses its own theme, the rivals a bare one. Each run starts from
nothing, and the tools take turns. Ratios are of median wall seconds; only an idle machine gives good ones.

    python tests/benchmarks/build_1000.py [--posts 1000] [--runs 3] [--work DIR] [--rivals pelican,eleventy]
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]
RIVALS = Path(__file__).resolve().parent / "rivals"
WORDS = (
    "light", "water", "stone", "garden", "window", "paper", "river", "bridge", "lamp", "engine", "signal",
    "table", "letter", "harbour", "winter", "field", "pattern", "market", "kitchen", "orchard", "ladder",
    "compass", "thread", "mirror", "valley", "kettle", "lantern", "meadow",
)  # fmt: skip
VERBS = (
    "holds", "carries", "follows", "measures", "repairs", "collects", "remembers", "answers", "crosses",
    "turns",
)  # fmt: skip
LINKS = ("under", "beside", "after", "before", "along", "across", "within", "around", "behind", "above")
TAGS = ("python", "maths", "history", "travel", "music", "cooking", "maps", "tools", "films", "birds")


@dataclass(frozen=True)
class Tool:
    """One generator: how it is set up in a folder, how it builds, and what its pages must hold."""

    name: str
    version: str
    goal: float | None
    """What sitegen's time divided by this tool's may be; None for sitegen itself."""
    prepare: Callable[[Path], None]
    command: Callable[[Path], Sequence[str]]
    output: str
    coloured: str
    """What coloured code looks like in the page."""
    tags_as_text: bool = False


@dataclass(frozen=True)
class Run:
    """One build."""

    wall: float
    processor: float


def main() -> int:
    """Measure, print the table, then one JSON line for each rival."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--posts", type=int, default=1000)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--work", type=Path, help="keep installed rivals in this folder")
    parser.add_argument("--rivals", default="pelican,eleventy")
    chosen = parser.parse_args()
    wanted = chosen.rivals.split(",")
    with tempfile.TemporaryDirectory() as scratch:
        work = (chosen.work or Path(scratch)).resolve()
        tools = [SITEGEN, *(tool for tool in (PELICAN, ELEVENTY) if tool.name in wanted)]
        if ELEVENTY in tools and shutil.which("npm") is None:
            tools.remove(ELEVENTY)
            print("eleventy is left out: there is no npm")
        for tool in tools:
            set_up(tool, work, chosen.posts)
        runs: dict[str, list[Run]] = {tool.name: [] for tool in tools}
        for _ in range(chosen.runs):
            for tool in tools:
                runs[tool.name].append(measure(tool, work / tool.name, chosen.posts))
    report(tools, runs, chosen.posts)
    return 0


def set_up(tool: Tool, work: Path, posts: int) -> None:
    """Lay the corpus and the tool's own files into a folder."""
    folder = work / tool.name
    shutil.rmtree(folder / "content", ignore_errors=True)
    if (RIVALS / tool.name).is_dir():
        shutil.copytree(RIVALS / tool.name, folder, dirs_exist_ok=True)
    (folder / "content/posts").mkdir(parents=True, exist_ok=True)
    for number in range(posts):
        text = post(number, tags_as_text=tool.tags_as_text)
        (folder / f"content/posts/post-{number:05}.md").write_text(text, encoding="utf-8")
    tool.prepare(folder)


def measure(tool: Tool, folder: Path, posts: int) -> Run:
    """Build once from nothing; the result must be whole."""
    for left in (tool.output, ".sitegen", "cache"):
        shutil.rmtree(folder / left, ignore_errors=True)
    command = list(tool.command(folder))
    begun, spent = time.perf_counter(), processor_seconds()
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    run = Run(time.perf_counter() - begun, processor_seconds() - spent)
    if done.returncode:
        sys.exit(f"{tool.name} failed with {done.returncode}:\n{done.stdout}{done.stderr}")
    pages = [folder / tool.output / f"posts/post-{number:05}/index.html" for number in range(posts)]
    lacking = [page for page in pages if not page.is_file() or tool.coloured not in page.read_text("utf-8")]
    if lacking or not list((folder / tool.output).rglob("sitemap.xml")):
        sys.exit(
            f"{tool.name}: {len(lacking)} pages are missing or have no coloured code, or there is no sitemap"
        )
    return run


def processor_seconds() -> float:
    """Return what ended child processes, and theirs, have used so far."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def report(tools: Sequence[Tool], runs: Mapping[str, Sequence[Run]], posts: int) -> None:
    """Print the table and the JSON lines."""
    wall = {name: statistics.median(run.wall for run in done) for name, done in runs.items()}
    print(f"cold build of {posts} posts, {len(runs[SITEGEN.name])} runs, medians in seconds")
    print(f"{'':16} {'wall':>7} {'lowest':>7} {'highest':>7} {'processor':>10}")
    for tool in tools:
        walls = [run.wall for run in runs[tool.name]]
        processor = statistics.median(run.processor for run in runs[tool.name])
        name = f"{tool.name} {tool.version}"
        print(f"{name:16} {wall[tool.name]:7.2f} {min(walls):7.2f} {max(walls):7.2f} {processor:10.2f}")
    for tool in tools:
        if tool.goal is not None:
            ratio = round(wall[SITEGEN.name] / wall[tool.name], 3)
            name = f"cold build of {posts} posts, sitegen / {tool.name} {tool.version}"
            print(json.dumps({"name": name, "ratio": ratio, "goal": tool.goal, "better": "lower"}))


def post(number: int, *, tags_as_text: bool = False) -> str:
    """Return post number so-and-so, about 5 kB, the same each time."""
    dice = random.Random(number)
    tags = ", ".join(sorted(dice.sample(TAGS, 3)))
    day = date(2015, 1, 1) + timedelta(days=number)
    head = [
        "---",
        f"title: {sentence(dice, 1)[:-1]}",
        f"date: {day}",
        f"description: {sentence(dice, 1)}",
        f"tags: {tags}" if tags_as_text else f"tags: [{tags}]",
        "---",
    ]
    parts = [sentence(dice, 4)]
    for _ in range(5):
        name, other = dice.sample(WORDS, 2)
        rows = "\n".join(f"| {word} | {dice.randrange(1000)} |" for word in dice.sample(WORDS, 4))
        table = f"| Name | Count |\n|:--|--:|\n{rows}"
        items = "\n".join(f"- {sentence(dice, 1)}" for _ in range(3))
        code = (
            f"def {dice.choice(VERBS)}_{name}({other}: list[int], limit: int = {dice.randrange(99)}):\n"
            f'    """Return the {name}."""\n    total = sum(x * limit for x in {other} if x % 3 == 0)\n'
            f"    return total / len({other}) if {other} else 0.5  # the {name} is empty\n"
        )
        parts += [
            f"## The {name} and the {other}",
            f"{sentence(dice, 3)} A [{name}](https://example.org/{name}/) *{sentence(dice, 1)}* **{other}**.",
            *dice.sample([items, f"```python\n{code}```", table, f"> {sentence(dice, 2)}"], 2),
            sentence(dice, 4),
        ]
    parts.append("```python\nfor step in range(10):\n    print(step)\n```\n")
    return "\n".join(head) + "\n\n" + "\n\n".join(parts)


def sentence(dice: random.Random, count: int) -> str:
    """Return some sentences of plain words."""
    made = [
        f"The {dice.choice(WORDS)} {dice.choice(VERBS)} the {dice.choice(WORDS)} {dice.choice(LINKS)} a"
        f" {dice.choice(WORDS)} and {dice.choice(VERBS)} one {dice.choice(WORDS)}."
        for _ in range(count)
    ]
    return " ".join(made)


def prepare_sitegen(folder: Path) -> None:
    """Give the site its configuration."""
    (folder / "sitegen.toml").write_text('title = "Bench"\nbase_url = "https://example.com/"\nauthor = "A"\n')


def prepare_pelican(folder: Path) -> None:
    """Install Pelican into an environment of its own."""
    if not (folder / "venv").is_dir():
        venv.create(folder / "venv", with_pip=True)
    packages = [f"pelican[markdown]=={PELICAN.version}", "pelican-sitemap==1.2.2"]
    pip = [str(folder / "venv/bin/python"), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    subprocess.run([*pip, *packages], check=True, stdout=subprocess.DEVNULL)


def prepare_eleventy(folder: Path) -> None:
    """Install what `package.json` names."""
    npm = shutil.which("npm") or "npm"
    command = [npm, "install", "--no-audit", "--no-fund", "--silent"]
    subprocess.run(command, cwd=folder, check=True, stdout=subprocess.DEVNULL)


START = f"import sys; sys.path.insert(0, {str(REPOSITORY)!r}); from sitegen.cli import main; main()"
SITEGEN = Tool(
    "sitegen",
    "",
    None,
    prepare_sitegen,
    lambda _: (sys.executable, "-c", START, "build", "--quiet"),
    "public",
    '<span class="k',
)
PELICAN = Tool(
    "pelican",
    "4.12.0",
    0.5,
    prepare_pelican,
    lambda folder: (
        str(folder / "venv/bin/pelican"),
        "content",
        "-s",
        "pelicanconf.py",
        "-o",
        "output",
        "-q",
    ),
    "output",
    '<span class="k',
    tags_as_text=True,
)
ELEVENTY = Tool(
    "eleventy",
    "3.1.8",
    1.0,
    prepare_eleventy,
    lambda _: (shutil.which("node") or "node", "node_modules/@11ty/eleventy/cmd.cjs", "--quiet"),
    "_site",
    'class="token keyword"',
)

if __name__ == "__main__":
    sys.exit(main())
