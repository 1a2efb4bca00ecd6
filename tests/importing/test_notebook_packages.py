"""Notebooks whose packages are installed: their cells run in the build."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sitegen.build import build_outputs
from sitegen.config import load_config
from sitegen.importing import import_site
from sitegen.importing.notebook.names import not_installed
from tests.conftest import NOW

NOTEBOOKS = Path(__file__).parent / "notebooks"


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[str, str]]:
    """Posts and built pages of two notebooks by the name of the post."""
    folder = tmp_path_factory.mktemp("packages")
    (folder / "lessons").mkdir()
    for name in ("2021-05-03-waves", "2021-06-04-penguins"):
        shutil.copy(NOTEBOOKS / f"{name}.ipynb", folder / "lessons")
    import_site(folder / "lessons", folder / "site")
    built = build_outputs(load_config(folder / "site" / "sitegen.toml"), now=NOW)
    html = {
        output.output_path.parent.name: output.content
        for output in built.outputs
        if output.output_path.name == "index.html"
    }
    posts = sorted((folder / "site/content/posts").rglob("*.md"))
    texts = {
        file.parent.name if file.stem == "index" else file.stem: file.read_text("utf-8") for file in posts
    }
    made = {}
    for name, text in texts.items():
        content = html.get(name)
        assert isinstance(content, bytes), (name, sorted(html))
        made[name] = (text, content.decode())
    return made


def test_a_table_of_pandas_is_that_of_the_build(pages: dict[str, tuple[str, str]]) -> None:
    post, page = pages["2021-06-04-penguins"]
    assert "```{code-cell} python\nimport pandas as pd\n" in post
    assert "```{code-cell} python\nbirds.mass.describe()\n```" in post
    assert "<table" not in post
    assert "adélie &amp; co</td>" in page
    assert "4388.5" in page


def test_a_figure_of_matplotlib_is_that_of_the_build(pages: dict[str, tuple[str, str]]) -> None:
    post, page = pages["2021-05-03-waves"]
    assert '```{code-cell} python\nplt.plot(x, y)\nplt.title("A wave")\nplt.show()\n```' in post
    assert "Output of the program" not in post
    assert page.count('data-kind="figure"') == 2


def test_packages_that_a_cell_cannot_import_are_named() -> None:
    assert not_installed({"pandas", "ipywidgets", ".", "no_such"}) == [".", "ipywidgets", "no_such"]
