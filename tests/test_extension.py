"""A site with an extension of each kind: cold, warm, after an edit of the extension, and with its faults."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner

from sitegen.build import build_outputs
from sitegen.cache import Cache
from sitegen.cli import cli
from sitegen.cli.serve import Rebuild
from sitegen.config import load_config
from sitegen.config_tables import FRONT_MATTER_KEYS
from sitegen.engine.explain import explain
from sitegen.errors import SitegenError
from sitegen.extension.loading import extensions_of
from sitegen.extension.names import TAKEN
from sitegen.live_site import LiveSite
from sitegen.load import load_sources
from sitegen.markdown.parser import DIRECTIVES, ROLES
from sitegen.parse import parse_pages
from sitegen.progress import Silent
from sitegen.render.environment import make_environment
from sitegen.render.functions import FILTERS, FUNCTIONS
from tests.conftest import SITES, WriteSite
from tests.test_incremental import build, clean, published, rewrite, write

NOW = datetime(2026, 6, 1, tzinfo=UTC)
CARDS, PLAIN, CHARTS = (f"content/posts/{name}.md" for name in ("cards", "plain", "charts"))
RATED = "content/rated.md"


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return shutil.copytree(SITES / "extended", tmp_path / "site")


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The site `tests/sites/extended`, text by output path."""
    folder = shutil.copytree(SITES / "extended", tmp_path_factory.mktemp("extended") / "site")
    built = build_outputs(load_config(folder / "sitegen.toml"), now=NOW, strict=True)
    assert built.site.warnings == ()
    assert not [*folder.rglob("__pycache__")]
    return {
        str(output.output_path): output.content.decode()
        for output in built.outputs
        if isinstance(output.content, bytes)
    }


SHOWN = {
    "a directive": (
        "posts/cards/index.html",
        '<section class="card"><p><strong><a href="https://example.org/">A title</a></strong></p>\n'
        '<p>Text with a <a href="/lab/posts/plain/">link</a>.</p>\n'
        '<section class="card"><p><strong>Inside</strong></p>\n<p>More.</p>\n</section>\n</section>',
    ),
    "a directive whose body is text": (
        "posts/cards/index.html", '<p class="verse">One &lt; two,<br>three.</p>\n</li>',
    ),
    "a role": (
        "posts/cards/index.html",
        '<p>A <abbr title="convolutional network">CNN</abbr> is not an '
        '<abbr title="recurrent network">RNN</abbr>.</p>',
    ),
    "a role in the text of the feed": ("feed.xml", "abbr title=\"convolutional network\""),
    "a block of code": (
        "posts/cards/index.html",
        '<ul class="bars" title="Fruit"><li>apples <meter max="10" value="3">3</meter></li>',
    ),
    "other code": ("posts/cards/index.html", '<code class="language-python"><span class="nb">print</span>'),
    "a filter": ("rated/index.html", "<h1>RATED!</h1>"),
    "a filter of a constant": ("rated/index.html", "CONSTANT!"),
    "a function": ("rated/index.html", '<span title="3 of 5">★★★</span>'),
    "the default of a key": ("rated/index.html", ", easy, "),
    "a link to an output": ("rated/index.html", '<a href="/lab/posts.json">all posts</a>'),
    "an output of bytes": ("levels.txt", "easy hard"),
}  # fmt: skip


@pytest.mark.parametrize("name", SHOWN)
def test_a_build_shows_what_each_kind_gives(texts: dict[str, str], name: str) -> None:
    path, expected = SHOWN[name]
    assert expected in texts[path]


def test_an_output_is_made_of_the_pages_of_the_site(texts: dict[str, str]) -> None:
    found = [(entry["title"], entry["level"]) for entry in json.loads(texts["posts.json"])]
    assert found == [("Cards", "hard"), ("Plain", "easy"), ("Charts", "easy")]


def test_words_of_a_role_are_words_of_the_summary_and_of_a_heading(write_site: WriteSite) -> None:
    folder = write_site(
        {"lab.py": ROLE, "content/posts/a.md": post("The {loud}`big` dog.\n\n## A {loud}`big` one\n")},
        'title = "T"\nextensions = ["lab"]\n',
    )
    page = build_outputs(load_config(folder / "sitegen.toml"), now=NOW).site.posts[0]
    assert page.body.summary == "The big dog."
    assert [(heading.id, heading.html) for heading in page.body.headings] == [
        ("a-big-one", "A <b>big</b> one")
    ]


def post(body: str, keys: str = "") -> str:
    return f"---\ntitle: P\ndate: 2026-01-01\n{keys}---\n\n{body}\n"


ROLE = """
def setup(site):
    site.add_role("loud", lambda text: f"<b>{text}</b>")
"""


# Caching


@dataclass(frozen=True)
class Edit:
    """A change of an extension: the outputs that it makes new and those that stay."""

    change: Callable[[Path], object]
    extension: str
    new: tuple[str, ...]
    kept: tuple[str, ...]


EDITS = {
    "a directive": Edit(
        rewrite("lab/text.py", 'class="card"', 'class="box"'), "lab", (CARDS, CHARTS), (PLAIN, RATED)
    ),
    "a directive whose HTML stays": Edit(
        rewrite("lab/text.py", '"""Return a box', '"""Give a box'), "lab", (CARDS,), (PLAIN, RATED)
    ),
    "a rule of check": Edit(
        rewrite("lab/rules.py", "60:", "70:"), "lab", (CARDS, "posts.json"), (PLAIN, RATED)
    ),
    "an output": Edit(
        rewrite("lab/outputs.py", "indent=1", "indent=2"), "lab", ("posts.json", "levels.txt"), (PLAIN, RATED)
    ),
    "a filter": Edit(rewrite("loud.py", '}!"', '}?"'), "loud", (RATED,), (CARDS, PLAIN, "posts.json")),
    "a new module of a package": Edit(
        lambda folder: [
            write("lab/more.py", 'CLASS = "wide"\n')(folder),
            rewrite("lab/text.py", "from html", "from lab.more import CLASS\nfrom html")(folder),
            rewrite("lab/text.py", 'class="card"', 'class="{CLASS}"')(folder),
        ],
        "lab", (CARDS,), (PLAIN, RATED),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", EDITS)
def test_after_an_edit_of_an_extension_a_warm_build_makes_what_uses_it(site: Path, name: str) -> None:
    edit = EDITS[name]
    build(site)
    assert build(site) is None
    edit.change(site)
    done = build(site)

    assert done is not None
    assert published(site / "public") == clean(site)
    for page in edit.new:
        [line] = explain(page, done.graph, done.before)
        assert f"the extension {edit.extension}" in line
    for page in edit.kept:
        [line] = explain(page, done.graph, done.before)
        assert "used again" in line
    assert build(site) is None


CHANGES: dict[str, Callable[[Path], object]] = {
    "a block of code gets a renderer": rewrite(
        "lab/__init__.py", "text.bars)", 'text.bars)\n    site.add_fence("python", text.verse)'
    ),
    "a default": rewrite("lab/__init__.py", 'default="easy"', 'default="hard"'),
    "a key goes": lambda folder: [
        rewrite("lab/__init__.py", '    site.add_key("minutes", int, check=keys.positive)\n', "")(folder),
        rewrite(CARDS, "minutes: 12\n", "")(folder),
    ],
    "an output goes": lambda folder: [
        rewrite("lab/__init__.py", '    site.add_output("posts.json", outputs.posts)\n', "")(folder),
        rewrite("templates/rated.html", '<a href="{{ url_for("posts.json") }}">all posts</a>', "")(folder),
    ],
    "a function that a template asks for": lambda folder: [
        write(
            "templates/rated.html", '{{ "more" is filter }} {% if more is defined %}{{ more() }}{% endif %}'
        )(folder),
        build(folder),
        rewrite(
            "loud.py", '"shout", shout)', '"shout", shout)\n    site.add_function("more", lambda: "yes")'
        )(folder),
    ],
    "a module beside the configuration": lambda folder: [
        write("helper.py", 'SIGN = "#"\n')(folder),
        rewrite("loud.py", "from markupsafe", "from helper import SIGN\nfrom markupsafe")(folder),
        rewrite("loud.py", '}!"', '}{SIGN}"')(folder),
        build(folder),
        rewrite("helper.py", "#", "+")(folder),
    ],
    "a module that goes before a package": lambda folder: [
        write("loud/__init__.py", (folder / "loud.py").read_text().replace("}!", "}~"))(folder),
    ],
    "an extension goes": lambda folder: [
        rewrite("sitegen.toml", ', "loud"', "")(folder),
        write("templates/rated.html", "x")(folder),
    ],
    "a text with a new directive": rewrite(PLAIN, "Only", "```bars\na 1\n```\n\nOnly"),
    "a text": rewrite(CARDS, "is not", "is"),
    "a text and an extension": lambda folder: [
        rewrite(CARDS, "is not", "is")(folder),
        rewrite("lab/text.py", "convolutional", "folding")(folder),
    ],
}


@pytest.mark.parametrize("name", CHANGES)
def test_after_any_change_a_warm_build_has_the_bytes_of_a_clean_one(site: Path, name: str) -> None:
    build(site)
    CHANGES[name](site)
    assert build(site) is not None

    assert published(site / "public") == clean(site)
    assert build(site) is None


def test_an_edited_text_with_a_directive_is_rebuilt_alone(site: Path) -> None:
    build(site)
    rewrite(CARDS, "is not", "is")(site)
    done = build(site)

    assert done is not None
    assert done.report.written == 2  # the page and the feed
    assert published(site / "public") == clean(site)


def test_the_server_imports_an_edited_extension_again(site: Path) -> None:
    live, config = (
        LiveSite(site / "sitegen.toml", drafts=False, future=False),
        load_config(site / "sitegen.toml"),
    )

    def cards() -> bytes:
        outputs = live.build(config, NOW, Silent()).outputs
        [content] = [
            output.content for path, output in outputs.items() if str(path) == "posts/cards/index.html"
        ]
        assert isinstance(content, bytes)
        return content

    assert b'class="card"' in cards()
    rewrite("lab/text.py", 'class="card"', 'class="box"')(site)
    assert b'class="box"' in cards()
    write("lab/text.py", "oh no")(site)
    with pytest.raises(
        SitegenError, match=r"lab/text\.py:1:4: the extension cannot be imported: invalid syntax"
    ):
        cards()
    shutil.copy(SITES / "extended/lab/text.py", site / "lab/text.py")
    assert b'class="card"' in cards()


def test_the_server_watches_the_files_of_extensions(site: Path) -> None:
    rebuild = Rebuild(
        site / "sitegen.toml", "", "http://localhost:1", drafts=False, future=False, now=None, quiet=True
    )
    watched = rebuild.watched()
    assert watched.file_names == {"sitegen.toml", "lab.py", "loud.py"}
    assert {site / "lab", site / "loud"} <= set(watched.folders)


def test_a_package_may_hold_files_that_cannot_be_read(site: Path) -> None:
    (site / "lab/lost").symlink_to("nowhere")
    (site / "lab/.hidden").write_text("x")
    assert build(site) is not None
    assert build(site) is None


def test_other_processes_import_the_extension_too(site: Path) -> None:
    config = load_config(site / "sitegen.toml")
    loaded = load_sources(config, drafts=False, future=False, now=NOW)
    with ProcessPoolExecutor(1) as pool:
        pages = parse_pages(loaded, config, pool)
    assert pages == parse_pages(loaded, config)
    assert [page.body.extensions for page in pages if page.body.asked] == [("lab",), ("lab",)]


# Faults


CONFIG = 'title = "T"\nextensions = ["lab"]\n'
USES = post(":::{card} Title\n:::\n")


def refusal(folder: Path) -> str:
    with pytest.raises(SitegenError) as raised:
        build_outputs(load_config(folder / "sitegen.toml"), now=NOW)
    return str(raised.value)


FAULTS = {
    "an exception in a directive": (
        'def setup(site):\n    site.add_directive("card", card)\n\n'
        "def card(block):\n    return helper(block)\n\n"
        "def helper(block):\n    return {}['x']\n",
        "lab.py:8: the directive {card} raised KeyError: 'x'\n  used at content/posts/a.md:6:1",
    ),
    "an attribute that a block does not have": (
        'def setup(site):\n    site.add_directive("card", lambda block: block.argumnt)\n',
        "lab.py:2: the directive {card} raised AttributeError: 'Block' object has no attribute 'argumnt'\n"
        "  did you mean 'argument'?\n  used at content/posts/a.md:6:1",
    ),
    "a wrong type": (
        'def setup(site):\n    site.add_directive("card", card)\n\ndef card(block):\n    print("")\n',
        "lab.py:4: the directive {card}: expected text, received nothing\n  used at content/posts/a.md:6:1",
    ),
    "a mistake of the author": (
        "from sitegen.extension import InputError\n\ndef setup(site):\n"
        '    site.add_directive("card", card)\n\n'
        'def card(block):\n    raise InputError("no Title", "write Name")\n',
        "content/posts/a.md:6:1: no Title\n  write Name",
    ),
    "a name that is misspelt in a text": (
        'def setup(site):\n    site.add_directive("cart", str)\n',
        "content/posts/a.md:6:1: no directive is called 'card'\n  did you mean 'cart'?",
    ),
    "an option that is misspelt": (
        'def setup(site):\n    site.add_directive("card", str, argument="refused")\n',
        "content/posts/a.md:6:1: {card} takes no argument, received 'Title'",
    ),
    "an error of import": (
        "import nothing_like_this\n",
        "lab.py:1: the extension raised ModuleNotFoundError: No module named 'nothing_like_this'",
    ),
    "an error of syntax": (
        "def setup(site):\n    site.add_directive(\n",
        "lab.py:2:23: the extension cannot be imported: '(' was never closed",
    ),
    "no setup": ("x = 1\n", "lab.py:1: the extension has no function setup(site)"),
    "a method that does not exist": (
        'def setup(site):\n    site.add_directiv("card", str)\n',
        "lab.py:2: the extension raised AttributeError: 'Extension' object has no attribute 'add_directiv'\n"
        "  did you mean 'add_directive'?",
    ),
    "the end of the program": ("raise SystemExit(3)\n", "lab.py:1: the extension raised SystemExit: 3"),
    "all faults of setup": (
        'def setup(site):\n    site.add_directive("note", str)\n    site.add_role("sub", str)\n'
        '    site.add_fence("a b", str)\n    site.add_filter("upper", str)\n    site.add_function("t", str)\n'
        '    site.add_output("../x", str)\n    site.add_key("title", str)\n'
        '    site.add_check("dead-link", str)\n'
        '    site.add_role("x", str)\n    site.add_role("x", str)\n    site.add_key("a", list)\n'
        '    site.add_key("b", int, default="1")\n    site.add_directive("c", "d")\n',
        "lab.py:2: the directive {note} is one of sitegen's own\n  use another name\n"
        "lab.py:3: the role {sub} is one of sitegen's own\n  use another name\n"
        "lab.py:4: expected a word, as in 'chart', received 'a b'\n"
        "lab.py:5: the filter 'upper' is one of sitegen's own\n  use another name\n"
        "lab.py:6: the function 't' is one of sitegen's own\n  use another name\n"
        "lab.py:7: expected a path in the published folder, as in 'posts.json', received '../x'\n"
        "lab.py:8: the key 'title' is one of sitegen's own\n  use another name\n"
        "lab.py:9: the rule 'dead-link' is one of sitegen's own\n  use another name\n"
        "lab.py:11: the role {x} is added twice\n  it is added at lab.py:10, too\n"
        "lab.py:12: the key 'a': expected str, int, float, bool, date, tuple[str, ...] or a Literal of "
        "texts, received <class 'list'>\n"
        "lab.py:13: the key 'b': default: expected int, received '1'\n"
        "lab.py:14: the directive {c}: expected a function, received 'd'",
    ),
    "an output in the place of a page": (
        'def setup(site):\n    site.add_directive("card", lambda block: "")\n'
        '    site.add_output("posts/a/index.html", str)\n',
        "lab.py:3: content/posts/a.md and the output 'posts/a/index.html' would be published as "
        "posts/a/index.html\n  give one of them another slug or name",
    ),
    "an output that raises": (
        'def setup(site):\n    site.add_directive("card", lambda block: "")\n'
        '    site.add_output("a.txt", make)\n\n'
        "def make(site):\n    return site.posts[0].titel\n",
        "lab.py:6: the output 'a.txt' raised AttributeError: 'PageInfo' object has no attribute 'titel'\n"
        "  did you mean 'title'?",
    ),
    "an output of a wrong type": (
        'def setup(site):\n    site.add_directive("card", lambda block: "")\n'
        '    site.add_output("a.txt", len)\n',
        "lab.py:3: the output 'a.txt' raised TypeError: object of type 'SiteInfo' has no len()",
    ),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_has_the_line_of_the_extension_and_the_page(write_site: WriteSite, name: str) -> None:
    program, expected = FAULTS[name]
    assert refusal(write_site({"lab.py": program, "content/posts/a.md": USES}, CONFIG)) == expected


def test_a_fault_that_many_pages_show_is_told_once(write_site: WriteSite) -> None:
    files: dict[str, str | bytes] = {f"content/posts/{n}.md": USES for n in range(6)}
    files["lab.py"] = 'def setup(site):\n    site.add_directive("card", lambda block: 1)\n'
    assert refusal(write_site(files, CONFIG)) == (
        "lab.py:2: the directive {card}: expected text, received 1\n  used at content/posts/0.md:6:1\n"
        "  used at content/posts/1.md:6:1\n  used at content/posts/2.md:6:1\n  and at 3 more"
    )


def test_faults_of_a_filter_name_the_template_and_the_page(write_site: WriteSite) -> None:
    program = (
        "from sitegen.extension import InputError\n\ndef setup(site):\n"
        '    site.add_filter("half", lambda number: number / 2)\n    site.add_function("no", no)\n\n'
        'def no():\n    raise InputError("not now")\n'
    )
    folder = write_site(
        {
            "lab.py": program,
            "content/a.md": "---\ntitle: A\ntemplate: a\n---\n",
            "content/b.md": "---\ntitle: B\ntemplate: b\n---\n",
            "content/c.md": "---\ntitle: C\ntemplate: c\n---\n",
            "templates/a.html": '\n{{ "a" | half }}\n',
            "templates/b.html": "{{ no() }}\n",
            "templates/c.html": "{{ pag | half }}\n",
        },
        CONFIG,
    )
    assert refusal(folder) == (
        "lab.py:4: the filter 'half' raised TypeError: unsupported operand type(s) for /: 'str' and 'int'\n"
        "  used at templates/a.html:2 for content/a.md\n"
        "templates/b.html:1: not now\n"
        "templates/c.html:1:4: unknown name 'pag'\n  did you mean 'page'?"
    )


def test_keys_are_read_as_all_keys_are(write_site: WriteSite) -> None:
    program = (
        "from datetime import date\nfrom typing import Literal\nfrom sitegen.extension import InputError\n\n"
        'def setup(site):\n    site.add_key("level", Literal["easy", "hard"])\n'
        '    site.add_key("minutes", int, check=positive)\n    site.add_key("seen", date)\n'
        '    site.add_key("tools", tuple[str, ...], default=())\n'
        '    site.add_key("broken", str, check=lambda v: 1)\n\n'
        "def positive(value):\n    if value < 1:\n"
        '        raise InputError(f"expected at least 1, received {value}", "write 1")\n'
    )
    good = "Level: hard\nminutes: 3\nseen: 2026-02-03\ntools: [a, b]\n"
    files: dict[str, str | bytes] = {"lab.py": program, "content/posts/good.md": post("", good)}
    folder = write_site(files, CONFIG)
    [page] = build_outputs(load_config(folder / "sitegen.toml"), now=NOW).site.posts
    values = {**page.source.front_matter.extra}
    assert str(values.pop("seen")) == "2026-02-03"
    assert values == {"level": "hard", "minutes": 3, "tools": ("a", "b"), "broken": None}

    bad = "level: had\nminutes: 0\nseen: soon\nlevl: easy\n"
    write_site(
        {"content/posts/bad.md": post("", bad), "content/posts/other.md": post("", "broken: x\n")}, CONFIG
    )
    assert refusal(folder).splitlines() == [
        "content/posts/bad.md:4:8: level: expected 'easy' or 'hard', received 'had'",
        "content/posts/bad.md:5:10: minutes: expected at least 1, received 0",
        "  write 1",
        "content/posts/bad.md:6:7: seen: expected YYYY-MM-DD, or a time such as 2026-11-23T09:00:00Z, "
        "received 'soon'",
        "content/posts/bad.md:7:1: unknown key 'levl'",
        "  did you mean 'level'?",
        "lab.py:10: the key 'broken': expected nothing, received 1",
        "  used at content/posts/other.md:4:9",
    ]


def test_a_missing_extension_is_named_with_its_line_and_the_near_miss(write_site: WriteSite) -> None:
    config = 'title = "T"\nextensions = ["labb", "zzz"]\n'
    assert refusal(write_site({"lab.py": ROLE, "content/posts/a.md": USES}, config)) == (
        "sitegen.toml:2:15: there is no extension 'labb'\n  did you mean 'lab'?\n"
        "sitegen.toml:2:23: there is no extension 'zzz'\n"
        "  write zzz.py beside the configuration, or install the package"
    )


def test_the_extension_of_another_site_is_not_an_installed_one(tmp_path: Path, write_site: WriteSite) -> None:
    other = tmp_path / "other"
    write("sitegen.toml", CONFIG)(other)
    write("lab.py", ROLE)(other)
    assert extensions_of(load_config(other / "sitegen.toml")).names("role") == ("loud",)
    site = write_site({"content/posts/a.md": USES}, CONFIG)
    assert refusal(site).startswith("sitegen.toml:2:15: there is no extension 'lab'")
    write("lab.py", ROLE)(site)
    assert extensions_of(load_config(site / "sitegen.toml")).names("role") == ("loud",)
    (site / "lab.py").unlink()
    assert refusal(site).startswith("sitegen.toml:2:15: there is no extension 'lab'")


def test_two_extensions_cannot_add_one_name(write_site: WriteSite) -> None:
    files: dict[str, str | bytes] = {"lab.py": ROLE, "two.py": ROLE, "content/posts/a.md": post("")}
    assert refusal(write_site(files, 'title = "T"\nextensions = ["lab", "two"]\n')) == (
        "two.py:3: the role {loud} is added twice\n  it is added at lab.py:3, too"
    )


def test_an_extension_cannot_have_the_name_of_a_module_of_python(write_site: WriteSite) -> None:
    files: dict[str, str | bytes] = {"json.py": ROLE, "content/posts/a.md": post("")}
    assert refusal(write_site(files, 'title = "T"\nextensions = ["json"]\n')) == (
        "json.py:1: 'json' is the name of a module that Python or sitegen imports"
    )


def test_a_directive_keeps_the_numbers_in_its_content_whole(write_site: WriteSite) -> None:
    program = 'def setup(site):\n    site.add_directive("card", lambda block: block.content[:7])\n'
    body = ":::{card}\nA {metric}`line.slope`.\n:::\n"
    found = refusal(write_site({"lab.py": program, "content/posts/a.md": post(body)}, CONFIG))
    assert "the directive {card} returns only a part of its content" in found


# Commands


def run(site: Path, *arguments: str) -> tuple[int, str]:
    done = CliRunner().invoke(cli, [*arguments, "--config", str(site / "sitegen.toml")])
    return done.exit_code, done.output


def test_explain_names_the_extension_on_the_command_line(site: Path) -> None:
    assert run(site, "build")[0] == 0
    rewrite("lab/text.py", 'class="card"', 'class="box"')(site)
    status, text = run(site, "build", "--explain", CARDS)
    assert status == 0
    assert "posts/cards/index.html: made, because these changed: the extension lab, the text of" in text


def test_what_an_extension_prints_is_not_in_the_output_of_a_command(site: Path) -> None:
    rewrite("lab/text.py", "    title = escape", '    print("seen")\n    title = escape')(site)
    rewrite("loud.py", "    site.add_filter", '    print("here")\n    site.add_filter')(site)
    done = CliRunner().invoke(cli, ["build", "--format", "json", "--config", str(site / "sitegen.toml")])
    assert json.loads(done.stdout)["problems"] == []
    assert {"here", "seen"} <= set(done.stderr.splitlines())


def test_check_reports_what_a_rule_finds_with_the_severity_of_the_configuration(site: Path) -> None:
    title = "A title that has so many words that it does not fit on one line"
    rewrite(PLAIN, "title: Plain", f"title: {title}")(site)
    status, text = run(site, "check")
    assert status == 1
    assert re.search(
        r"public/posts/plain/index\.html:\d+:1: the title has 63 characters\n"
        r"  at most 60 fit on one line; this file comes from content/posts/plain\.md", text,
    )  # fmt: skip
    rewrite("sitegen.toml", 'long-title = "error"', 'long-title = "ignore"')(site)
    assert run(site, "check")[0] == 0
    rewrite("sitegen.toml", 'long-title = "ignore"', 'long-titel = "warn"')(site)
    status, text = run(site, "check")
    assert (
        "sitegen.toml:7:1: [check.extensions]: there is no rule 'long-titel'\n  did you mean 'long-title'?"
        in text
    )
    assert status == 1


def test_check_reports_the_faults_of_a_rule_once(site: Path) -> None:
    rewrite("lab/rules.py", "len(found[1]) > 60", "found[7]")(site)
    status, text = run(site, "check")
    assert status == 1
    assert text.count("lab/rules.py:12: the rule 'long-title' raised IndexError: no such group") == 1


def test_check_applies_to_what_an_extension_returns(site: Path) -> None:
    rewrite(
        "lab/text.py", '<section class="card">', '<section class="card"><img src="https://a.example/x.png">'
    )(site)
    status, text = run(site, "check")
    assert status == 1
    assert "<img> loads from another site: 'https://a.example/x.png'" in text
    assert "has no alt" in text


# Installed packages


@pytest.fixture
def installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of installed packages with one extension, whose name is that of an entry point."""
    folder = tmp_path / "site-packages"
    info = folder / "loud_words-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: loud-words\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[sitegen.extensions]\nloud-words = loud_words_module:begin\n")
    (folder / "loud_words_module.py").write_text(ROLE.replace("setup", "begin"))
    monkeypatch.syspath_prepend(str(folder))
    return folder


def test_an_installed_package_is_found_by_its_entry_point(write_site: WriteSite, installed: Path) -> None:
    config = 'title = "T"\nextensions = ["loud-words"]\n'
    site = write_site({"content/posts/a.md": post("A {loud}`word`.")}, config)
    assert build(site) is not None
    assert "A <b>word</b>." in (site / "public/posts/a/index.html").read_text()
    assert build(site) is None
    module = installed / "loud_words_module.py"
    module.write_text(module.read_text().replace("<b>", "<i>").replace("</b>", "</i>"))
    assert build(site) is not None
    assert "A <i>word</i>." in (site / "public/posts/a/index.html").read_text()


@pytest.mark.usefixtures("installed")
def test_an_installed_module_is_found_by_its_own_name(write_site: WriteSite) -> None:
    config = 'title = "T"\nextensions = ["loud_words_modul"]\n'
    site = write_site({"content/posts/a.md": post("x")}, config)
    assert "there is no extension 'loud_words_modul'" in refusal(site)
    site.joinpath("sitegen.toml").write_text(config.replace("modul", "module"))
    assert refusal(site) == (
        f"{site.parent}/site-packages/loud_words_module.py:1: the extension has no function setup(site)"
    )


# The guide


GUIDE = Path(__file__).parents[1] / "content/guide/extensions.md"
TITLED = re.compile(r'^(`{3,})[\w+-]+ title="(.*?)"\n(.*?)^\1$', re.DOTALL | re.MULTILINE)


def test_the_examples_of_the_guide_are_one_site(tmp_path: Path) -> None:
    text = GUIDE.read_text(encoding="utf-8")
    examples = TITLED.findall(text)
    assert len(examples) == len(re.findall(r"^`{3,}[\w+-]+ ", text, re.MULTILINE)) == 9
    for _, name, example in examples:
        write(name, example)(tmp_path)
    assert run(tmp_path, "build", "--strict")[0] == 0
    page = (tmp_path / "public/posts/extended/index.html").read_text(encoding="utf-8")
    for part in (
        '<strong><a href="https://example.org/">A title</a></strong></p><p>The body is <em>Markdown</em>.',
        'Press <kbd class="key">Q</kbd>.',
        '<li>pears <meter max="10" value="7">7</meter></li>',
        '<p>EXTENDED! <span title="4 of 5">★★★★</span> hard</p>',
    ):
        assert part in page
    index = json.loads((tmp_path / "public/posts.json").read_text(encoding="utf-8"))
    assert index == [{"title": "Extended", "url": "https://example.org/posts/extended/"}]
    rewrite("content/posts/extended.md", "The body", "TODO: the body")(tmp_path)
    status, text = run(tmp_path, "check")
    assert (status, "a TODO is published" in text) == (1, True)


# Names


def test_the_names_of_sitegen_are_those_of_its_tables(site: Path) -> None:
    plain = load_config(site / "sitegen.toml").with_changes(extensions=())
    environment = make_environment(plain, Cache(None))
    assert TAKEN["directive"] == set(DIRECTIVES)
    assert TAKEN["role"] == set(ROLES)
    assert TAKEN["filter"] == {*environment.filters, *FILTERS}
    assert TAKEN["function"] == {*environment.globals, *FUNCTIONS, "site"}
    assert TAKEN["key"] == {*FRONT_MATTER_KEYS, "lang", "lines", "terms"}


def test_an_extension_is_imported_once_while_its_files_stay(site: Path) -> None:
    config = load_config(site / "sitegen.toml")
    first = extensions_of(config)
    assert extensions_of(config) is first
    rewrite("loud.py", '}!"', '}?"')(site)
    second = extensions_of(config)
    assert first.loaded[0].digest == second.loaded[0].digest
    assert first.loaded[1].digest != second.loaded[1].digest
    assert second.names("filter") == ("shout",)
