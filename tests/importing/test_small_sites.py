"""Small sites with what authors write: the post, its address, its date and its words are there."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from sitegen.build import build_outputs
from sitegen.config import load_config
from sitegen.importing import ImportReport, import_site


class Imported(NamedTuple):
    """A small site after its import."""

    report: ImportReport
    folder: Path
    outputs: Mapping[str, str]
    """Published pages by their path."""

    def source(self, name: str) -> str:
        """Return the text of the only source with a name."""
        (file,) = (self.folder / "content").rglob(name)
        return file.read_text(encoding="utf-8")

    @property
    def left(self) -> set[str]:
        """What stays as it is, by name."""
        return {note.what for note in self.report.notes if note.outcome == "left as it is"}


Import = Callable[[Mapping[str, str]], Imported]


@pytest.fixture
def imported(tmp_path: Path) -> Import:
    def run(files: Mapping[str, str]) -> Imported:
        for name, text in files.items():
            file = tmp_path / "old" / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        report = import_site(tmp_path / "old", tmp_path / "new")
        built = build_outputs(load_config(tmp_path / "new" / "sitegen.toml"), future=True)
        pages = {
            str(output.output_path): output.content.decode("utf-8", "replace")
            for output in built.outputs
            if str(output.output_path).endswith(".html") and isinstance(output.content, bytes)
        }
        assert report.addresses.lost == ()
        return Imported(report, tmp_path / "new", pages)

    return run


JEKYLL = "title: T\nurl: https://a.example.net\n"


@pytest.mark.parametrize(
    ("date", "day"),
    [
        ("2020-01-02 23:30:00 -0500", "2020/01/03"),
        ("2020-01-02 23:30:00", "2020/01/03"),  # YAML takes it as UTC
        ("2020-01-02 23:30", "2020/01/02"),
        ("2020-01-02", "2020/01/02"),
    ],
)
def test_a_date_of_jekyll_counts_in_the_zone_of_the_site(imported: Import, date: str, day: str) -> None:
    site = imported({
        "_config.yml": JEKYLL + "timezone: Europe/Berlin\n",
        "_posts/2020-01-02-late.md": f"---\ntitle: Late\ndate: {date}\n---\nText.\n",
    })  # fmt: skip

    assert f"{day}/late.html" in site.outputs
    assert f"date: {day.replace('/', '-')}" in site.source("2020-01-02-late.md")


def test_without_a_zone_a_date_of_jekyll_is_found_at_the_day_of_utc_too(imported: Import) -> None:
    site = imported({
        "_config.yml": JEKYLL,
        "_posts/2020-01-02-late.md": "---\ntitle: Late\ndate: 2020-01-02 23:30:00 -0500\n---\nText.\n",
    })  # fmt: skip

    assert {"2020/01/02/late.html", "2020/01/03/late.html"} <= set(site.outputs)


@pytest.mark.parametrize(
    ("pattern", "address"),
    [("/:slug.html", "a-b-c-d.html"), ("/:title.html", "a+b-c.D.html")],
)
def test_jekyll_writes_slugs_and_titles_in_its_own_ways(imported: Import, pattern: str, address: str) -> None:
    site = imported({
        "_config.yml": JEKYLL + f"permalink: {pattern}\n",
        "_posts/2020-01-02-a+b  c.D.md": "---\ntitle: T\n---\nText.\n",
    })  # fmt: skip

    assert address in site.outputs


def test_an_address_that_begins_as_the_base_path_does_is_kept(imported: Import) -> None:
    site = imported({
        "hugo.toml": 'baseURL = "https://a.example.net/blog/"\ntitle = "T"\n',
        "content/blog/c+d.md": "---\ntitle: T\ndate: 2020-01-02\n---\nText.\n",
        "content/blog/plain.md": "---\ntitle: P\ndate: 2020-01-02\n---\nText.\n",
    })  # fmt: skip

    assert {"blog/c+d/index.html", "blog/plain/index.html"} <= set(site.outputs)


def test_shortcodes_in_a_page_of_html_are_read(imported: Import) -> None:
    site = imported({
        "hugo.toml": 'baseURL = "https://a.example.net/"\ntitle = "T"\n',
        "content/posts/a.html": "---\ntitle: A\ndate: 2020-01-02\n---\n"
        '<p><a href="{{< ref "posts/b.md" >}}">'
        "to B</a></p>\n<p>{{</* name */>}}</p>\n",
        "content/posts/b.md": "---\ntitle: B\ndate: 2020-01-02\n---\nText.\n",
    })  # fmt: skip

    assert '<a href="/posts/b/">to B</a>' in site.outputs["posts/a/index.html"]
    assert "{{&lt; name &gt;}}" in site.outputs["posts/a/index.html"]


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.html", "---\ntitle: A\ndate: 2024-01-02\n---\n<p>KEPTPIECE0X {{< x >}}</p>\n"),
        ("a.rst", "A\n=\n\n:date: 2024-01-02\n\nKEPTPIECE0X :math:`x`\n"),
    ],
)
def test_a_word_that_the_import_uses_itself_stays(imported: Import, name: str, text: str) -> None:
    site = imported({f"posts/{name}": text, "posts/b.md": "---\ntitle: B\ndate: 2024-01-02\n---\nB.\n"})
    assert re.search(r"KEPTPIECE0X [{$]", site.source("a.md"))


def test_braces_of_a_formula_are_no_value_of_mdx(imported: Import) -> None:
    formula = "$$\n\\begin{array} {c} {n1} \\end{array}\n$$"
    text = f"---\ntitle: A\ndate: 2024-01-02\n---\n{formula}\n\nA {{name}} and $x {{n}}$.\n"
    package = '{"dependencies": {"next": "1", "remark-math": "1"}}'
    site = imported({"package.json": package, "data/blog/a.mdx": text})
    assert formula in site.source("a.md")
    assert site.left == {"{name}"}


def test_an_address_with_spaces_in_html_stays_a_link(imported: Import) -> None:
    site = imported({
        "a.html": '---\ntitle: A\n---\n<p><a href="/x (1)/a b.txt">file</a></p>\n',
        "b.md": "Text.\n",
        "x (1)/a b.txt": "x",
    })  # fmt: skip

    assert 'href="/x%20(1)/a%20b.txt"' in site.outputs["a/index.html"]


@pytest.mark.parametrize("key", ["pubDatetime", "publishedAt", "publish_date", "datePublished"])
def test_the_keys_of_dates_in_themes_are_known(imported: Import, key: str) -> None:
    site = imported({
        "astro.config.mjs": "export default { site: 'https://a.example.net' }\n",
        "src/content/blog/a.md": f"---\ntitle: A\n{key}: 2020-01-02T03:04:05Z\n---\nText.\n",
    })  # fmt: skip

    assert site.report.posts == 1
    assert "date: 2020-01-02T03:04:05Z" in site.source("a.md")


@pytest.mark.parametrize(
    ("options", "address"),
    [
        ("      blog_dir: .\n", "2020/01/02/a/index.html"),
        ('      blog_dir: .\n      post_url_format: "{slug}"\n', "a/index.html"),
    ],
)
def test_a_blog_of_mkdocs_may_be_the_whole_site(imported: Import, options: str, address: str) -> None:
    site = imported({
        "mkdocs.yml": f"site_name: T\nplugins:\n  - blog:\n{options}",
        "docs/index.md": "# Blog\n",
        "docs/posts/a.md": "---\ndate: 2020-01-02\n---\n# A\n\nText.\n",
    })  # fmt: skip

    assert address in site.outputs


@pytest.mark.parametrize(
    ("permalink", "address"),
    [
        ("", "blog/2020-01-02-a/index.html"),
        ("permalink: /w/{{ page.fileSlug }}/\n", "w/a/index.html"),
        ('permalink: "{{ page.filePathStem }}.html"\n', "blog/a.html"),
    ],
)
def test_a_date_in_a_name_of_eleventy_is_left_out_of_patterns_only(
    imported: Import, permalink: str, address: str
) -> None:
    site = imported({
        "eleventy.config.js": "export default function (c) {}\n",
        "blog/2020-01-02-a.md": f"---\ntitle: A\n{permalink}---\nText.\n",
    })  # fmt: skip

    assert address in site.outputs


def test_metadata_of_pelican_ends_where_a_line_is_none(imported: Import) -> None:
    site = imported({
        "pelicanconf.py": "SITENAME = 'T'\nPATH = 'content'\n",
        "content/a.md": "Title: A\nDate: 2020-01-02\nКлюч: x\n\nText.\n",
    })  # fmt: skip

    assert site.report.posts == 1
    assert "Ключ: x" in site.outputs["a.html"]


def test_a_title_of_restructuredtext_has_no_entities(imported: Import) -> None:
    site = imported({
        "pelicanconf.py": "SITENAME = 'T'\nPATH = 'content'\n",
        "content/a.rst": "Ann's \"x\" & <y>\n#############\n\n:date: 2020-01-02\n:summary: a & b\n\nText.\n",
    })  # fmt: skip

    assert "title: 'Ann''s \"x\" & <y>'" in site.source("a.md")
    assert "description: a & b" in site.source("a.md")
    assert "anns-x-y.html" in site.outputs


def test_what_docutils_does_not_read_stays_in_the_text(imported: Import) -> None:
    site = imported({
        "pelicanconf.py": "SITENAME = 'T'\nPATH = 'content'\n",
        "content/a.rst": "A\n#\n\n:date: 2020-01-02\n\n.. mystery:: x\n   :option: 1\n\n   Some *inner* text."
        "\n\n+---+\n| a |\n+---+\n| wide cell |\n+---+\n\nSee :mystery:`the role`.\n",
    })  # fmt: skip
    page = site.outputs["a.html"]

    assert "Some <em>inner</em> text." in page
    assert "| wide cell |" in page
    assert "system-message" not in site.source("a.md")
    assert {".. mystery::", ":mystery:", "Malformed table."} <= site.left


def test_escapes_of_json_for_emoji_are_read_in_yaml(imported: Import) -> None:
    site = imported({"a.md": '---\ntitle: "\\ud83c\\udf89 party"\ndate: 2020-01-02\n---\nText.\n'})

    assert "title: '🎉 party'" in site.source("a.md")
    assert all(note.kind != "front matter" for note in site.report.notes)


def test_toml_that_is_not_valid_is_read_line_by_line(imported: Import) -> None:
    text = '+++\n"title" = "A\\\\B"  # words\ndate = 2020-01-02\nx = \n+++\nText.\n'
    site = imported({"a.md": text})

    assert "title: 'A\\B'\ndate: 2020-01-02\n" in site.source("a.md")


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Words {{< unclosed", "{{< unclosed"),
        ("Words {% wrong", "{% wrong"),
        ("Words\n\n:::\n", ":::"),
        ("Words [^none].", "there is no footnote 'none': the text shows [^none]"),
    ],
)
def test_the_report_names_what_the_build_finds(imported: Import, text: str, left: str) -> None:
    site = imported({"a.md": f"---\ntitle: A\ndate: 2020-01-02\n---\n{text}\n"})

    assert left in site.left


def test_the_report_names_every_draft_and_every_hidden_text(imported: Import) -> None:
    site = imported({
        "a.md": "---\ntitle: A\ndate: 2020-01-02\n---\nText.\n",
        "b.md": "---\ntitle: B\ndate: 2020-01-02\ndraft: true\n---\nText.\n",
        "notes/.hidden.md": "Text.\n", "notes/c.md": "Text.\n",
    })  # fmt: skip
    named = {(note.path, note.outcome) for note in site.report.notes}

    assert named >= {("b.md", "held back as a draft"), ("notes/.hidden.md", "not imported")}


def test_a_post_of_pelican_without_a_date_is_named_with_the_reason(imported: Import) -> None:
    site = imported({"pelicanconf.py": "PATH = 'content'\n", "content/a.md": "Title: A\n\nText.\n"})

    (note,) = (note for note in site.report.notes if note.outcome == "held back as a draft")
    assert note.what == "no date, without which Pelican does not publish it"


WORDPRESS = """<?xml version="1.0"?>
<rss xmlns:wp="http://wordpress.org/export/1.2/"><channel><title>T</title><link>https://a.example.net</link>
<wp:base_blog_url>https://a.example.net</wp:base_blog_url>
<item><title>A</title><link>https://a.example.net/2020/01/new-name/</link><wp:post_id>7</wp:post_id>
<wp:post_date>2020-01-02 03:04:05</wp:post_date><wp:post_name>new-name</wp:post_name>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<wp:postmeta><wp:meta_key>_wp_old_slug</wp:meta_key><wp:meta_value>old-name</wp:meta_value></wp:postmeta></item>
</channel></rss>
"""


def test_wordpress_sends_readers_on_from_an_older_slug(imported: Import) -> None:
    site = imported({"export.xml": WORDPRESS})

    assert {"2020/01/new-name/index.html", "2020/01/old-name/index.html"} <= set(site.outputs)


def test_restructuredtext_keeps_code_formulas_boxes_lines_and_included_files(imported: Import) -> None:
    site = imported({
        "pelicanconf.py": "SITENAME = 'T'\nPATH = 'content'\n",
        "content/part.inc": "An *included* part.\n",
        "content/a.rst": "A\n#\n\n:date: 2020-01-02\n\n``a_b`` costs $5 or $6, :math:`x_i < 2`.\n\n"
        ".. math::\n\n   a_i &= b\n\n* item\n\n  .. note::\n\n     Inner\n\n     .. warning:: Deep\n\n"
        ".. admonition:: Own title\n\n   Body\n\n| line one\n| line two\n\n.. youtube:: dQw4w9WgXcQ\n\n"
        ".. include:: part.inc\n\n.. include:: /etc/passwd\n",
    })  # fmt: skip
    text = site.source("a.md")

    assert "`a_b` costs \\$5 or $6, $x_i < 2$." in text
    assert "$$\na_i &= b\n$$" in text
    assert "  ::::{note}\n  Inner\n  \n  :::{warning}\n  Deep\n  :::\n  ::::" in text
    assert ":::{note} Own title\nBody\n:::" in text
    assert "line one  \nline two" in text
    assert ":::{video} https://www.youtube.com/watch?v=dQw4w9WgXcQ" in text
    assert "An *included* part." in text
    assert (".. include:: /etc/passwd", "dropped") in {
        (note.what, note.outcome) for note in site.report.notes
    }


def test_extensions_of_python_markdown_have_their_equals(imported: Import) -> None:
    site = imported({
        "mkdocs.yml": "site_name: T\nplugins: [blog]\nmarkdown_extensions:\n- pymdownx.keys\n"
        "- pymdownx.mark\n- pymdownx.caret\n- pymdownx.tilde\n- pymdownx.emoji\n",
        "includes/part.md": "A *part*.\n",
        "docs/index.md": "# Home\n",
        "docs/blog/posts/a.md": "---\ndate: 2020-01-02\n---\n# A\n\n"
        '=== "One"\n    first\n\n=== "Two"\n    second\n\n!!!note\n    close\n\n!!! recipe\n    cook\n\n'
        "Press ++ctrl+c++, ==marked==, x^2^, H~2~O, a == b, :material-check: done.\n\n"
        '*[HTML]: Hyper Text\n\nHTML and XHTML.\n\n--8<-- "part.md"\n\n--8<-- "none.md"\n',
    })  # fmt: skip
    text = site.source("a.md")

    assert "::::{tabs}\n:::{tab} One\nfirst\n:::\n:::{tab} Two\nsecond\n:::\n::::" in text
    assert ":::{note}\nclose\n:::" in text
    assert ":::{note} Recipe\ncook\n:::" in text
    assert (
        "<kbd>Ctrl</kbd>+<kbd>C</kbd>, <mark>marked</mark>, x<sup>2</sup>, H<sub>2</sub>O, a == b, done"
        in text
    )
    assert '<abbr title="Hyper Text">HTML</abbr> and XHTML.' in text
    assert "A *part*." in text
    assert '--8<-- "none.md"' in site.left


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Words.\n{: .a #b}", '<p id="b" class="a">Words.</p>'),
        ("- item\n{: .a}", '<ul class="a">'),
        ("## Heading\n{: .a}", 'class="a">Heading'),
        ('Words{:target="_blank"} on.', "<p>Words on.</p>"),
        ("*[HTML]: Hyper\n\nHTML", '<abbr title="Hyper">HTML</abbr>'),
        ("{{ page.title | upcase }}!", "<p>A TITLE!</p>"),
    ],
)
def test_attributes_and_abbreviations_of_kramdown_are_not_shown(
    imported: Import, written: str, shown: str
) -> None:
    site = imported({
        "_config.yml": JEKYLL,
        "_posts/2020-01-02-a.md": f"---\ntitle: A title\n---\n{written}\n",
    })  # fmt: skip

    assert shown in site.outputs["2020/01/02/a.html"]


def test_attributes_of_hugo_behind_a_block_belong_to_it(imported: Import) -> None:
    site = imported({
        "hugo.toml": "baseURL = 'https://a.example.net/'\n",
        "content/posts/a.md": "---\ntitle: A\ndate: 2020-01-02\n---\n![x](https://b.example/x.png)\n{.wide}\n\n"
        "{{< math >}}\n$$x$$\n{{< /math >}}\n",
    })  # fmt: skip

    assert '<p class="wide"><img' in site.outputs["posts/a/index.html"]
    assert "<math" in site.outputs["posts/a/index.html"]


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Words{' '}\n<b>on</b> {frontmatter.title} {\"quoted\"}", "A quoted"),
        ("<>\nWords\n</>", "<p>Words</p>"),
        ("some <Inline>inner</Inline> words", "<p>some <!-- <Inline> -->inner<!-- </Inline> --> words</p>"),
        (":::note[Title]{a=1}\nWords\n:::", 'admonition-title">Title</p>'),
        (
            '<Tabs>\n<TabItem label="One">\n\nfirst\n\n</TabItem>\n<TabItem label="Two">\nsecond\n'
            "</TabItem>\n</Tabs>",
            '<details class="tab" name="tabs-1"><summary>Two</summary>',
        ),
    ],
)
def test_expressions_fragments_and_tabs_of_mdx_are_read(imported: Import, written: str, shown: str) -> None:
    site = imported({
        "astro.config.mjs": "export default { site: 'https://a.example.net' }\n",
        "src/content/blog/a.mdx": "---\ntitle: A\ndate: 2020-01-02\n---\n"
        f"{written}\n\nAn {{unknown.value}} here.\n",
    })  # fmt: skip

    assert shown in site.outputs["blog/a/index.html"].replace("\n", "")
    assert site.left >= {"{unknown.value}"}
    assert not any("not replaced" in what for what in site.left)


def test_pelican_words_for_authors_and_lists_are_addresses(imported: Import) -> None:
    site = imported({
        "pelicanconf.py": "PATH = 'content'\nTAG_URL = 'topics/{slug}/'\n",
        "content/a.md": "Title: A\nDate: 2020-01-02\nTags: Two Words\n\n[t]({tag}Two%20Words) [i]({index})\n",
    })  # fmt: skip

    assert 'href="/tags/two-words/"' in site.outputs["a.html"]
    assert "{index}" not in site.outputs["a.html"]


def test_a_component_in_a_comment_is_no_leftover(imported: Import) -> None:
    site = imported(
        {"a.md": "---\ntitle: A\ndate: 2020-01-02\n---\nWords\n\n<!-- <Chart data={{a: 1}}> {% x %} -->\n"}
    )

    assert site.left == set()


def test_folders_of_eleventy_with_an_underscore_are_read_with_their_data(imported: Import) -> None:
    site = imported({
        "eleventy.config.js": "export default function (c) {}\n",
        "_includes/part.md": "Not a post.\n",
        "_posts/_posts.11tydata.js": "export default {\n  permalink: function({page}) {\n"
        "    return `/web/${ page.fileSlug }/`\n  },\n  tags: ['blog-post'],\n};\n",
        "_posts/2020-01-02-a.md": "---\ntitle: A\nurl: x\ntags: [own]\n---\n{{ title }} {{ site_words }} and "
        '{% renderTemplate "webc" %}<b>inner</b>{% endrenderTemplate %}\n',
        "_posts/2020-01-02-a.json": '{"site_words": "from data"}',
    })  # fmt: skip

    assert (site.report.posts, site.report.pages) == (1, 0)
    assert "A from data and <b>inner</b>" in site.outputs["web/a/index.html"]
    assert "tags:\n  - own\n" in site.source("2020-01-02-a.md")
    assert "blog-post" not in site.source("2020-01-02-a.md")


def test_metadata_between_longer_lines_of_hyphens_is_read(imported: Import) -> None:
    site = imported({
        "a.md": "------------\ntitle: A\npublished: 2020-01-02\n------------\nText.\n",
        "b.md": "-----\n\nWords between lines.\n\n-----\n",
    })  # fmt: skip

    assert site.source("a.md").startswith("---\ntitle: A\ndate: 2020-01-02\n---\n")
    assert "Words between lines." in site.outputs["b/index.html"]


def test_liquid_in_restructuredtext_is_text(imported: Import) -> None:
    site = imported({
        "pelicanconf.py": "PATH = 'content'\n",
        "content/a.rst": "A\n#\n\n:date: 2020-01-02\n\n::\n\n   {% youtube dQw4w9WgXcQ %}\n",
    })  # fmt: skip

    assert "{% youtube dQw4w9WgXcQ %}" in site.source("a.md")


def test_a_video_of_vimeo_is_known_by_its_address(imported: Import) -> None:
    site = imported({
        "config.toml": "base_url = 'https://a.example.net'\n",
        "content/blog/a.md": "+++\ntitle = 'A'\ndate = 2020-01-02\n+++\n"
        '{{ video(url="https://player.vimeo.com/video/123456") }}\n',
    })  # fmt: skip

    assert ":::{video} https://vimeo.com/123456" in site.source("a.md")


def test_bundles_of_hugo_with_ugly_addresses_keep_their_files_apart(imported: Import) -> None:
    head = "---\ntitle: T\ndate: 2020-01-02\n---\n"
    site = imported({
        "hugo.toml": "baseURL = 'https://a.example.net/'\nuglyURLs = true\n",
        "content/posts/a/index.md": head + "[log](log.csv) <a href='log.csv'>too</a>\n",
        "content/posts/a/log.csv": "1\n",
        "content/posts/b/index.md": head + "[log](data/log.csv)\n",
        "content/posts/b/data/log.csv": "2\n",
        "content/posts/c/index.md": head,
        "content/posts/c/log.csv": "3\n",
    })  # fmt: skip

    links = re.findall(r"href=[\"']([^\"']*log\.csv)", site.outputs["posts/a.html"])
    assert links == ["/posts/a/log.csv"] * 2
    assert (site.folder / "content/posts/b/b/data/log.csv").read_text() == "2\n"


def test_a_year_in_an_address_may_be_a_folder(imported: Import) -> None:
    head = "---\ntitle: T\npermalink: '{{ page.filePathStem }}.html'\n"
    site = imported({
        "eleventy.config.js": "export default function (c) {}\n",
        "blog/2020/One.md": head + "date: 2019-01-02\n---\n",
        "blog/2020/Two.md": head + "date: 2018-01-02\n---\n",
        "blog/2020/Three.md": head + "date: 2020-01-02\n---\n",
    })  # fmt: skip

    assert {"blog/2020/One.html", "blog/2020/Three.html"} <= set(site.outputs)


def test_tags_of_liquid_in_attributes_of_html_are_read(imported: Import) -> None:
    site = imported({
        "_config.yml": JEKYLL,
        "_posts/2020-01-02-a.html": "---\ntitle: A\n---\n"
        '<p><a href="{% post_url 2020-01-03-b %}">to B</a></p>\n',
        "_posts/2020-01-03-b.md": "---\ntitle: B\n---\nText.\n",
    })  # fmt: skip

    assert '<a href="/2020/01/03/b.html">to B</a>' in site.outputs["2020/01/02/a.html"]


def test_an_export_of_wordpress_keeps_signs_formulas_galleries_and_details(imported: Import) -> None:
    text = (
        'Write &lt;script&gt; and &amp;copy; here, $latex a_1 &lt; b$.\n\n[gallery ids="8"]\n\n'
        "<details><summary>More</summary>inside</details>"
    )
    item = "</item><item><wp:post_id>8</wp:post_id><wp:post_type>attachment</wp:post_type>"
    attachment = (
        item + "<wp:status>inherit</wp:status><wp:attachment_url>https://b.example/x.png</wp:attachment_url>"
    )
    content = f'<c:encoded xmlns:c="http://purl.org/rss/1.0/modules/content/"><![CDATA[{text}]]></c:encoded>'
    site = imported({"export.xml": WORDPRESS.replace("</item>", content + attachment + "</item>")})
    page = site.outputs["2020/01/new-name/index.html"]

    assert "Write &lt;script&gt; and &amp;copy; here, <math" in page
    assert "$a_1 < b$" in site.source("new-name.md")
    assert '<img src="https://b.example/x.png"' in page
    assert "<details>\n<summary>More</summary>\n<p>inside</p>" in page


@pytest.mark.parametrize(
    "text", ["# no heading", "1986. A year", "- no item", "+ more", "> no quote", ":::", "==="]
)
def test_a_paragraph_of_html_stays_a_paragraph(imported: Import, text: str) -> None:
    site = imported({"a.html": f"---\ntitle: A\n---\n<p>{text}</p>\n<p>b<br>{text}</p>\n", "b.md": "Text.\n"})

    shown = text.replace(">", "&gt;")
    assert f"<p>{shown}</p>" in site.outputs["a/index.html"]
    assert f"<p>b<br>\n{shown}</p>" in site.outputs["a/index.html"]


@pytest.mark.parametrize(
    ("config", "place"),
    [
        ({"_config.yml": JEKYLL}, "_posts/2020-01-02-a"),
        ({"pelicanconf.py": "PATH = 'content'\n"}, "content/a"),
        ({"conf.py": "BLOG_TITLE = 'T'\n"}, "posts/a"),
        ({"config.toml": "base_url = 'https://a.example.net'\n"}, "content/a"),
        ({"hugo.toml": "baseURL = 'https://a.example.net/'\n"}, "content/a"),
        ({}, "a"),
    ],
)
def test_a_source_that_is_not_read_is_named_and_not_published(
    imported: Import, config: Mapping[str, str], place: str
) -> None:
    site = imported({
        **config,
        f"{place}.org": "#+TITLE: A draft\n",
        f"{place}-b.md": "---\ntitle: B\ndate: 2020-01-02\n---\nText.\n",
    })  # fmt: skip

    assert (f"{place}.org", "not imported") in {(note.path, note.outcome) for note in site.report.notes}
    assert not list(site.folder.rglob("*.org"))


def test_documents_of_quarto_and_r_markdown_are_read(imported: Import) -> None:
    site = imported(
        {"a.qmd": "---\ntitle: A\ndate: 2020-01-02\n---\n```{r}\nx <- 1\n```\n", "b.Rmd": "# B\n"}
    )

    assert (site.report.posts, site.report.pages) == (1, 1)
    assert "```r\nx <- 1" in site.source("a.md")


def test_pages_of_nikola_called_index_are_the_pages_of_their_folders(imported: Import) -> None:
    site = imported({
        "conf.py": "BLOG_TITLE = 'T'\nPRETTY_URLS = False\nPAGES = (('stories/*.md', '', 'page.tmpl'),)\n",
        "stories/index.md": "<!--\n.. title: Home\n.. slug: index\n-->\n\nWelcome.\n",
        "stories/features/index.md": "<!--\n.. title: Features\n.. slug: index\n-->\n\nMany.\n",
        "stories/other.md": "<!--\n.. title: Other\n.. slug: other\n-->\n\nText.\n",
    })  # fmt: skip

    assert "Welcome." in site.outputs["index.html"]
    assert "/features/" in site.report.addresses.kept


def test_options_of_code_and_thumbnails_of_nikola_are_read(imported: Import) -> None:
    site = imported({
        "conf.py": "BLOG_TITLE = 'T'\n",
        "posts/a.rst": ".. title: A\n.. date: 2020-01-02\n\n.. code-block:: python\n   :linenos:\n"
        "   :emphasize-lines: 2\n\n   x = 1\n\n.. thumbnail:: /images/x.png\n\n   Caption\n\n"
        ".. include:: posts/part.inc\n",
        "posts/part.inc": "A part.\n",
    })  # fmt: skip
    text = site.source("a.md")

    assert "```python\nx = 1\n```" in text
    assert "](/images/x.png)\n\n*Caption*" in text
    assert "A part." in text
    assert site.left <= {"/rss.xml is now /feed.xml: redirect it at the host"}


def test_a_draft_takes_no_address_from_a_published_post(imported: Import) -> None:
    head = '+++\ntitle = "T"\ndate = 2020-01-02\nslug = "same"\n'
    site = imported({
        "config.toml": "base_url = 'https://a.example.net'\n",
        "content/blog/a.md": head + "draft = true\n+++\nDraft.\n",
        "content/blog/b.md": head + "+++\nPublished.\n",
    })  # fmt: skip

    assert "Published." in site.outputs["blog/same/index.html"]


def test_data_of_eleventy_in_scripts_hides_what_the_site_hides(imported: Import) -> None:
    text = "---\ntitle: T\ndate: 2020-01-02\n---\n{{ people.ann }} {{ site.words }}\n"
    site = imported({
        "eleventy.config.js": 'export default (c) => ({ dir: { input: "src", data: "facts" } })\n',
        "src/facts/people.json": '{"ann": "Ann Lee"}',
        "src/facts/site.js": "export const title = 'A blog';\nexport const words = 'said';\n",
        "src/posts/a.md": text,
        "src/posts/drafts/drafts.11tydata.js": "export default {\n  draft: true,\n};\n",
        "src/posts/drafts/b.md": text,
        "src/posts/data/data.11tydata.js": "export default {\n  permalink: false,\n};\n",
        "src/posts/data/c.md": text,
    })  # fmt: skip
    named = {(note.path, note.outcome) for note in site.report.notes}

    assert (site.report.posts, site.report.drafts) == (1, 1)
    assert "Ann Lee said" in site.outputs["posts/a/index.html"]
    assert 'title = "A blog"' in (site.folder / "sitegen.toml").read_text(encoding="utf-8")
    assert ("src/posts/data/c.md", "not imported") in named
