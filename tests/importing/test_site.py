"""Whole sites of every kind: they are recognised, imported and built, and every old address is answered."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from sitegen.build import build_site
from sitegen.config import load_config
from sitegen.errors import SitegenError
from sitegen.importing import ImportReport, import_site

SITES = Path(__file__).parent / "sites"


class Case(NamedTuple):
    """One site, and what the import makes of it."""

    name: str
    kind: str
    posts: int
    pages: int
    drafts: int
    kept: str
    redirected: str
    left: str
    """What stays as it is, by name."""


CASES = (
    Case(
        "jekyll",
        "Jekyll",
        2,
        2,
        2,
        "/2019/03/01/First-Seeds/ /about/ /contact/ /archive/",
        "/beds/vegetables/2019/04/02/second-row/ /old/second/ /old/row.html",
        "{% mystery tag %}",
    ),
    Case("hexo", "Hexo", 1, 1, 0, "/2020/07/09/up-there/ /about/ /tags/peaks/ /categories/walks/", "", ""),
    Case(
        "hugo",
        "Hugo",
        4,
        1,
        0,
        "/2021/02/the-storm/ /2021/03/calm/ /2021/04/in-json/ /2021/05/a-colon-unquoted/ /about/ /posts/ "
        "/tags/weather/ /tags/wind/ /categories/log/",
        "/old-storm/ /2021/02/gale",
        "unknown-thing",
    ),
    Case("zola", "Zola", 2, 1, 0, "/ /blog/ /blog/orion/ /blog/moon/ /about/ /tags/sky/", "", ""),
    Case(
        "pelican",
        "Pelican",
        2,
        1,
        0,
        "/log/2015/the-left-bank.html /log/2015/source.html /pages/about.html /archives.html",
        "/tag/water.html /tag/stones.html /category/walks.html",
        ".. unknown-directive::",
    ),
    Case(
        "nikola",
        "Nikola",
        2,
        1,
        1,
        "/posts/rye-loaf/ /posts/rolls/ /about/ /archive.html",
        "/categories/bread/ /categories/cat_dark/",
        "",
    ),
    Case(
        "eleventy",
        "Eleventy",
        2,
        1,
        0,
        "/blog/cirrus/ /sky/cumulus/ /about/ /blog/ /sky/ /tags/high/",
        "",
        "",
    ),
    Case(
        "astro",
        "Astro",
        2,
        1,
        1,
        "/blog/green/ /blog/white/ /about/ /blog/ /tags/leaf/ /tags/green/",
        "",
        "<Unknown>",
    ),
    Case(
        "next",
        "Next",
        2,
        1,
        0,
        "/blog/oil/ /about/ /blog/ /tags/next-js/ /tags/light/",
        "/blog/nested/gas/",
        "",
    ),
    Case("docusaurus", "Docusaurus", 1, 0, 0, "/blog/2023/01/02/bowline/ /blog/ /tags/knots/", "", ""),
    Case("mkdocs", "MkDocs", 1, 1, 0, "/ /blog/ /blog/2023/05/06/reading-a-legend/ /guide/scale/", "", ""),
    Case(
        "wordpress",
        "WordPress",
        1,
        1,
        1,
        "/2010/01/02/first-letter/ /about/",
        "/tag/paper/ /category/family/",
        "[mystery_box]",
    ),
    Case("notebooks", "plain texts", 1, 0, 0, "/2020-03-04-plot/", "", ""),
    Case("plain", "plain texts", 2, 1, 0, "/2020-01-02-walk/ /notes/page/", "/The Lake/", ""),
)


class Imported(NamedTuple):
    """An imported and built site."""

    case: Case
    folder: Path
    report: ImportReport

    def source(self, name: str) -> str:
        """Return the text of the only source with a name."""
        (file,) = (self.folder / "content").rglob(name)
        return file.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Imported]:
    found = {}
    for case in CASES:
        folder = tmp_path_factory.mktemp("imported") / case.name
        report = import_site(SITES / case.name, folder)
        build_site(load_config(folder / "sitegen.toml"), future=True)
        found[case.name] = Imported(case, folder, report)
    return found


@pytest.fixture(params=CASES, ids=lambda case: case.name)
def one(request: pytest.FixtureRequest, imported: dict[str, Imported]) -> Imported:
    return imported[request.param.name]


def answers(folder: Path, address: str) -> bool:
    path = folder / "public" / address.strip("/")
    return path.is_file() or (path / "index.html").is_file()


def test_a_site_is_recognised_and_every_post_is_published(one: Imported) -> None:
    report = one.report

    assert (report.kind, report.posts, report.pages, report.drafts) == one.case[1:5]
    assert report.held_back == ()


def test_every_old_address_is_kept_or_redirected_and_answers(one: Imported) -> None:
    addresses = one.report.addresses

    assert set(addresses.kept) >= set(one.case.kept.split(" ")) - {""}
    redirected = {old for old, _new in addresses.redirected}
    assert redirected >= set(re.findall(r"/(?:The Lake/|\S+)", one.case.redirected))
    assert addresses.lost == ()
    assert [old for old in (*addresses.kept, *redirected) if not answers(one.folder, old)] == []


def test_what_is_not_understood_stands_in_the_report(one: Imported) -> None:
    left = {note.what for note in one.report.notes if note.outcome == "left as it is"}
    text = (one.folder / "import-report.md").read_text(encoding="utf-8")

    assert one.case.left in {*left, ""}
    assert one.case.left in text
    assert text.startswith(f"# Imported from {one.case.kind}\n")


def test_every_page_says_nothing_of_the_old_generator(one: Imported) -> None:
    known = one.case.left.strip("<>{}[]%. :") or "unlikely words"
    for page in (one.folder / "public").rglob("*.html"):
        text = re.sub(
            r"<(pre|code)\b.*?</\1>|<!--.*?-->", "", page.read_text(encoding="utf-8"), flags=re.DOTALL
        )
        for line in text.splitlines():
            if known in line or "untouched" in line or "user.name" in line:
                continue
            assert not re.search(r"\{%|\{\{|:::|className|KEPTMARKDOWN", line), (page, line)


VIDEO = ":::{video} https://www.youtube.com/watch?v=dQw4w9WgXcQ\n:title: Video\n:::"


def test_jekyll_posts_keep_dates_links_pictures_code_and_formulas(imported: dict[str, Imported]) -> None:
    text = imported["jekyll"].source("2019-03-01-First-Seeds.md")

    assert "date: 2019-03-01T23:30:00+01:00" in text
    assert "[the sequel](2019-04-02-second-row.md#watering)" in text
    assert "[all about me](../about.md)" in text
    assert '![A seed](/assets/seed.png){.wide width="10"}' in text
    assert '```python\nrows = [{"bed": n} for n in range(3)]\n```' in text
    assert "Write {{ user.name }} in a template." in text
    assert "$x^2$" in text
    assert "toc: true" in text
    assert VIDEO in text


def test_jekyll_settings_menus_and_addresses_go_into_the_configuration(imported: dict[str, Imported]) -> None:
    config = load_config(imported["jekyll"].folder / "sitegen.toml")

    assert config.title == "Garden notes"
    assert config.base_url == "https://garden.example.net/notes/"
    assert (config.timezone, config.author, config.paginate) == ("Europe/Berlin", "Ada Gardener", 5)
    assert dict(config.permalinks) == {"posts": "/{year}/{month}/{day}/{slug}/"}
    assert [(entry.title, entry.url) for entry in config.menus["main"]] == [("About", "/about/")]


def test_hugo_shortcodes_references_and_bundles_are_translated(imported: dict[str, Imported]) -> None:
    text = imported["hugo"].source("storm.md")

    assert "[the calm](calm/index.md)" in text
    assert "[its end](calm/index.md#the-end)" in text
    assert ":::{figure} /img/wave.png\n:alt: A wave\n\nThe *third* wave\n:::" in text
    assert '```go\nfmt.Println("{{ not a shortcode }}")\n```' in text
    assert ":::{tip} Reef early\nBefore the *wind* comes.\n:::" in text
    assert "{{< untouched >}}" in text
    assert VIDEO in text
    assert "```js:boat.js {linenos=true}" in text  # the build reads it
    folder = imported["hugo"].folder / "content" / "posts" / "calm"
    assert (folder / "glass.png").is_file()
    assert (folder / "data" / "log.csv").is_file()


def test_components_of_mdx_become_markdown(imported: dict[str, Imported]) -> None:
    green = (imported["astro"].folder / "content/blog/green/index.md").read_text(encoding="utf-8")

    assert "import " not in green
    assert "a comment" not in green
    assert "![A cup](/cup.png){width=20 height=10}" in green
    assert ":::{caution} Hot\nWait *first*.\n:::" in green
    assert '<div class="row">\n\n![leaf](leaf.png)\n\n</div>' in green
    assert "Inside **text**" in green
    assert ":::{tip} Water\nAt 80 degrees.\n:::" in green
    assert 'title="pot.js"' in green
    assert "image: leaf.png" in green


def test_restructured_text_becomes_markdown(imported: dict[str, Imported]) -> None:
    text = imported["pelican"].source("spring.md")

    assert "title: The spring" in text
    assert "slug: source" in text
    assert "Water *comes* from a rock." in text
    assert "```python\nflow = 1\n```" in text
    assert "It is cold." in text
    assert "[link](https://example.org/)" in text


def test_pelican_metadata_paths_and_boxes_are_read(imported: dict[str, Imported]) -> None:
    text = imported["pelican"].source("bank.md")

    assert "date: 2015-06-07T09:05:00-04:00" in text
    assert "description: Along the water. It goes on." in text
    assert "[the source](spring.md)" in text
    assert "![map](/images/map.png)" in text
    assert "```python\ndepth = 3\n```" in text
    assert ":::{warning} Mind the mud\nIt is *deep*.\n:::" in text
    assert (imported["pelican"].folder / "static" / "CNAME").is_file()


def test_wordpress_html_and_shortcodes_become_markdown(imported: dict[str, Imported]) -> None:
    text = imported["wordpress"].source("first-letter.md")

    assert "title: The first & the last" in text
    assert "It says *hello*, see [about](../about.md)." in text
    assert "![A stamp](/wp-content/uploads/stamp.png)" in text
    assert '```python\nif a < b:\n    print("x")\n```' in text
    assert VIDEO in text
    assert "- One\n- Two" in text


def test_notebooks_become_code_cells_and_stored_pictures(imported: dict[str, Imported]) -> None:
    folder = imported["notebooks"].folder / "content" / "posts" / "2020-03-04-plot"
    text = (folder / "index.md").read_text(encoding="utf-8")

    assert "title: A notebook" in text
    assert "```{code-cell} python\n1 + 1\n```" in text
    assert "```python\nplot()\n```" in text
    assert "```text\ndone\n```" in text
    assert "![Output of the program](2020-03-04-plot-1.png)" in text
    assert "\x1b" not in text
    assert (folder / "2020-03-04-plot-1.png").is_file()


def test_links_between_plain_texts_are_kept(imported: dict[str, Imported]) -> None:
    assert "[The Lake](The-Lake.md)" in imported["plain"].source("2020-01-02-walk.md")
    assert "[Back](2020-01-02-walk.md)" in imported["plain"].source("The-Lake.md")


def files_of(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in sorted(folder.rglob("*")):
        if file.is_file() and ".sitegen" not in file.parts and "public" not in file.parts:
            yield str(file.relative_to(folder)), file.read_bytes()


def test_importing_twice_gives_identical_files(tmp_path: Path) -> None:
    for name in ("first", "second"):
        import_site(SITES / "hugo", tmp_path / name)

    assert dict(files_of(tmp_path / "first")) == dict(files_of(tmp_path / "second"))


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("mine")

    with pytest.raises(SitegenError, match="expected an empty or missing folder"):
        import_site(SITES / "plain", tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_a_dry_run_reports_and_writes_nothing(tmp_path: Path) -> None:
    report = import_site(SITES / "plain", tmp_path / "new", dry_run=True)

    assert (report.posts, report.written) == (2, ())
    assert not (tmp_path / "new").exists()


def test_links_out_of_the_source_folder_are_not_read(tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(SITES / "plain", source)
    secret = tmp_path / "secret.md"
    secret.write_text("---\ndate: 2020-01-01\n---\n\nSecret words.\n")
    (source / "link.md").symlink_to(secret)
    (source / "img" / "link.png").symlink_to(secret)
    (source / "loop").symlink_to(source)

    report = import_site(source, tmp_path / "new")

    assert not any(b"Secret words" in data for _name, data in files_of(tmp_path / "new"))
    assert sum("link leads out" in note.what for note in report.notes) == 2


def test_hostile_files_are_rows_of_the_report(tmp_path: Path) -> None:
    source = tmp_path / "source"
    shutil.copytree(SITES / "plain", source)
    bomb = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
        f"{name}: &{name} [{', '.join(['*' + before] * 9)}]\n"
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    (source / "bomb.md").write_text(f"---\ntitle: Bomb\n{bomb}---\n\nStill a page.\n")
    (source / "binary.md").write_bytes(b"\xff\x00\x01\xfe" * 50)
    (source / "latin.md").write_bytes("---\ntitle: Café\n---\n\nÀ la carte.\n".encode("cp1252"))
    (source / "huge.md").write_bytes(b"x" * (5 * 2**20))
    (source / "deep.md").write_text("---\ntitle: Deep\nx: " + "[" * 3000 + "\n---\n\nText.\n")
    (source / "open.md").write_text("---\ntitle: Open\n\nNo end.\n")
    (source / "empty.md").write_text("")
    (source / "broken.ipynb").write_text("{")

    report = import_site(source, tmp_path / "new")

    what = {note.path: note.what for note in report.notes}
    assert "too long" in what["huge.md"]
    assert what["binary.md"] == "not a text"
    assert "Windows-1252" in what["latin.md"]
    assert "not a notebook" in what["broken.ipynb"]
    assert "line by line" in what["bomb.md"]
    assert "Café" in (tmp_path / "new" / "content" / "latin.md").read_text(encoding="utf-8")


def test_an_export_of_wordpress_with_entities_that_explode_is_a_row_of_the_report(tmp_path: Path) -> None:
    text = (SITES / "wordpress" / "export.xml").read_text(encoding="utf-8")
    entities = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;">]>'
    (tmp_path / "export.xml").write_text(text.replace("<rss", entities + "<rss", 1), encoding="utf-8")

    with pytest.raises(SitegenError, match="no posts and no pages found"):
        import_site(tmp_path, tmp_path / "new")


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (Path.exists, "there is no file or folder"),
        (Path.mkdir, "has no files"),
        (lambda folder: folder.write_bytes(b"PK"), "no kind of site is known"),
    ],
)
def test_a_source_with_nothing_to_import_is_refused(make: object, message: str, tmp_path: Path) -> None:
    assert callable(make)
    make(tmp_path / "source")

    with pytest.raises(SitegenError, match=message):
        import_site(tmp_path / "source", tmp_path / "new")
