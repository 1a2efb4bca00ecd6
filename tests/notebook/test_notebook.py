"""Pages with code cells as notebooks: text, addresses, programs, outputs, and what they need to run."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path, PurePosixPath
from typing import Any
from xml.dom import minidom

import nbformat
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.addresses import planned_files
from sitegen.build import build_outputs
from sitegen.collect import collect_site
from sitegen.config import load_config
from sitegen.load import load_sources
from sitegen.markdown_text.readable import Facts, readable
from sitegen.parse import parse_pages
from tests.conftest import NOW, WriteSite
from tests.test_incremental import build, clean, published

ROOT = Path(__file__).parents[2]
CONFIG = """\
title = "Trials"
base_url = "https://example.org/blog/"

[demos]
saved_steps = 0

[markdown]
math_macros = { "\\\\R" = "\\\\mathbb{R}", "\\\\pair" = "(#1, #2)" }
"""
POST = r"""---
title: "A *long* way"
date: 2026-01-02
description: From here to there.
tags: [roads]
---

See [the other](../other.md#part), [here](#end), [the file](data.csv), [the web](https://example.net/) and
[by name][map]. ![A dot](dot.png){.wide width=20}

[map]: ../other.md

:::{note} Mind the *step*
It is high.

- Or low.
:::

:::{figure} dot.png
:alt: A dot.

The caption.
:::

:::{theorem} Pythagoras
:id: pythagoras

In $\R^2$, $a^{2}_{ij}$ counts.
:::

```{code-cell} python
:hide-code:
import numpy as np
from demos.helper import TWICE
from sitegen.demo import Bars

print(TWICE * np.arange(3))
```

## The end {#end}

1. First, in a list:

   ```{code-cell} python
   Bars({"one": 1.0, "two": 2.0})
   ```

2. Then `code`{.wide}, {kbd}`Ctrl+C`, H{sub}`2`O, {ref}`the theorem <pythagoras>`, {metric}`count.total|.1f`
   and `{sub}`.

```python
print(":::{note} in code stays")
```

:::{demo} count
:start: 3
:::

:::{details} More
Inside.
:::

$$
\pair{1}{2}
$$ (pair)

> [!TIP]
> Again [by name][map].

```{code-cell} python
:id: fails
:raises: ZeroDivisionError
1 / 0
```
"""
DEMO = '''"""Count."""

from dataclasses import dataclass
from typing import Annotated

import numpy as np

from sitegen.demo import Frame, Slider, demo


@dataclass
class Controls:
    start: Annotated[int, Slider(0, 9)] = 1


@demo(title="A count")
def count(controls: Controls, rng: np.random.Generator) -> Frame:
    """Count."""
    return Frame(metrics={"total": controls.start}, text=f"The total is {controls.start}.")
'''
HELPER = """from pathlib import Path

TWICE = int(Path(__file__).with_name('two.txt').read_text())
"""
FILES: dict[str, str | bytes] = {
    "content/posts/way/index.md": POST,
    "content/posts/way/data.csv": "1\n",
    "content/posts/way/dot.png": b"\x89PNG\r\n\x1a\n",
    "content/posts/other.md": "---\ntitle: Other\ndate: 2026-01-01\ndescription: d\n---\n\n## Part\n",
    "content/demos/count.py": DEMO,
    "content/demos/helper.py": HELPER,
    "content/demos/two.txt": "2",
}
NAME = "posts/way/way.ipynb"


def outputs_of(site: Path) -> dict[str, bytes]:
    outputs = build_outputs(load_config(site / "sitegen.toml"), now=NOW).outputs
    return {
        str(output.output_path): output.content for output in outputs if isinstance(output.content, bytes)
    }


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    folder = tmp_path_factory.mktemp("way")
    for name, content in {"sitegen.toml": CONFIG, **FILES}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return outputs_of(folder)


@pytest.fixture(scope="module")
def notebook(made: dict[str, bytes]) -> dict[str, Any]:
    value: dict[str, Any] = json.loads(made[NAME])
    nbformat.validate(value)
    return value


def texts(notebook: dict[str, Any], kind: str = "markdown") -> list[str]:
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == kind]


def test_the_page_offers_the_notebook(made: dict[str, bytes]) -> None:
    page = made["posts/way/index.html"].decode()
    assert '<a href="/blog/posts/way/way.ipynb" download>Open as notebook</a>' in page
    assert b"Open as notebook" not in made["posts/other/index.html"]
    assert [name for name in made if name.endswith(".ipynb")] == [NAME]
    assert b".ipynb" not in made["sitemap.xml"]


def test_addresses_are_absolute(notebook: dict[str, Any]) -> None:
    first = texts(notebook)[1]
    for shown in (
        "[the other](https://example.org/blog/posts/other/#part)",
        "[here](https://example.org/blog/posts/way/#end)",
        "[the file](https://example.org/blog/posts/way/data.csv)",
        "[the web](https://example.net/)",
        "![A dot](https://example.org/blog/posts/way/dot.png)\n",
        "[map]: https://example.org/blog/posts/other/",
    ):
        assert shown in first


def test_directives_and_roles_are_plain_markdown(notebook: dict[str, Any]) -> None:
    title, first, listed, last = texts(notebook)
    assert title.startswith(r"# A \*long\* way" + "\n\n[Trials](https://example.org/blog/posts/way/)")
    assert r"$\newcommand{\R}{\mathbb{R}}\newcommand{\pair}[2]{(#1, #2)}$" in title.replace(
        r"\newcommand{\pair}[2]{(#1, #2)}\newcommand{\R}{\mathbb{R}}",
        r"\newcommand{\R}{\mathbb{R}}\newcommand{\pair}[2]{(#1, #2)}",
    )
    assert "> **Mind the *step***\n>\n> It is high.\n>\n> - Or low." in first
    assert "![A dot.](https://example.org/blog/posts/way/dot.png)\n\n*The caption.*" in first
    assert "> **Theorem (Pythagoras)**\n>\n> In $\\R^2$, $a^{2}_{ij}$ counts." in first
    assert listed == "## The end\n\n1. First, in a list:"
    assert "`code`, <kbd>Ctrl+C</kbd>, H<sub>2</sub>O" in last
    assert "[the theorem](https://example.org/blog/posts/way/#pythagoras), 3.0\n   and `{sub}`." in last
    assert '```python\nprint(":::{note} in code stays")\n```' in last
    assert "<details><summary>More</summary>\n\nInside.\n\n</details>" in last
    assert "$$\n\\pair{1}{2}\n$$\n" in last
    assert "> **Tip**\n>\n> Again [by name][map]." in last
    assert last.endswith("\n\n[map]: https://example.org/blog/posts/other/")


def test_a_demo_is_a_link_to_the_live_one_with_its_program(notebook: dict[str, Any]) -> None:
    last = texts(notebook)[-1]
    live = "https://example.org/blog/posts/way/"
    assert (
        f"**[A count]({live}#count)**: a live demo on the page; its program is [one script]({live}count.py)."
        in last
    )
    assert "> The total is 3." in last
    assert f"```python\n{DEMO}```" in last


def test_programs_have_their_outputs_and_options(notebook: dict[str, Any]) -> None:
    cells = [cell for cell in notebook["cells"] if cell["cell_type"] == "code"][1:]
    assert [cell["id"] for cell in cells] == ["cell-1", "cell-2", "fails"]
    assert cells[0]["metadata"] == {"jupyter": {"source_hidden": True}, "tags": ["hide-input"]}
    assert cells[0]["outputs"] == [{"name": "stdout", "output_type": "stream", "text": ["[0 2 4]\n"]}]
    (drawn,) = cells[1]["outputs"]
    assert drawn["data"]["text/plain"] == ["Result. one 1, two 2."]
    picture = minidom.parseString(drawn["data"]["image/svg+xml"][0])  # noqa: S318 - made here
    assert picture.firstChild is picture.getElementsByTagName("svg")[0]
    assert "var(--demo" in picture.toxml()
    (error,) = cells[2]["outputs"]
    assert (error["ename"], error["evalue"]) == ("ZeroDivisionError", "division by zero")
    assert cells[2]["metadata"] == {"name": "fails", "tags": ["raises-exception"]}


def test_the_first_cell_brings_what_the_others_need(notebook: dict[str, Any], tmp_path: Path) -> None:
    first, *others = texts(notebook, "code")
    assert '# dependencies = ["sitegen-live==' in first
    assert '"numpy"]' in first
    program = "\n".join([first, others[0]])
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=tmp_path,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )

    assert (done.stdout, done.stderr) == ("[0 2 4]\n", "")


def test_the_first_cell_names_the_packages_of_the_modules_that_cells_import(write_site: WriteSite) -> None:
    post = SMALL.replace("1 + 1", "from demos.helper import image")
    helper = "from PIL import Image\n\nimage = Image.new('L', (1, 1))\n"
    made = outputs_of(write_site({"content/posts/a.md": post, "content/demos/helper.py": helper}))
    first = json.loads(made["posts/a/a.ipynb"])["cells"][0]["source"]

    assert '", "pillow"]\n' in "".join(first)


def test_the_metadata_hold_the_front_matter(notebook: dict[str, Any]) -> None:
    assert notebook["metadata"]["sitegen"]["front_matter"] == {
        "date": "2026-01-02",
        "description": "From here to there.",
        "tags": ["roads"],
        "title": "A *long* way",
    }
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)


SMALL = "---\ntitle: T\ndate: 2026-01-02\ndescription: d\n---\n\nText.\n\n```{code-cell} python\n1 + 1\n```\n"


def test_an_option_turns_notebooks_off_and_cells_run_beside_a_fault_that_is_a_warning(
    write_site: WriteSite,
) -> None:
    config = 'title = "A site"\nnotebooks = false\n\n[severity]\nmissing-image = "warn"\n'
    made = outputs_of(write_site({"content/posts/a.md": SMALL.replace("Text.", "![x](no.png)")}, config))

    assert not [name for name in made if name.endswith(".ipynb")]
    assert b"notebook" not in made["posts/a/index.html"]
    assert b">2</pre>" in made["posts/a/index.html"]


MARKS = st.sampled_from([
    ":::{note} T", ":::", "::::{tabs}", ":::{demo} a", "```{code-cell} python", "```", "````", "> ", "- ",
    "x = 1", ":id: a", "$$", "$$ (a)", "![a](b){.c}", "{kbd}`x`", "{ref}`a <b>`", "[a]: b", "[a]", "# T {#t}",
    "> [!NOTE]", "\1" + "0\1",
])  # fmt: skip


@settings(max_examples=60)
@given(st.lists(st.one_of(MARKS, st.text(max_size=12)), max_size=14))
def test_any_text_is_readable_and_a_cell_appears_once(lines: list[str]) -> None:
    numbers = iter(range(100))
    facts = Facts(
        str, "https://example.org/", str, lambda block: [block.argument], list, lambda _: next(numbers)
    )
    shown = readable("\n".join(lines), facts)

    found = [int(number) for number in re.findall("\1(\\d+)\1", shown)]
    assert sorted(found) == list(range(len(found)))
    assert len(found) == next(numbers)


def test_the_notebook_is_among_the_files_that_may_collide(write_site: WriteSite) -> None:
    config = load_config(write_site({"content/posts/a.md": SMALL}) / "sitegen.toml")
    loaded = load_sources(config, drafts=False, future=False, now=NOW)
    site, _ = collect_site(loaded, parse_pages(loaded, config), (), config)
    planned = {str(file.output_path): file for file in planned_files(site, config)}

    assert planned["posts/a/a.ipynb"].origin == "the notebook of content/posts/a.md"
    assert planned["posts/a/a.ipynb"].place == (PurePosixPath("content/posts/a.md"), 9, 1)


def test_an_edited_text_gives_the_notebook_of_a_clean_build(write_site: WriteSite) -> None:
    site = write_site({"content/posts/a.md": SMALL})
    build(site)
    (site / "content/posts/a.md").write_text(SMALL.replace("Text.", "Other words."))
    build(site)
    text = (site / "public/posts/a/a.ipynb").read_text(encoding="utf-8")

    assert "Other words." in text
    assert published(site / "public") == clean(site)
