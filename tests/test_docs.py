"""README, CONTRIBUTING and the guide: every command works as written, and every example builds.

The tests read the files. A new command is tested without a change here, unless it is of a new kind: then
the test fails until `PROGRAMS` says how to try it.
"""

from __future__ import annotations

import importlib.util
import json
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from sitegen.cli import cli
from sitegen.runtime.packages import read_lock
from tests.serving import serving

ROOT = Path(__file__).parent.parent
GUIDE = tuple(sorted(file.relative_to(ROOT).as_posix() for file in (ROOT / "content" / "guide").glob("*.md")))
DOCUMENTS = ("README.md", "CONTRIBUTING.md", *GUIDE)
FENCE = re.compile(
    r"^(?P<fence>`{3,})(?P<language>[\w-]*)[^\n]*\n(?P<text>.*?)^(?P=fence)$", re.DOTALL | re.MULTILINE
)
PROMPT = re.compile(r"^\$ (.+)$", re.MULTILINE)
INLINE = re.compile(r"(?<!`)`((?:sitegen|make|\.venv/bin/\w+) [^`]+)`(?!`)")
FRONT_MATTER = "---\ntitle: 'An example'\ndate: '2026-01-02'\ndescription: 'From the documentation.'\n---\n\n"
TEMPLATES = {"html", "jinja", "yaml"}
"""Languages of blocks that are templates or data."""
MODEL = """
from sitegen import nn

def build(rng):
    return nn.Sequential(nn.Linear(4, 8, rng=rng), nn.GELU(), nn.Linear(8, 2, rng=rng))
"""
"""The model of `tests/model_import/fixtures/mlp.pt`."""

KERAS_MODEL = MODEL.replace("nn.GELU()", "nn.ReLU()").replace("(8, 2, ", "(8, 2, bias=False, ")
"""The model of `dense.keras` in `tests/model_import/fixtures/keras.zip`."""
ONNX_MODEL = MODEL.replace("nn.GELU()", 'nn.GELU("tanh")')
"""The model of `mlp.new.onnx` in `tests/model_import/fixtures/onnx.zip`."""
NOT_BUILT = {"console", "text", "make", "css"}
"""Languages of blocks that are no example to build: commands have their own test, the others show output."""


@dataclass(frozen=True)
class Block:
    """A fenced block of a document."""

    document: str
    line: int
    language: str
    text: str

    def __str__(self) -> str:
        return f"{self.document}:{self.line}"


def blocks(document: str) -> list[Block]:
    text = (ROOT / document).read_text(encoding="utf-8")
    return [
        Block(document, text.count("\n", 0, found.start()) + 1, found["language"], found["text"])
        for found in FENCE.finditer(text)
    ]


BLOCKS = [
    block
    for document in DOCUMENTS
    for block in blocks(document)
    # Each of these is one site, which `test_extension.py` and `theme/test_guide.py` build.
    if document not in ("content/guide/extensions.md", "content/guide/make-a-theme.md")
]


# Commands


@dataclass
class Terminal:
    """A scratch folder in which commands are typed; `make` runs in the repository."""

    folder: Path
    monkeypatch: pytest.MonkeyPatch

    def type(self, command: str) -> None:
        """Try a command, which fails the test when it does not work."""
        words = shlex.split(command, comments=True)
        program = Path(words[0]).name
        assert program in PROGRAMS, f"{command!r}: PROGRAMS does not say how to try {program!r}"
        PROGRAMS[program](self, words[1:])

    def change_folder(self, words: Sequence[str]) -> None:
        self.folder /= words[0]
        self.monkeypatch.chdir(self.folder)

    def sitegen(self, words: Sequence[str]) -> None:
        self.monkeypatch.chdir(self.folder)
        if words[0] == "import" and words[1].endswith(".ipynb"):
            shutil.copy(next((ROOT / "tests" / "importing" / "notebooks").glob("*-rainfall.ipynb")), words[1])
        elif words[0] == "import":  # the site that is imported is the reader's
            post = self.folder / words[1] / "_posts" / "2020-01-02-old.md"
            post.parent.mkdir(parents=True)
            post.write_text("---\ntitle: Old\n---\n\nA text.\n", encoding="utf-8")
        if words[0] == "model":  # the trained model and the demo are the reader's
            fixtures, model = ROOT / "tests" / "model_import" / "fixtures", MODEL
            if words[2].endswith(".keras"):
                model = KERAS_MODEL
                with zipfile.ZipFile(fixtures / "keras.zip") as archive:
                    (self.folder / words[2]).write_bytes(archive.read("dense.keras"))
                    (self.folder / "pairs.npz").write_bytes(archive.read("dense.pairs.npz"))
            elif words[2].endswith(".onnx"):
                with zipfile.ZipFile(fixtures / "onnx.zip") as archive:
                    (self.folder / words[2]).write_bytes(archive.read("mlp.new.onnx"))
                model = ONNX_MODEL
            else:
                shutil.copy(fixtures / "mlp.pt", self.folder / words[2])
                shutil.copy(fixtures / "mlp.pairs.npz", self.folder / "pairs.npz")
            demo = self.folder / "content" / "demos" / "digits.py"
            (demo.parent / "weights").mkdir(parents=True, exist_ok=True)
            demo.write_text(model, encoding="utf-8")
        if words[0] == "serve":
            with serving(self.folder, self.folder / "errors.txt", *words[1:]) as server:
                assert server.get("").status == 200
            return
        done = CliRunner().invoke(cli, words)
        assert done.exit_code == 0, f"sitegen {shlex.join(words)}\n{done.output}"

    def make(self, words: Sequence[str]) -> None:
        """Check that the target exists; `make test` would run this very test."""
        command = ["make", "--dry-run", *words]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{shlex.join(command)}\n{done.stderr}"

    def pip(self, words: Sequence[str]) -> None:
        """Check the name of the package and its extras; nothing is installed."""
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        assert words[0] == "install"
        for requirement in (word for word in words[1:] if not word.startswith("-")):
            named = re.fullmatch(r"([\w.-]+)(?:\[([\w, -]+)\])?", requirement)
            if named is None or named[1] != project["name"]:
                assert requirement == ".", f"pip install {requirement}"
                continue
            extras = {extra.strip() for extra in (named[2] or "").split(",")} - {""}
            assert extras <= set(project["optional-dependencies"]), requirement

    def pytest(self, words: Sequence[str]) -> None:
        """Check that the arguments select tests, without running them."""
        command = [sys.executable, "-m", "pytest", "--collect-only", "-q", "-p", "no:cacheprovider", *words]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"pytest {shlex.join(words)}\n{done.stdout}"

    def python(self, words: Sequence[str]) -> None:
        """Run a script of the scratch folder, or check that a module of the repository exists."""
        if words[0] == "-m":
            assert importlib.util.find_spec(words[1]) is not None, words[1]
            return
        command = [sys.executable, *words]
        done = subprocess.run(command, cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{shlex.join(command)}\n{done.stderr}"

    def git(self, words: Sequence[str]) -> None:
        """Accept `git clone` only: the reader gets the repository with it."""
        assert words[0] == "clone", f"git {shlex.join(words)}"


PROGRAMS: dict[str, Callable[[Terminal, Sequence[str]], None]] = {
    "cd": Terminal.change_folder,
    "git": Terminal.git,
    "make": Terminal.make,
    "pip": Terminal.pip,
    "pytest": Terminal.pytest,
    "python": Terminal.python,
    "python3": Terminal.python,
    "sitegen": Terminal.sitegen,
}


def commands(document: str) -> list[str]:
    return [
        command
        for block in blocks(document)
        if block.language == "console"
        for command in PROMPT.findall(block.text)
    ]


@pytest.mark.slow
@pytest.mark.parametrize("document", [name for name in DOCUMENTS if commands(name)])
def test_every_command_of_the_document_works_in_the_order_of_the_text(
    document: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal = Terminal(tmp_path, monkeypatch)
    if document in GUIDE and "new site" not in "".join(commands(document)):
        terminal.type("sitegen new site example")
        terminal.type("cd example")
    for command in commands(document):
        terminal.type(command)


def test_the_documents_that_must_name_commands_do() -> None:
    assert all(commands(name) for name in ("README.md", "CONTRIBUTING.md", "content/guide/start.md"))


def test_a_command_of_an_unknown_kind_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AssertionError, match="does not say how to try 'curl'"):
        Terminal(tmp_path, monkeypatch).type("curl --version")


def test_a_make_target_that_does_not_exist_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(AssertionError, match="no-such-target"):
        Terminal(tmp_path, monkeypatch).type("make no-such-target")


def inline_commands() -> list[tuple[str, str]]:
    """The commands that stand in a sentence, with their document."""
    found = []
    for document in DOCUMENTS:
        text = FENCE.sub("", (ROOT / document).read_text(encoding="utf-8"))
        found += [(document, " ".join(command.split())) for command in INLINE.findall(text)]
    return sorted(set(found))


@pytest.mark.parametrize(("document", "command"), inline_commands())
def test_a_command_in_a_sentence_exists(
    document: str, command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = shlex.split(command)
    if words[0] == "sitegen":
        assert unknown_words(words[1:]) == [], document
    else:
        Terminal(tmp_path, monkeypatch).type(command)


def unknown_words(words: Sequence[str]) -> list[str]:
    """Return the subcommands and options of a `sitegen` command that do not exist."""
    command: click.Command = cli
    context = click.Context(command)
    for place, word in enumerate(words):
        if not isinstance(command, click.Group):
            known = {option for parameter in command.params for option in parameter.opts}
            return [one for one in words[place:] if one.startswith("-") and one not in known]
        inner = command.get_command(context, word)
        if inner is None:
            return [word]
        command = inner
    return []


def test_a_misspelt_subcommand_or_option_is_found() -> None:
    assert unknown_words(["demo", "runn"]) == ["runn"]
    assert unknown_words(["check", "--demo"]) == ["--demo"]
    assert unknown_words(["demo", "run", "descent", "--set", "rate=1"]) == []


# Examples


VIDEO_FILES = re.compile(r"^(?::::\{video\}|:poster:|:captions:) ([\w.]+)$", re.MULTILINE)
"""The files that the directive `video` of an example shows."""


def demo_name(module: str) -> str:
    """Return the name of the first function below `@demo`."""
    found = re.search(r"^@demo\b.*?^def (\w+)", module, re.DOTALL | re.MULTILINE)
    assert found is not None
    return found[1]


def post_of(block: Block, demos: Path) -> str:
    """Return a post that holds an example; a demo is written into the folder of demos."""
    if block.language == "python" and "@demo" in block.text:
        name = demo_name(block.text)
        (demos / f"{name}.py").write_text(block.text, encoding="utf-8")
        return f"{FRONT_MATTER}:::{{demo}} {name}\n:::\n"
    if block.language == "python":
        return f"{FRONT_MATTER}```{{code-cell}} python\n{block.text}```\n"
    assert block.language == "markdown", f"{block}: how is {block.language!r} tried?"
    return block.text if block.text.startswith("---\n") else FRONT_MATTER + block.text


def template_files(block: Block) -> dict[str, str]:
    """Return the files of a site with an example of a template or of data; a part stands in a footer."""
    data = "".join(other.text for other in blocks(block.document) if other.language == "yaml")
    files = {
        "static/css/own.css": ":root {}\n",
        "static/pictures/perceptron.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
        "data/projects.yaml": data,
        "content/about.md": "---\ntitle: 'About'\n---\n",
        "content/posts/example.md": FRONT_MATTER.replace("---\n\n", "tags: ['one']\n---\n\nA text.\n"),
        "content/posts/other.md": FRONT_MATTER.replace("---\n\n", "tags: ['one']\n---\n\n"),
    }
    if block.language == "jinja":
        files["templates/search.json"] = block.text
        files["content/search.md"] = "---\ntitle: 'Search'\ntemplate: 'search.json'\n---\n"
    if block.language == "html":
        part = f'{{% extends "sitegen/base.html" %}}{{% block footer %}}{block.text}{{% endblock %}}'
        in_post = "page." in block.text
        text = part.replace("sitegen/base", "sitegen/post") if in_post else part
        files[f"templates/{'post' if in_post else 'base'}.html"] = (
            block.text if "{% extends" in block.text else text
        )
    return files


@pytest.mark.slow
@pytest.mark.parametrize("block", [block for block in BLOCKS if block.language not in NOT_BUILT], ids=str)
def test_an_example_builds(block: Block, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "content" / "posts").mkdir(parents=True)
    configuration = block.text if block.language == "toml" else ""
    if "{ref}" in block.text:  # the configuration that the page names before
        configuration = next(other.text for other in blocks(block.document) if "numbered" in other.text)
    title = "" if "title" in tomllib.loads(configuration) else 'title = "Examples"\n'
    (tmp_path / "sitegen.toml").write_text(title + configuration, encoding="utf-8")
    shutil.copytree(ROOT / "content" / "demos", tmp_path / "content" / "demos")
    if requested := tomllib.loads(configuration).get("runtime", {}).get("packages"):
        lock = read_lock(ROOT / "tests" / "sites" / "packages" / "sitegen.lock")
        (tmp_path / "sitegen.lock").write_text(replace(lock, requested=tuple(requested)).text())
    if block.language in TEMPLATES:
        for name, text in template_files(block).items():
            (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name).write_text(text, encoding="utf-8")
    elif block.language != "toml":
        post = post_of(block, tmp_path / "content" / "demos")
        (tmp_path / "content" / "posts" / "example.md").write_text(post, encoding="utf-8")
        for name in VIDEO_FILES.findall(post):
            (tmp_path / "content" / "posts" / name).touch()
    monkeypatch.chdir(tmp_path)
    done = CliRunner().invoke(cli, ["build", "--now", "2027-01-01"])
    assert done.exit_code == 0, done.output
    if block.language == "jinja":
        json.loads((tmp_path / "public" / "search.json").read_text(encoding="utf-8"))
    if block.language != "toml":
        page = (tmp_path / "public" / "posts" / "example" / "index.html").read_text(encoding="utf-8")
        assert "<article" in page
