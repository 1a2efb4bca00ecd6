from __future__ import annotations

import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from sitegen.config import Config, load_config
from sitegen.load import load_sources
from sitegen.model import Loaded
from sitegen.parse import parse_pages
from tests.conftest import NOW, WriteSite

FRONT = "---\ntitle: A post\ndate: 2026-01-02\ndescription: It says something.\n---\n"


def load(folder: Path) -> tuple[Loaded, Config]:
    config = load_config(folder / "sitegen.toml")
    return load_sources(config, drafts=False, future=False, now=NOW), config


def test_a_link_to_a_source_becomes_the_address_of_its_page(write_site: WriteSite) -> None:
    folder = write_site(
        {
            "content/posts/a.md": FRONT + "[the other](b/index.md#part)",
            "content/posts/b/index.md": FRONT + "## Part",
        },
        'title = "T"\nbase_url = "https://example.org/blog/"\n',
    )
    loaded, config = load(folder)

    body = next(page.body for page in parse_pages(loaded, config) if page.source.source_path.name == "a.md")

    assert '<a href="/blog/posts/b/#part">the other</a>' in "".join(str(part) for part in body.parts)
    assert [(link.permalink, link.fragment, link.position.line) for link in body.links] == [
        ("/blog/posts/b/", "part", 6)
    ]


def test_the_settings_of_markdown_reach_the_body(write_site: WriteSite) -> None:
    folder = write_site(
        {"content/posts/a.md": FRONT + '<b>"x"</b>'}, 'title = "T"\nmarkdown = {html = false}\n'
    )
    loaded, config = load(folder)

    pages = parse_pages(loaded, config)

    post = next(page for page in pages if page.source.kind == "post")
    assert "&lt;b&gt;“x”&lt;/b&gt;" in "".join(str(part) for part in post.body.parts)


def test_a_body_with_a_fault_still_has_its_links_and_anchors(write_site: WriteSite) -> None:
    folder = write_site(
        {
            "content/posts/a.md": FRONT + "## Top\n\n[x](#tpo)\n\n:::{nonsense}\n:::",
            "content/posts/b.md": FRONT + "[x](nowhere.md)",
            "content/posts/c.md": FRONT + "fine",
        }
    )
    loaded, config = load(folder)

    bodies = {page.source.source_path.name: page.body for page in parse_pages(loaded, config)}

    assert [problem.line for problem in bodies["a.md"].problems] == [10]
    assert bodies["a.md"].ids == {"top"}
    assert [link.fragment for link in bodies["a.md"].links] == ["tpo"]
    assert [problem.line for problem in bodies["b.md"].problems] == [6]
    assert bodies["c.md"].problems == ()


def test_a_pool_gives_the_same_pages_in_the_same_order(write_site: WriteSite) -> None:
    posts = {f"content/posts/p{number:03}.md": FRONT + f"# {number}\n[next](p000.md)" for number in range(70)}
    loaded, config = load(write_site(posts))

    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as executor:
        pooled = parse_pages(loaded, config, executor)

    assert pooled == parse_pages(loaded, config)


def test_importing_parse_imports_neither_markdown_it_nor_pygments_nor_the_math_library() -> None:
    program = (
        "import sys, sitegen.parse\n"
        "print(*sorted({'markdown_it', 'pygments', 'latex2mathml', 'sitegen.markdown'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)

    assert done.stdout.split() == []


def test_a_post_without_formulas_and_code_imports_neither_the_math_library_nor_pygments(
    write_site: WriteSite,
) -> None:
    folder = write_site({"content/posts/a.md": FRONT + "Prices of $5 and $6, *text* and `code`."})
    program = (
        "import datetime, pathlib, sys\n"
        "from sitegen.config import load_config\n"
        "from sitegen.load import load_sources\n"
        "from sitegen.parse import parse_pages\n"
        "config = load_config(pathlib.Path(sys.argv[1]))\n"
        "now = datetime.datetime.now(datetime.UTC)\n"
        "pages = parse_pages(load_sources(config, drafts=True, future=True, now=now), config)\n"
        "assert not any(page.body.problems for page in pages)\n"
        "print(*sorted({'markdown_it', 'pygments', 'latex2mathml'} & set(sys.modules)))"
    )

    command = [sys.executable, "-c", program, str(folder / "sitegen.toml")]
    done = subprocess.run(command, check=True, capture_output=True, text=True)

    assert done.stdout.split() == ["markdown_it"]


def test_a_page_records_every_address_that_its_links_asked_for(write_site: WriteSite) -> None:
    folder = write_site(
        {
            "content/posts/a.md": FRONT + "[b](b.md) ![p](p.png) [d](../posts/) [e](https://x.org) [c](/c/)",
            "content/posts/b.md": FRONT,
            "content/posts/p.png": b"png",
        }
    )
    loaded, config = load(folder)

    body = next(page.body for page in parse_pages(loaded, config) if page.source.source_path.name == "a.md")

    assert {str(path): answer for path, answer in body.looked_up} == {
        "content/posts/b.md": "/posts/b/",
        "content/posts/p.png": "/posts/p.png",
        "content/posts": None,
    }


def test_a_page_is_the_same_while_the_answers_to_its_links_are_the_same(write_site: WriteSite) -> None:
    text = FRONT + "[b](b.md) ![p](p.png)"
    few = {"content/posts/a.md": text, "content/posts/b.md": FRONT, "content/posts/p.png": b"png"}
    many = {**few, "content/posts/c.md": FRONT, "content/posts/q.png": b"png"}

    bodies = []
    for files in (few, many):
        loaded, config = load(write_site(files))
        bodies.append(parse_pages(loaded, config))

    first, second = (
        next(page for page in pages if page.source.source_path.name == "a.md") for pages in bodies
    )
    assert len(bodies[0]) < len(bodies[1])
    assert first == second
    assert pickle.loads(pickle.dumps(first)) == second
