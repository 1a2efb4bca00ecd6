"""Pages in Markdown and llms.txt: what they hold, where they are, and what an edit renews."""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest
from markdown_it import MarkdownIt

from sitegen.addresses import planned_files
from sitegen.build import build_outputs
from sitegen.collect import collect_site
from sitegen.config import load_config
from sitegen.load import load_sources
from sitegen.markdown_text.results import pipe_table, table_markdown
from sitegen.parse import parse_pages
from tests.conftest import NOW, WriteSite
from tests.notebook.test_notebook import CONFIG, FILES
from tests.test_incremental import build, clean, published

SITE = {
    **FILES,
    "content/_index.md": "---\ntitle: Home [sweet]\n---\n\nWelcome to [the way](posts/way/index.md).\n",
    "content/posts/_index.md": "---\ntitle: All posts\ndescription: Every\n---\n",
    "content/about.md": "---\ntitle: About\n---\n\nThe first\nparagraph.\n",
    "content/posts/secret.md": "---\ntitle: Secret\ndate: 2026-01-03\ndraft: true\n---\n\nNot yet.\n",
}
PAGE = "posts/way/index.html.md"
PLAIN = {name: text for name, text in SITE.items() if "demos" not in name and "way" not in name}
PLAIN["content/_index.md"] = "---\ntitle: Home\n---\n\nWelcome.\n"
ON = 'markdown_pages = true\nauthor = "Ada"\ndescription = "On\\"s."\n'


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    folder = tmp_path_factory.mktemp("markdown")
    for name, content in {"sitegen.toml": ON + CONFIG, **SITE}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    outputs = build_outputs(load_config(folder / "sitegen.toml"), now=NOW).outputs
    return {
        str(output.output_path): output.content.decode()
        for output in outputs
        if isinstance(output.content, bytes) and output.output_path.suffix in (".md", ".txt", ".html")
    }


def test_each_page_names_its_markdown_and_llms_txt_lists_all_but_drafts(made: dict[str, str]) -> None:
    link = '<link rel="alternate" type="text/markdown" href="/blog/posts/way/index.html.md">'
    assert link in made["posts/way/index.html"]
    assert "text/markdown" not in made["404.html"]
    assert {name for name in made if name.endswith(".md")} == {
        "index.html.md", "about/index.html.md", "posts/index.html.md", PAGE, "posts/other/index.html.md",
    }  # fmt: skip
    assert made["llms.txt"] == (
        '# Trials\n\n> On"s.\n\n## Trials\n\n'
        "- [Home \\[sweet\\]](https://example.org/blog/index.html.md): Welcome to the way.\n"
        "- [About](https://example.org/blog/about/index.html.md): The first paragraph.\n\n"
        "## All posts\n\n"
        "- [A \\*long\\* way](https://example.org/blog/posts/way/index.html.md): From here to there.\n"
        "- [Other](https://example.org/blog/posts/other/index.html.md): d\n"
    )


def test_a_page_begins_with_its_title_description_and_address(made: dict[str, str]) -> None:
    assert made[PAGE].startswith(
        "# A \\*long\\* way\n\n> From here to there.\n\n- By Ada\n- 2026-01-02\n"
        "- <https://example.org/blog/posts/way/>\n\n$\\newcommand{\\R}{\\mathbb{R}}"
    )
    assert made["posts/index.html.md"].endswith(
        "\n- [A \\*long\\* way](https://example.org/blog/posts/way/index.html.md): From here to there.\n"
        "- [Other](https://example.org/blog/posts/other/index.html.md): d\n"
    )


def test_a_page_holds_what_readers_see(made: dict[str, str]) -> None:
    text = made[PAGE]

    assert "[the other](https://example.org/blog/posts/other/#part)" in text
    assert "> **Mind the *step***\n>\n> It is high." in text
    assert "![A dot.](https://example.org/blog/posts/way/dot.png)\n\n*The caption.*" in text
    assert "In $\\R^2$, $a^{2}_{ij}$ counts." in text
    assert "[the theorem](https://example.org/blog/posts/way/#pythagoras), 3.0\n" in text
    assert "$$\n\\pair{1}{2}\n$$" in text
    for sign in (":::{d", ":::{m", "{metric}", "code-cell", "{.wide", "{#end}"):
        assert sign not in text
    assert 'print(":::{note} in code stays")' in text


def test_programs_have_their_results_and_demos_their_values(made: dict[str, str]) -> None:
    text = made[PAGE]

    assert "```python\nimport numpy as np\n" in text
    assert "```text\n[0 2 4]\n```" in text
    assert "| one | 1 |" in text
    assert "```text\nZeroDivisionError: division by zero\n```" in text
    demo = text[text.index("**[A count]") :]
    assert demo.startswith("**[A count](https://example.org/blog/posts/way/#count)** (a live demo): Count.\n")
    assert "\n| Control | Value |\n| --- | --- |\n| Start | 3 |\n\n- Total: 3\n\nThe total is 3.\n" in demo


def test_a_page_is_markdown_whose_links_are_absolute(made: dict[str, str]) -> None:
    for name in (name for name in made if name.endswith((".md", "llms.txt"))):
        tokens = MarkdownIt().enable("table").parse(made[name])
        inline = [child for token in tokens for child in token.children or ()]
        addresses = [child.attrGet("href") or child.attrGet("src") for child in inline if child.attrs]
        assert addresses
        assert all(str(address).startswith("https://") for address in addresses), name


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<table><tr><th>a|b</th><td></td></tr><tr><td>1 &lt; 2</td><td><b>*</b></td></tr></table>",
         "| a\\|b |  |\n| --- | --- |\n| 1 \\< 2 | \\* |"),
        ('<table><tr><th colspan="2">a</th></tr>\n \n<tr><td>1</td></tr></table>',
         '<table><tr><th colspan="2">a</th></tr>\n<tr><td>1</td></tr></table>'),
        ("<p>a</p>\n\n<p>b</p>\n", "<p>a</p>\n<p>b</p>"),
    ],
)  # fmt: skip
def test_tables_are_markdown_unless_cells_are_joined(html: str, expected: str) -> None:
    assert table_markdown(html) == expected


def test_short_rows_are_filled() -> None:
    assert pipe_table([("a", "b"), ("1",)]) == "| a | b |\n| --- | --- |\n| 1 |  |"


def test_a_site_has_none_without_the_key_and_collisions_are_reported(write_site: WriteSite) -> None:
    site = write_site(PLAIN)

    def planned() -> dict[str, str]:
        config = load_config(site / "sitegen.toml")
        loaded = load_sources(config, drafts=False, future=False, now=NOW)
        found, _ = collect_site(loaded, parse_pages(loaded, config), (), config)
        return {str(file.output_path): file.origin for file in planned_files(found, config)}

    assert not [name for name in planned() if name.endswith(".md") or name == "llms.txt"]
    (site / "sitegen.toml").write_text(ON + CONFIG)
    assert planned()["about/index.html.md"] == "the Markdown of content/about.md"
    assert planned()["llms.txt"] == "llms.txt"


def test_an_edit_renews_the_markdown_of_its_page_only(write_site: WriteSite) -> None:
    site = write_site(PLAIN)
    (site / "sitegen.toml").write_text(ON + CONFIG + '[languages.de]\ntitle = "Versuche"\n')
    (site / "content/about.de.md").write_text("---\ntitle: Über\ndescription: d\n---\n\nWorte.\n")
    build(site)
    before = published(site / "public")
    assert before["de/llms.txt"].decode().startswith("# Versuche\n")
    assert "Über" not in before["llms.txt"].decode()

    other = site / "content/posts/other.md"
    other.write_text(other.read_text() + "\nMore words.\n")
    build(site)
    after = published(site / "public")

    changed = {PurePosixPath(name).as_posix() for name in after if after[name] != before.get(name)}
    assert changed == {"posts/other/index.html", "posts/other/index.html.md", "feed.xml"}
    assert "More words." in after["posts/other/index.html.md"].decode()

    about = site / "content/about.md"
    about.write_text(about.read_text().replace("The first", "Another"))
    build(site)
    assert "Another paragraph." in (site / "public/llms.txt").read_text()
    assert published(site / "public") == clean(site)


def test_the_markdown_of_a_page_with_a_demo_follows_its_program(write_site: WriteSite) -> None:
    site = write_site(SITE)
    (site / "sitegen.toml").write_text(ON + CONFIG)
    build(site)
    program = site / "content/demos/count.py"
    program.write_text(program.read_text().replace("The total is", "It is"))
    build(site)

    assert "\nIt is 3.\n" in (site / "public" / PAGE).read_text()
    assert published(site / "public") == clean(site)
