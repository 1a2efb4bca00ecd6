"""Generated posts in every dialect, with the faults of real blogs, are imported and the site builds.

`IMPORT_POSTS=1000` makes that many posts in each dialect.
"""

from __future__ import annotations

import json
import os
import random
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sitegen.build import build_site
from sitegen.config import load_config
from sitegen.importing import import_site
from sitegen.importing.boxes import colon_boxes, python_boxes
from sitegen.importing.dialects import contents, kramdown, literal_roles, lower_headings
from sitegen.importing.fences import codehilite, fences
from sitegen.importing.formulas import inline_display, literal_dollars, mathjax
from sitegen.importing.html import players
from sitegen.importing.jsx import mdx
from sitegen.importing.liquid import liquid
from sitegen.importing.metadata import split_metadata
from sitegen.importing.model import Context, Entry, ForeignSite, Settings
from sitegen.importing.shortcodes import hugo_shortcodes, zola_shortcodes

POSTS = int(os.environ.get("IMPORT_POSTS", "30"))

DATES = (
    "2020-01-02", "2020-1-2", "2020/01/02", "2020-01-02 9:05", "2020-01-02 09:05:06", "2020-01-02T09:05:06Z",
    "2020-01-02 09:05:06 +0800", "2020-01-02T23:30:00-08:00", "Jan 2, 2020", "2 January 2020", "02.01.2020",
    "Thu, 02 Jan 2020 10:00:00 +0000", "2020-01-02 09:05:06 UTC+02:00",
)  # fmt: skip
TAGS = (
    ["one", "two words"],
    "one, two",
    ["next js", "next-js"],
    ["C", "C++", "C#"],
    [""],
    [" ", "x"],
    ["日本語"],
    [1, 2.5],
    ["🎉"],
    "single",
    None,
    [None],
    {"a": 1},
    ["YAML: colon"],
    ["a" * 300],
)
TITLES = (
    "A title",
    "A title: with a colon",
    "'Quoted' and \"double\"",
    "# hash",
    "- dash",
    "{braces}",
    "[brackets]",
    "no",
    "123",
    "2020-01-02",
    "🎉",
    "标题",
    "Ünïcödé",
    "a" * 640,
    " spaces ",
    "back\\slash",
    "<b>bold</b>",
    "50% & more",
    "!important",
)
BODIES = (
    "Plain words.",
    "Dead [link](/no/such/page/) and [anchor](#nowhere) and ![picture](missing.png).",
    "```nosuchlanguage\nx\n```",
    "```js:file.js {1,9-99} showLineNumbers\nx\n```",
    "```mermaid\ngraph TD\n```",
    "```\nnever closed",
    "~~~python\nx\n~~~",
    "``` {.python .numberLines}\nx\n```",
    "```{r, echo=FALSE}\nx\n```",
    "```{python}\nx\n```",
    "Note[^1] and [^2].\n\n[^1]: One.\n[^3]: Never used.",
    "[^1]: Unused alone.",
    "Undefined[^x].",
    "US$3m–$4m. `$x$` and $y$ and $$z",
    "$\\nosuchcommand{x}$",
    "$$\n\\begin{align}\nx &= 1\n",
    "\\\\(x^2\\\\) and \\\\[y\\\\]",
    "$$a\\\\b$$",
    '{{% img a.png %}} {{< figure src="a.png" >}} {{< unclosed >}}',
    "{{< highlight python >}}\nx\n",
    "{% post_url 2001-01-01-nothing %} {% raw %}{{ x }}{% endraw %} {% raw %} open",
    "{% highlight python %}\nx = 1\n{% endhighlight %}",
    "{{ site.url }}{{ page.title | upcase }} {{ unknown }} {% for a in b %}{% endfor %}",
    "{% include figure.html src='a.png' caption='b' %}",
    '<Image src={x} alt="y" />\n\n<Callout type="info">\n  Inside\n</Callout>',
    "<Open attr={{a: 1}}>\n\n</Close>",
    "import X from 'x'\nexport const y = {\n  a: 1,\n\n  b: 2,\n}\n\nText.",
    "export default unfinished(",
    "{/* comment",
    '<div className="a">\n  **b**\n',
    ":::note\nText\n:::",
    ":::warning[Title]{x=1}\nText",
    "::: {.column}\nText\n:::",
    ":::",
    ":::\n:::\n::::",
    '!!! note "Title"\n    Text\n\n??? tip\n    More',
    "{foo}`code` and {: .class} and {:toc}",
    "[a]{.b} ![c](d){width=50% onclick=alert(1)}",
    "{#twice}\n\n# A {#twice}\n\n# B {#twice}",
    '<h2 id="same">A</h2>\n<h2 id="same">B</h2>',
    '<script>alert("$x") </script>',
    "<p onclick='x()'>text",
    "<!-- never closed",
    "# One\n\n# Two\n\nText\n====\n\nMore\n----",
    "| a | b |\n|---|---|\n| `|` | $|$ |",
    "1. a\n\n   ```py\n   x\n   ```\n2. b",
    "    :::python\n    x = 1",
    '[ref]: /other/ "t"\n\n[x][ref] [y][nothing]',
    "[[Wiki Link|text]] ![[embed.png]]",
    '<iframe src="https://www.youtube.com/embed/dQw4w9WgXcQ"></iframe>',
    "![a](https://example.net/a.png) <img src=//cdn.example.net/b.png>",
    '<img src="a.png"',
    "\x00\x01\x7f control",
    "\ufeffmark",
    "a\u2028b",
    "&nbsp;&bogus;",
    "`" * 40,
    "[" * 60,
    "*" * 80 + "a",
    ">" * 50 + " deep",
    "x" * 5000,
    "<a>" * 100,
    "$" * 30,
    "{{" * 30,
    "{%" * 30,
    "\\" * 31,
    "http://[::1/ [x](http://[bad) <http://[bad>",
    "[x](<a b>) [y](a b) [z](a(b)c)",
    '{{< ref "nope.md" >}} @/nope.md {filename}nope.md',
    "",
)
EXTRA: tuple[Mapping[str, Any], ...] = (
    {},
    {"layout": "post"},
    {"comments": True, "mathjax": "yes"},
    {"author": "Ann"},
    {"authors": [{"name": "Ann"}]},
    {"image": "missing.png"},
    {"cover": {"image": "/a.png", "alt": "x"}},
    {"draft": "true"},
    {"lang": "de"},
    {"lang": "English"},
    {"slug": "a/b"},
    {"slug": "Ünï cödé"},
    {"url": "/own/address.html"},
    {"permalink": "/own/:title"},
    {"aliases": ["/old/", "../up/", "https://x.example/"]},
    {"redirect_from": "/older/"},
    {"weight": "high"},
    {"toc": "maybe"},
    {"series": ["S"]},
    {"updated": "yesterday"},
    {"summary": "A: summary"},
    {"extra": 5},
    {"key with space": {"deep": [1, {"er": None}]}},
    {"title": ""},
    {"date": "someday"},
    {"published": "2020-01-02"},
)


def yaml_matter(values: Mapping[str, Any]) -> str:
    lines = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in values.items())
    return f"---\n{lines}\n---\n"


def bad_yaml(values: Mapping[str, Any]) -> str:
    return "---\n" + "\n".join(f"{key}: {value}" for key, value in values.items()) + "\n\tx: [\n---\n"


def toml_matter(values: Mapping[str, Any]) -> str:
    usable = {
        key: value
        for key, value in values.items()
        if isinstance(value, str | bool | int | list) and None not in [value]
    }
    lines = [f"{json.dumps(key)} = {json.dumps(value)}" for key, value in usable.items()]
    return "+++\n" + "\n".join(lines) + "\n+++\n"


def json_matter(values: Mapping[str, Any]) -> str:
    return json.dumps(values) + "\n\n"


def bare_matter(values: Mapping[str, Any]) -> str:
    return "".join(f"{key.capitalize()}: {value}\n" for key, value in values.items() if " " not in key) + "\n"


def nikola_matter(values: Mapping[str, Any]) -> str:
    return "".join(f".. {key}: {value}\n" for key, value in values.items() if " " not in key) + "\n"


Matter = Callable[[Mapping[str, Any]], str]
SITES: dict[str, tuple[Mapping[str, str], str, tuple[Matter, ...]]] = {
    "jekyll": (
        {"_config.yml": "title: T\nurl: https://a.example\n"},
        "_posts/2020-01-02-post-{}.md",
        (yaml_matter, bad_yaml),
    ),
    "hexo": (
        {"_config.yml": "title: T\nurl: https://a.example\n"},
        "source/_posts/post-{}.md",
        (yaml_matter, bad_yaml),
    ),
    "hugo": (
        {"config.toml": 'baseURL = "https://a.example/b/"\ntitle = "T"\n'},
        "content/posts/post-{}.md",
        (yaml_matter, toml_matter, json_matter, bad_yaml),
    ),
    "zola": (
        {"config.toml": 'base_url = "https://a.example"\n'},
        "content/blog/post-{}.md",
        (toml_matter, yaml_matter),
    ),
    "pelican": (
        {"pelicanconf.py": 'SITENAME = "T"\nPATH = "content"\n'},
        "content/post-{}.md",
        (bare_matter, yaml_matter),
    ),
    "nikola": ({"conf.py": 'BLOG_TITLE = "T"\n'}, "posts/post-{}.md", (nikola_matter, yaml_matter)),
    "eleventy": ({".eleventy.js": "module.exports = {}\n"}, "blog/post-{}.md", (yaml_matter, bad_yaml)),
    "astro": (
        {"astro.config.mjs": "export default {}\n"},
        "src/content/blog/post-{}.mdx",
        (yaml_matter, bad_yaml),
    ),
    "next": ({"next.config.js": "module.exports = {}\n"}, "data/blog/post-{}.mdx", (yaml_matter, bad_yaml)),
    "mkdocs": (
        {"mkdocs.yml": "site_name: T\nplugins: [blog]\n"},
        "docs/blog/posts/post-{}.md",
        (yaml_matter, bad_yaml),
    ),
    "plain": ({}, "post-{}.md", (yaml_matter, toml_matter, json_matter, bare_matter, bad_yaml)),
}


def write_blog(folder: Path, kind: str, count: int) -> None:
    """Write a blog whose first posts have each fault once, and the others a choice of them."""
    files, place, forms = SITES[kind]
    choose = random.Random(kind)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    for number in range(count):
        matter: dict[str, Any] = {
            "title": choose.choice(TITLES),
            "date": choose.choice(DATES),
            "tags": choose.choice(TAGS),
            **choose.choice(EXTRA),
        }
        if choose.random() < 0.1:
            del matter[choose.choice([*matter])]
        bodies = [BODIES[number % len(BODIES)], *choose.sample(BODIES, 2)]
        text = choose.choice(forms)(matter) + "\n" + "\n\n".join(bodies) + "\n"
        file = folder / place.format(number)
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", errors="replace", newline=choose.choice(["\n", "\r\n"]))


@pytest.mark.parametrize("kind", SITES)
def test_generated_posts_with_every_fault_are_imported_and_the_site_builds(kind: str, tmp_path: Path) -> None:
    source = tmp_path / "source"
    source.mkdir()
    write_blog(source, kind, POSTS)

    report = import_site(source, tmp_path / "new")
    built = build_site(load_config(tmp_path / "new" / "sitegen.toml"), future=True)

    published = report.posts + report.pages + report.drafts + len(report.held_back)
    assert published == POSTS
    assert built.pages >= report.posts
    assert all(reason for _path, reason in report.held_back)
    assert all("held back" in reason or "no file" in reason for _address, reason in report.addresses.lost)


TRANSLATIONS = (
    liquid,
    hugo_shortcodes,
    zola_shortcodes,
    mdx,
    kramdown,
    contents,
    fences,
    colon_boxes,
    python_boxes,
    codehilite,
    mathjax,
    inline_display,
    literal_dollars,
    literal_roles,
    players,
)
PIECES = (
    *BODIES,
    "\n",
    "\n\n",
    " ",
    "{{<",
    ">}}",
    "{{%",
    "%}}",
    "{%",
    "%}",
    "{{",
    "}}",
    "/",
    "figure",
    "src=",
    '"',
    "'",
    "`",
    "```",
    "~~~",
    "<",
    ">",
    "</",
    "/>",
    "<Tabs>",
    "</Tabs>",
    "={",
    "}",
    "{",
    ":::",
    "note",
    "[",
    "]",
    "(",
    ")",
    "$",
    "$$",
    "\\",
    "<!--",
    "-->",
    "    ",
    "\t",
    "- ",
    "> ",
)


@given(st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(max_size=200))
@example("{% raw %}{% endraw")
@settings(max_examples=150)
def test_a_translation_of_any_text_gives_a_text(text: str) -> None:
    entry = Entry(Path("posts/a.mdx"), "post", {"title": "A"}, text, "/a/")  # type: ignore[arg-type]
    context = Context(entry, ForeignSite("x", Settings(), (entry,)), [], {}, lambda _path: None)
    text = text.replace("\0", "")
    for translate in TRANSLATIONS:
        assert "\0" not in translate(text, context)
    assert "\0" not in lower_headings(text)


@given(
    st.sampled_from(["---\n", "+++\n", "{", ".. title: x\n", "Title: x\n", ""]),
    st.text(max_size=200),
    st.booleans(),
)
@settings(max_examples=150)
def test_the_metadata_of_any_text_is_a_table(start: str, text: str, bare: bool) -> None:
    values, body, problem = split_metadata(start + text, bare=bare)

    assert isinstance(values, dict)
    assert isinstance(body, str)
    assert problem is None or problem
