"""A site in several languages: what is published where, and what a change of a translation renders."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from sitegen.build import Built, build_outputs
from sitegen.config import load_config
from sitegen.engine.explain import explain
from sitegen.errors import SitegenError
from sitegen.incremental import Done
from tests.conftest import SITES, WriteSite
from tests.golden import GOLDEN, LANGUAGES_SHOWN, golden_files
from tests.test_incremental import build as rebuilt
from tests.test_incremental import clean, published

NOW = datetime(2026, 6, 1, tzinfo=UTC)
CONFIG = (
    'title = "T"\nbase_url = "https://example.org/"\nlanguage = "en"\n[languages.de]\ntitle = "D"\n'
    "[languages.ar]\nfeeds = []\n"
)
POST = "---\ntitle: {title}\ndate: 2026-01-0{day}\ndescription: d\ntags: [{tag}]\n---\n\n{text}\n"


def post(title: str, day: int = 1, tag: str = "t", text: str = "Text.") -> str:
    return POST.format(title=title, day=day, tag=tag, text=text)


SOURCES = {
    "content/_index.md": "---\ntitle: Home\n---\n",
    "content/posts/a.md": post("A", 1, text="[b](b.md)"),
    "content/posts/b.md": post("B", 2, text="[a](a.md)"),
    "content/posts/c.md": post("C", 3),
    "content/posts/a.de.md": post("Ä", 1, "eins", "[b](b.md)"),
    "content/de/posts/b.md": post("Bé", 2, "eins", "[a](a.md)"),
    "content/ar/posts/a.md": post("ألف", 1, "واحد"),
}


@pytest.fixture
def site(write_site: WriteSite) -> Path:
    return write_site(dict(SOURCES), CONFIG)


def build(site: Path) -> Built:
    return build_outputs(load_config(site / "sitegen.toml"), now=NOW)


def pages_of(built: Built) -> dict[str, str]:
    return {
        str(output.output_path): output.content.decode()
        for output in built.outputs
        if isinstance(output.content, bytes) and output.output_path.suffix in (".html", ".xml")
    }


def refusal(site: Path) -> str:
    with pytest.raises(SitegenError) as caught:
        build(site)
    return str(caught.value)


def test_translations_are_published_in_the_folder_of_their_language(site: Path) -> None:
    pages = pages_of(build(site))

    assert {
        "posts/a/index.html",
        "de/posts/a/index.html",
        "de/posts/b/index.html",
        "ar/posts/a/index.html",
        "de/index.html",
        "ar/index.html",
        "de/posts/index.html",
        "de/tags/eins/index.html",
        "de/feed.xml",
        "de/404.html",
    } <= set(pages)
    assert "ar/feed.xml" not in pages
    assert "de/sitemap.xml" not in pages
    assert '<html lang="de">' in pages["de/posts/a/index.html"]
    assert '<html lang="ar" dir="rtl">' in pages["ar/posts/a/index.html"]


def test_lists_show_the_pages_in_their_own_language(site: Path) -> None:
    pages = pages_of(build(site))

    titles = {
        path: re.findall(r'summary-title"[^>]*><a[^>]*>(.*?)</a>', text) for path, text in pages.items()
    }
    assert titles["index.html"] == ["C", "B", "A"]
    assert titles["de/index.html"] == ["Bé", "Ä"]
    assert titles["ar/posts/index.html"] == ["ألف"]
    assert "<title>Bé</title>" in pages["de/feed.xml"]
    assert "<title>C</title>" not in pages["de/feed.xml"]
    assert "/tags/t/" not in pages["de/tags/index.html"]


def test_links_lead_to_translations_and_else_to_the_page_in_the_language_of_the_site(site: Path) -> None:
    (site / "content/de/posts/b.md").write_text(post("Bé", 2, text="[a](a.md) [c](c.md)"))

    built = build(site)

    text = pages_of(built)["de/posts/b/index.html"]
    assert '<a href="/de/posts/a/">a</a> <a href="/posts/c/">c</a>' in text
    assert '<a href="/posts/b/">b</a>' in pages_of(built)["posts/a/index.html"]
    assert [(str(one.path), one.code) for one in built.site.warnings] == [
        ("content/de/posts/b.md", "untranslated-link")
    ]


def test_a_dead_link_of_a_translation_is_reported(site: Path) -> None:
    (site / "content/posts/a.de.md").write_text(post("Ä", text="[x](x.md)"))

    assert "there is no content/posts/x.md" in refusal(site)


def test_pages_name_their_translations_for_search_engines(site: Path) -> None:
    pages = pages_of(build(site))

    alternates = [
        '<link rel="alternate" hreflang="en" href="https://example.org/posts/a/">',
        '<link rel="alternate" hreflang="de" href="https://example.org/de/posts/a/">',
        '<link rel="alternate" hreflang="ar" href="https://example.org/ar/posts/a/">',
        '<link rel="alternate" hreflang="x-default" href="https://example.org/posts/a/">',
    ]
    for path in ("posts/a/index.html", "de/posts/a/index.html", "ar/posts/a/index.html"):
        assert re.findall(r'<link rel="alternate" hreflang.*', pages[path]) == alternates
    assert "hreflang" not in pages["posts/c/index.html"].partition("<body>")[0]
    assert '<meta property="og:locale" content="de_DE">' in pages["de/posts/a/index.html"]
    entry = next(
        line for line in pages["sitemap.xml"].splitlines() if "<loc>https://example.org/de/posts/b/" in line
    )
    assert entry.count("<xhtml:link") == 3


def test_the_switch_leads_to_the_translation_or_to_the_home_page_of_the_language(site: Path) -> None:
    pages = pages_of(build(site))

    def switch(path: str) -> list[tuple[str, str]]:
        part = pages[path].partition("site-languages")[2].partition("</nav>")[0]
        return re.findall(r'<a href="(.*?)" lang="(.*?)"', part)

    assert switch("posts/a/index.html") == [
        ("/posts/a/", "en"),
        ("/de/posts/a/", "de"),
        ("/ar/posts/a/", "ar"),
    ]
    assert switch("posts/c/index.html") == [("/posts/c/", "en"), ("/de/", "de"), ("/ar/", "ar")]
    assert switch("de/tags/index.html") == [("/tags/", "en"), ("/de/tags/", "de"), ("/ar/tags/", "ar")]
    assert switch("de/tags/eins/index.html") == [("/", "en"), ("/de/tags/eins/", "de"), ("/ar/", "ar")]
    assert switch("404.html") == [("/", "en"), ("/de/", "de"), ("/ar/", "ar")]
    assert 'lang="de" hreflang="de" dir="ltr" aria-current="page">Deutsch</a>' in pages["de/index.html"]


def test_a_site_in_one_language_has_no_switch(write_site: WriteSite) -> None:
    pages = pages_of(build(write_site({"content/posts/a.md": post("A")}, 'title = "T"\n')))

    assert not any(
        "site-languages" in text or "og:locale" in text or "hreflang" in text for text in pages.values()
    )


def test_templates_receive_translations_and_languages(site: Path) -> None:
    (site / "templates").mkdir()
    (site / "templates/post.html").write_text(
        "{{ site.language }}|{% for one in page.translations %}{{ one.language }} {{ one.name }} "
        "{{ one.url }} {{ one.title }},{% endfor %}|"
        "{% for one in site.languages %}{{ one.title }} {{ one.current }},{% endfor %}"
        "|{{ t('newer') }}|{{ url_for('posts/b.md') }}|{{ site.home_url }}"
    )

    pages = pages_of(build(site))

    assert pages["de/posts/a/index.html"] == (
        "de|en English /posts/a/ A,ar العربية /ar/posts/a/ ألف,|T ,D true,T ,|Neuer|/de/posts/b/|/de/"
    )
    assert pages["posts/a/index.html"].endswith("|Newer|/posts/b/|/")


def test_a_page_in_a_page_folder_shares_the_files_of_the_folder(site: Path) -> None:
    folder = site / "content/posts/bundle"
    folder.mkdir()
    (folder / "x.svg").write_text('<svg xmlns="http://www.w3.org/2000/svg"/>')
    for code in ("", ".de"):
        (folder / f"index{code}.md").write_text(post(f"Bundle{code}", text="![x](x.svg)"))

    pages = pages_of(build(site))

    assert 'src="/posts/bundle/x.svg"' in pages["posts/bundle/index.html"]
    assert 'src="/posts/bundle/x.svg"' in pages["de/posts/bundle/index.html"]


def test_requires_names_the_translation_and_series_are_per_language(site: Path) -> None:
    for path in ("content/posts/b.md", "content/de/posts/b.md"):
        file = site / path
        file.write_text(file.read_text().replace("description", "requires: [a]\nseries: S\ndescription"))

    pages = pages_of(build(site))

    assert '<a href="/de/posts/a/">Ä</a>' in pages["de/posts/b/index.html"]
    assert pages["de/posts/b/index.html"].count("part-number") == 1


def test_languages_in_file_names_are_checked(site: Path) -> None:
    (site / "content/posts/a.fr.md").write_text(post("F"))
    (site / "content/de/posts/c.ar.md").write_text(post("F"))
    (site / "content/posts/d.de.md").write_text(post("F").replace("tags", "language: fr\ntags"))

    text = refusal(site)

    assert "'a.fr.md' names the language 'fr', which the site does not declare" in text
    assert "name two languages" in text
    assert "the file's name says 'de', received 'fr'" in text


def test_a_declared_language_in_the_front_matter_gives_a_warning(site: Path) -> None:
    (site / "content/posts/c.md").write_text(post("C").replace("tags", "lang: de\ntags"))

    (warning,) = build(site).site.warnings

    assert (warning.code, warning.line, warning.hint) == ("file-language", 5, "rename c.md to c.de.md")


def test_without_languages_a_name_that_ends_with_one_gives_a_warning(write_site: WriteSite) -> None:
    files = {f"content/posts/{name}.md": post("A") for name in ("a.de", "v1.2", "notes.in")}

    built = build(write_site(dict(files), 'title = "T"\n'))

    assert [(str(one.path), one.code) for one in built.site.warnings] == [
        ("content/posts/a.de.md", "file-language")
    ]
    assert {"/posts/a-de/", "/posts/v1-2/", "/posts/notes-in/"} <= {
        page.permalink for page in built.site.pages
    }


def test_the_site_of_the_tests_has_the_expected_pages(tmp_path: Path) -> None:
    site = tmp_path / "site"
    shutil.copytree(SITES / "languages", site)

    published = golden_files(site)

    for path in LANGUAGES_SHOWN:
        assert published[path].decode() == (GOLDEN / "languages" / path).read_text(encoding="utf-8"), path


# Builds that begin where the last one ended


def test_an_edited_text_of_a_translation_renders_its_page_and_the_feed_of_its_language(site: Path) -> None:
    rebuild(site)
    before = published(site / "public")
    (site / "content/posts/a.de.md").write_text(post("Ä", 1, "eins", "[b](b.md) and more."))

    rebuild(site)

    after = published(site / "public")
    assert changes(before, after) == {"de/posts/a/index.html", "de/feed.xml"}
    assert after == clean(site, NOW)


def test_a_new_title_of_a_translation_renders_the_pages_that_show_it(site: Path) -> None:
    (site / "content/posts/c.md").write_text(post("C", 3, text="[b](b.md)"))
    rebuild(site)
    before = published(site / "public")
    (site / "content/posts/a.de.md").write_text(post("Neu", 1, "eins", "[b](b.md)"))

    rebuild(site)

    after = published(site / "public")
    changed = changes(before, after)
    assert {"de/index.html", "de/posts/a/index.html", "de/posts/b/index.html"} <= changed
    assert all(path.startswith("de/") for path in changed)
    assert after == clean(site, NOW)


@pytest.mark.parametrize("path", ["content/posts/c.de.md", "content/de/posts/c.md"])
def test_a_new_translation_renders_its_siblings_and_says_why(site: Path, path: str) -> None:
    rebuild(site)
    before = published(site / "public")
    (site / path).write_text(post("Ce", 4, "eins"))

    done = rebuild(site)

    after = published(site / "public")
    assert "/de/posts/c/" in (site / "public/posts/c/index.html").read_text()
    reasons = "\n".join(explain("content/posts/c.md", done.graph, done.before))
    assert "the translations of content/posts/c.md" in reasons
    assert "used again" in "\n".join(explain("content/posts/b.md", done.graph, done.before))
    assert {path for path in changes(before, after) if not path.startswith("de/")} == {
        "posts/c/index.html",
        "sitemap.xml",
    }
    assert after == clean(site, NOW)


def test_a_translation_that_is_gone_leaves_no_page_and_no_link(site: Path) -> None:
    rebuild(site)
    (site / "content/posts/a.de.md").unlink()

    rebuild(site)

    after = published(site / "public")
    assert "de/posts/a/index.html" not in after
    assert b"/de/posts/a/" not in after["posts/a/index.html"]
    assert after == clean(site, NOW)


def rebuild(site: Path) -> Done:
    done = rebuilt(site, NOW)
    assert done is not None
    return done


def changes(before: dict[str, bytes], after: dict[str, bytes]) -> set[str]:
    """Return the paths of files that are new or different."""
    return {path for path, content in after.items() if before.get(path) != content}
