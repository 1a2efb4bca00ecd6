"""Twenty notebooks come in, are built as one site, go out as notebooks, and come in again.

What is equal: the words of the texts in order; the lines of the programs in order, but imports that can run
may stand apart from those that cannot; of programs that do not run, the stored outputs; of programs that run,
the outputs that the notebook stores and those that the build computes. A line that only IPython understands
becomes a comment. The exported notebook gives the same post, but for pictures, which have absolute addresses,
for folded parts, which become HTML, and for demos, which become links. An export of that post is the same
file, byte for byte.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import nbformat
import pytest
import yaml
from click.testing import CliRunner
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sitegen.build import build_outputs
from sitegen.cli import cli
from sitegen.config import load_config
from sitegen.importing import ImportReport, import_site
from sitegen.importing.detect import detect
from sitegen.importing.notebook import NotebookError, names, notebook_markdown
from tests.conftest import NOW

NOTEBOOKS = Path(__file__).parent / "notebooks"
NAMES = sorted(file.stem for file in NOTEBOOKS.glob("*.ipynb"))
WITHOUT_CELLS = {"2021-11-09-in-r", "2021-12-10-in-julia"}
CHANGED = {"2021-09-07-sliders", "2022-02-13-magics"}
"""Their programs have parts that become comments or demos; they have tests of their own."""
FENCE = re.compile(r"^(?P<ticks>`{3,})(?P<info>[^\n`]*)\n(?P<text>.*?)^(?P=ticks)$", re.DOTALL | re.MULTILINE)
PICTURE = re.compile(r"!\[Output of the program\]\((?P<file>[^)]*)\)")
TABLE = re.compile(r"<table>.*?</table>", re.DOTALL)


class Trip(NamedTuple):
    """A site that was imported, with its posts and its notebooks by name."""

    folder: Path
    report: ImportReport
    posts: dict[str, str]
    notebooks: dict[str, str]


def trip(source: Path, folder: Path) -> Trip:
    report = import_site(source, folder)
    built = build_outputs(load_config(folder / "sitegen.toml"), now=NOW)
    notebooks = {
        output.output_path.stem: output.content.decode()
        for output in built.outputs
        if output.output_path.suffix == ".ipynb" and isinstance(output.content, bytes)
    }
    posts = {
        file.parent.name if file.stem == "index" else file.stem: file.read_text(encoding="utf-8")
        for file in (folder / "content" / "posts").rglob("*.md")
    }
    return Trip(folder, report, posts, notebooks)


@pytest.fixture(scope="module", autouse=True)
def without_packages() -> Iterator[None]:
    """Hide the packages that are installed here: what these notebooks give is then the same everywhere."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(names, "find_spec", lambda _: None)
        yield


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Trip:
    folder = tmp_path_factory.mktemp("first")
    shutil.copytree(NOTEBOOKS, folder / "lessons")
    return trip(folder / "lessons", folder / "site")


@pytest.fixture(scope="module")
def second(first: Trip, tmp_path_factory: pytest.TempPathFactory) -> Trip:
    folder = tmp_path_factory.mktemp("second")
    (folder / "lessons").mkdir()
    for name, text in first.notebooks.items():
        (folder / "lessons" / f"{name}.ipynb").write_text(text, encoding="utf-8")
    return trip(folder / "lessons", folder / "site")


def joined(value: object) -> str:
    return "".join(value) if isinstance(value, list) else str(value or "")


def cells_of(text: str) -> list[dict[str, Any]]:
    value = json.loads(text)
    return (
        value["cells"]
        if "cells" in value
        else [cell for sheet in value["worksheets"] for cell in sheet["cells"]]
    )


def stored(name: str) -> list[dict[str, Any]]:
    return cells_of((NOTEBOOKS / f"{name}.ipynb").read_text(encoding="utf-8"))


def body_of(post: str) -> str:
    return post.split("---\n", 2)[2]


def words_of(markdown: str) -> list[str]:
    """Return the words of a text without signs of headings and targets of pictures."""
    plain = re.sub(r"\]\([^)]*\)", "]", markdown)
    return [word for word in re.sub(r"<[^>]*>", " ", plain).split() if word.strip("#")]


def texts_of(post: str) -> list[str]:
    """Return the words of a post outside of programs and outputs."""
    body = TABLE.sub("", PICTURE.sub("", FENCE.sub("", body_of(post))))
    return words_of(re.sub(r"^:::.*$", "", body, flags=re.MULTILINE))


def expected_texts(name: str) -> Iterator[str]:
    for cell in stored(name):
        form = cell.get("metadata", {}).get("raw_mimetype", "")
        if cell["cell_type"] in ("markdown", "heading") or form in ("text/html", "text/markdown"):
            yield joined(cell["source"])
        for output in cell.get("outputs", ()):
            data = output.get("data") or {}
            if not set(data) & {"image/svg+xml", "image/png"}:
                yield joined(data.get("text/markdown", ""))
                if "latex" in str(list(data)) and "<" not in joined(data.get("text/html", "")):
                    yield f"$$ {joined(data['text/latex']).strip('$')} $$"


def lines_of(programs: Iterator[str]) -> tuple[list[str], list[str]]:
    """Return the lines of imports, sorted, and the other lines in order, without blank ones."""
    lines = [line.rstrip() for program in programs for line in program.split("\n") if line.strip()]
    imports = [line for line in lines if line.startswith(("import ", "from "))]
    return sorted(imports), [line for line in lines if line not in imports]


def programs_of(post: str) -> Iterator[str]:
    for block in FENCE.finditer(body_of(post)):
        if block["info"] == "{code-cell} python":
            yield re.sub(r"\A(:[\w-]+:[^\n]*\n)+", "", block["text"])
        elif block["info"] not in ("text", "") and not block["info"].startswith("{"):
            yield block["text"]


def shown_text(output: dict[str, Any]) -> str:
    data = output.get("data") or {}
    return joined(output.get("text") or data.get("text/plain")).strip("\n")


@pytest.mark.parametrize("name", NAMES)
def test_texts_are_equal(first: Trip, name: str) -> None:
    words = [word for text in expected_texts(name) for word in words_of(text)]
    given = words_of(yaml.safe_load(first.posts[name].split("---\n")[1])["title"])
    start = given if words[: len(given)] == given else []

    assert [*start, *texts_of(first.posts[name])] == words


@pytest.mark.parametrize("name", sorted(set(NAMES) - CHANGED))
def test_programs_are_equal(first: Trip, name: str) -> None:
    sources = (
        joined(cell.get("source", cell.get("input"))) for cell in stored(name) if cell["cell_type"] == "code"
    )
    plain = (re.sub(r"^%matplotlib inline\n", "", source) for source in sources)

    assert lines_of(programs_of(first.posts[name])) == lines_of(plain)


@pytest.mark.parametrize("name", sorted(set(NAMES) - WITHOUT_CELLS))
def test_exported_notebooks_are_valid_and_have_the_live_programs_and_their_outputs(
    first: Trip, name: str
) -> None:
    notebook = json.loads(first.notebooks[name])
    nbformat.validate(notebook)
    live = [
        re.sub(r"\A(:[\w-]+:[^\n]*\n)+", "", block["text"])
        for block in FENCE.finditer(body_of(first.posts[name]))
        if block["info"] == "{code-cell} python"
    ]
    needs, *cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"]

    assert "# /// script" in joined(needs["source"])
    assert [joined(cell["source"]).strip() for cell in cells] == [program.strip() for program in live]
    by_program = {
        joined(cell.get("source", cell.get("input"))).strip(): cell
        for cell in stored(name)
        if cell["cell_type"] == "code"
    }
    for cell in cells:
        if not (before := by_program.get(joined(cell["source"]).strip())) or "Warning" in str(cell):
            continue
        given = [output for output in before.get("outputs", ()) if len(output) > 1]
        if given:
            assert [shown_text(output) for output in cell["outputs"]] == [
                shown_text(output) for output in given
            ]
            assert [output.get("ename") for output in cell["outputs"]] == [
                output.get("ename") for output in given
            ]


@pytest.mark.parametrize("name", sorted(set(NAMES) - WITHOUT_CELLS))
def test_outputs_of_programs_that_do_not_run_are_kept(first: Trip, name: str) -> None:
    body = body_of(first.posts[name])
    live = {joined(cell["source"]).strip() for cell in cells_of(first.notebooks[name])}
    kept = " ".join(body.split())
    for cell in stored(name):
        source = joined(cell.get("source", cell.get("input"))).strip()
        if cell["cell_type"] != "code" or source in live or name in CHANGED:
            continue
        for output in cell.get("outputs", ()):
            data = output.get("data") or {}
            if text := joined(output.get("text") if output.get("output_type") == "stream" else ""):
                assert " ".join(text.split())[:15_000] in kept
            elif "image/png" in data or "png" in output or "image/svg+xml" in data:
                assert PICTURE.search(body)
            elif "text/plain" in data and not {"text/html", "text/latex", "text/markdown"} & set(data):
                assert " ".join(joined(data["text/plain"]).split()) in kept or "interactive(" in json.dumps(
                    data
                )


@pytest.mark.parametrize("name", sorted(set(NAMES) - WITHOUT_CELLS))
def test_an_exported_notebook_gives_the_same_post_and_the_same_notebook(
    first: Trip, second: Trip, name: str
) -> None:
    def plain(post: str) -> list[str]:
        text = re.sub(r"\]\((?:https://example\.org/[^)]*/)?([^/)]*)\)", r"](\1)", post)
        folds = ("slug:", ":::", "<details>", "</details>")
        return [line for line in text.split("\n") if line and not line.startswith(folds)]

    if name != "2021-09-07-sliders":
        assert plain(second.posts[name]) == plain(first.posts[name])
    assert second.notebooks[name] == first.notebooks[name]


def test_notebooks_without_live_programs_have_none_to_download(first: Trip) -> None:
    assert set(first.notebooks) == set(NAMES) - WITHOUT_CELLS
    assert "```r\nx <- c(2, 4, 9)\nmean(x)\n```" in first.posts["2021-11-09-in-r"]
    assert "```julia\n" in first.posts["2021-12-10-in-julia"]
    assert first.report.held_back == ()
    assert first.report.posts == len(NAMES)


def test_pictures_and_attachments_lie_beside_the_post_unchanged(first: Trip) -> None:
    folder = first.folder / "content" / "posts"
    assert (folder / "2021-07-05-attachments" / "tile.gif").read_bytes().startswith(b"GIF89a")
    assert (folder / "2021-07-05-attachments" / "field-one.png").read_bytes().startswith(b"\x89PNG")
    assert "![a blue field](field-one.png)" in first.posts["2021-07-05-attachments"]
    assert (folder / "2022-08-19-rich-values" / "2022-08-19-rich-values-1.svg").read_text().startswith("<svg")


def test_a_table_has_its_structure_and_words_only(first: Trip) -> None:
    table = TABLE.search(first.posts["2021-06-04-penguins"])
    assert table
    assert "<td>adélie &amp; co</td>" in table[0]
    assert not re.search(r"style|class|border", table[0])


def test_tags_fold_and_name_cells(first: Trip) -> None:
    post = first.posts["2022-03-14-hidden"]
    assert "```{code-cell} python\n:hide-code:\n:hide-output:\nsecret = 41" in post
    assert "```{code-cell} python\n:hide-code:\nalpha * 2" in post
    assert "```{code-cell} python\n:hide-code:\n:id: last-one\nprint(alpha)" in post
    assert ":::{details} Code of cell 7\n```python\nimport nowhere" in post
    tags = [cell["metadata"].get("tags") for cell in cells_of(first.notebooks["2022-03-14-hidden"])]
    assert ["hide-input", "hide-output"] in tags


def test_interact_becomes_a_demo_where_it_can(first: Trip) -> None:
    assert "```{demo} demo_2021_09_07_sliders_3_line\n```" in first.posts["2021-09-07-sliders"]
    program = (first.folder / "content/demos/demo_2021_09_07_sliders_5_powers.py").read_text(encoding="utf-8")
    for line in (
        "n: Annotated[int, Slider(1, 9)] = 3",
        "kind: Annotated[str, Choice('square', 'cube')] = 'square'",
        "negative: Annotated[bool, Toggle()] = False",
        "word: Annotated[str, TextField()] = 'n'",
    ):
        assert f"    {line}\n" in program
    assert "ipywidgets" not in first.posts["2021-09-07-sliders"]
    notebook = first.notebooks["2021-09-07-sliders"]
    assert "[Line](https://example.org/2021-09-07-sliders/#demo_2021_09_07_sliders_3_line)" in notebook
    assert "interact(pick, where=limits)" in first.posts["2021-10-08-no-slider"]
    what = {note.what: note.outcome for note in first.report.notes if "no-slider" in note.path}
    assert what["cell 2: interact: limits is computed"] == "left as it is"


def test_what_only_ipython_reads_is_reported(first: Trip) -> None:
    what = {note.what: note.outcome for note in first.report.notes if "magics" in note.path}
    assert what["cell 2: %autoreload"] == "dropped"
    assert what["cell 2: !pip"] == what["cell 3: %timeit"] == what["cell 5: %%bash"] == "converted"
    post = first.posts["2022-02-13-magics"]
    assert "```{code-cell} python\n# !pip install numpy\nimport numpy as np\n```" in post
    assert "```python\n# %timeit sum(range(100))\n```\n\n```text\n700 ns" in post
    assert '```bash\nls -1 | wc -l\necho "done"\n```' in post
    assert "```python\nfiles = !ls\nlen(files)\n```" in post
    assert "if total > 5:\n    np.sort([3, 1, 2])\n" in post


def test_a_cell_that_fails_keeps_its_stored_output_and_so_do_those_that_need_it(first: Trip) -> None:
    post = first.posts["2022-09-20-running-wild"]
    assert '```python\nrows = open("measured.csv").read().split()\nlen(rows)\n```\n\n```text\n3\n```' in post
    assert "```python\nprint(rows[0])\n```\n\n```text\n10\n```" in post
    assert "```{code-cell} python\nhalf.sum()\n```" in post
    assert any("FileNotFoundError" in note.what for note in first.report.notes)


GOOD = {"cell_type": "markdown", "metadata": {}, "source": "# Good\n\nText."}
IMAGE = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "%%%", "text/plain": "a plot"}}


BAD = (
    (
        "{\n  nothing",
        "it is not JSON: Expecting property name enclosed in double quotes, line 2, column 3",
    ),
    ("[1, 2]", "expected an object, received a list"),
    ({"nbformat": 9, "cells": []}, "expected nbformat 3 or 4, received 9"),
    ({"nbformat": 4, "cells": {}}, "it has no list 'cells'"),
    ({"nbformat": 4, "cells": [GOOD, "x"]}, "cell 2: expected an object, received a text"),
    (
        {"nbformat": 4, "cells": [GOOD, {"cell_type": "song"}]},
        "cell 2: expected a cell_type of code, markdown",
    ),
    (
        {"nbformat": 4, "cells": [GOOD, {"cell_type": "code", "source": "plot()", "outputs": [IMAGE]}]},
        "cell 2: the picture image/png is not base64",
    ),
    (
        {"nbformat": 4, "cells": [GOOD, {"cell_type": "code", "source": "1", "outputs": [7]}]},
        "cell 2: expected an output that is an object, received a number",
    ),
    (
        {"nbformat": 4, "cells": [{**GOOD, "attachments": {"../../up.png": {"image/png": "AAAA"}}}]},
        "cell 1: the attachment '../../up.png' names a folder; it becomes 'up.png'",
    ),
)
"""What is wrong with a notebook, and what the report says."""


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Trip:
    folder = tmp_path_factory.mktemp("bad")
    (folder / "lessons").mkdir()
    for number, (content, _) in enumerate(BAD):
        text = content if isinstance(content, str) else json.dumps(content)
        (folder / "lessons" / f"bad-{number}.ipynb").write_text(text, encoding="utf-8")
    return Trip(folder / "site", import_site(folder / "lessons", folder / "site"), {}, {})


@pytest.mark.parametrize("number", range(len(BAD)))
def test_a_bad_notebook_is_a_message_with_file_and_cell(bad: Trip, number: int) -> None:
    notes = [note.what for note in bad.report.notes if note.path == f"bad-{number}.ipynb"]

    assert any(BAD[number][1] in what for what in notes), notes
    assert bad.report.held_back == ()
    assert [file.name for file in bad.folder.rglob("up.png")] == ["up.png"]
    assert not (bad.folder.parent / "up.png").exists()


def test_a_notebook_that_cannot_be_read_is_refused_by_the_command(tmp_path: Path) -> None:
    (tmp_path / "bad.ipynb").write_text("{")
    done = CliRunner().invoke(cli, ["import", str(tmp_path / "bad.ipynb"), str(tmp_path / "new")])

    assert done.exit_code == 1
    assert "bad.ipynb: not a notebook: it is not JSON" in done.output
    assert not (tmp_path / "new").exists()


def test_a_single_notebook_brings_the_pictures_that_it_names(tmp_path: Path) -> None:
    (tmp_path / "in" / "img").mkdir(parents=True)
    for name in ("in/img/a.png", "in/img/other.png", "up.png"):
        (tmp_path / name).write_bytes(b"x")
    cell = {
        "cell_type": "markdown",
        "source": "![a](img/a.png) ![no](img/no.png) ![up](../up.png) `![c](img/other.png)`",
    }
    (tmp_path / "in" / "one.ipynb").write_text(json.dumps({"cells": [cell]}))

    assert [str(path) for path in detect(tmp_path / "in" / "one.ipynb").folder.files] == [
        "one.ipynb",
        "img/a.png",
    ]


TEXT = st.one_of(
    st.text(max_size=30),
    st.sampled_from([
        "# T", "%%bash\nls", "%x", "!ls", "a?", "interact(f, x=(0, 1))", "@interact\ndef f(x=1): return x",
        "import numpy as np, json", "```\n:::{note}", "\ud800", "\0", "![p](attachment:a)",
    ]),
)  # fmt: skip
SOURCE = st.one_of(TEXT, st.lists(TEXT, max_size=3), st.none(), st.integers())
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | TEXT,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXT, inner, max_size=3),
    max_leaves=6,
)
DATA = st.dictionaries(
    st.sampled_from(["image/png", "image/svg+xml", "text/html", "text/plain", "text/latex", "text/markdown"]),
    st.one_of(SOURCE, st.just("<table><tr><td>1</table>")), max_size=3,
)  # fmt: skip
OUTPUT = st.fixed_dictionaries(
    {
        "output_type": st.sampled_from(
            ["stream", "error", "execute_result", "display_data", "pyout", "pyerr", "odd"]
        )
    },
    optional={
        "text": SOURCE,
        "data": st.one_of(DATA, JSON),
        "ename": SOURCE,
        "traceback": JSON,
        "png": SOURCE,
    },
)
CELL = st.fixed_dictionaries(
    {"cell_type": st.sampled_from(["code", "markdown", "raw", "heading", "odd"])},
    optional={
        "source": SOURCE, "input": SOURCE, "level": JSON,
        "outputs": st.one_of(st.lists(OUTPUT, max_size=3), JSON),
        "metadata": st.one_of(JSON, st.fixed_dictionaries({"tags": JSON, "name": JSON, "format": JSON})),
        "attachments": st.one_of(JSON, st.dictionaries(TEXT, DATA, max_size=2)),
    },
)  # fmt: skip
NOTEBOOK = st.one_of(
    JSON,
    st.fixed_dictionaries(
        {"cells": st.lists(st.one_of(CELL, JSON), max_size=5)},
        optional={"nbformat": st.sampled_from([3, 4]), "metadata": JSON},
    ),
    st.fixed_dictionaries(
        {"worksheets": st.lists(st.fixed_dictionaries({"cells": st.lists(CELL, max_size=3)}))}
    ),
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow])
@given(NOTEBOOK)
def test_any_json_is_a_notebook_or_a_message(value: object) -> None:
    try:
        made = notebook_markdown(json.dumps(value), "any")
    except NotebookError as error:
        assert str(error).startswith("not a notebook")
    else:
        made.body.encode()
        assert all(fallback.text in made.body for fallback in made.fallbacks)
        assert not any("/" in name or name.startswith(".") for name in made.files)
