"""The layers of a site: its own files, those of its theme, those of the default theme."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from sitegen.build import build_outputs
from sitegen.cli.serve import Rebuild
from sitegen.config import load_config
from sitegen.engine.explain import explain
from sitegen.errors import SitegenError
from sitegen.scaffold import export_theme, new_theme
from sitegen.theme.locate import BUILT_IN, locate
from tests.conftest import NOW, SITES, WriteSite
from tests.test_incremental import build, clean, published

POST, ABOUT = "posts/one/index.html", "about/index.html"
LAYERED = {
    "sitegen.toml": 'title = "A site"\ntheme = "look"\n[theme_options]\nmood = "fine"\n',
    "content/posts/one.md": "---\ntitle: One\ndate: 2026-01-02\n---\n\nText.\n",
    "content/about.md": "---\ntitle: About\n---\n\nAbout it.\n",
    "themes/look/theme.toml": '[options.mood]\ntype = "text"\ndefault = ""\n',
    "themes/look/templates/base.html": '{% extends "sitegen/base.html" %}{% block footer %}'
    "<p>{{ site.theme.mood }}</p>{% endblock %}",
    "themes/look/templates/page.html": '{% extends "sitegen/page.html" %}{% block page_header %}'
    "<h1>Of the theme</h1>{% endblock %}",
    "themes/look/static/note.txt": "of the theme",
    "themes/look/static/other.txt": "of the theme",
    "static/note.txt": "of the site",
}


@pytest.fixture
def site(write_site: WriteSite) -> Path:
    folder = write_site({name: text for name, text in LAYERED.items() if name != "sitegen.toml"})
    (folder / "sitegen.toml").write_text(LAYERED["sitegen.toml"], encoding="utf-8")
    return folder


def texts(site: Path) -> dict[str, str]:
    """Build a site, and return its text files by path."""
    outputs = build_outputs(load_config(site / "sitegen.toml"), now=NOW).outputs
    contents = {str(output.output_path): output.content for output in outputs}
    found = {path: data if isinstance(data, bytes) else data.read_bytes() for path, data in contents.items()}
    return {path: data.decode() for path, data in found.items()}


def test_a_file_comes_from_the_first_layer_that_has_it(site: Path) -> None:
    found = texts(site)

    assert "<p>fine</p>" in found[POST]
    assert '<article class="column post' in found[POST]
    assert "<h1>Of the theme</h1>" in found[ABOUT]
    assert (found["note.txt"], found["other.txt"]) == ("of the site", "of the theme")
    assert "favicon.svg" in found


def test_a_template_of_the_site_extends_that_of_the_theme_or_of_the_default_theme(site: Path) -> None:
    (site / "templates").mkdir()
    file = site / "templates" / "page.html"
    for name, heading in (("theme", "<h1>Of the theme</h1>"), ("sitegen", "<h1>About</h1>")):
        file.write_text(
            f'{{% extends "{name}/page.html" %}}{{% block page_footer %}}<p>Mine</p>{{% endblock %}}'
        )
        page = texts(site)[ABOUT]
        assert heading in page
        assert "<p>Mine</p>" in page


def test_the_name_theme_means_the_default_theme_where_there_is_no_other(site: Path) -> None:
    (site / "sitegen.toml").write_text('title = "A site"\n')
    (site / "templates").mkdir()
    (site / "templates/post.html").write_text(
        '{% extends "theme/post.html" %}{% block page_header %}{% endblock %}'
    )

    assert '<article class="column post' in texts(site)[POST]


def test_a_part_of_the_default_style_sheet_is_imported_or_replaced(site: Path) -> None:
    styles = site / "themes/look/static/css"
    styles.mkdir()
    (styles / "site.css").write_text('@import "_base.css";\n.own {}\n')

    def style_sheet() -> str:
        found = [text for path, text in texts(site).items() if re.fullmatch(r"css/site\.\w+\.css", path)]
        assert len(found) == 1
        return found[0]

    assert ".theme-switch" in style_sheet()
    assert style_sheet().endswith(".own{}")
    (styles / "_base.css").write_text("mine {}")
    assert style_sheet() == "mine{}.own{}"
    assert not [path for path in texts(site) if "_base" in path]


@pytest.mark.parametrize(
    ("file", "text", "reason"),
    [
        ("themes/look/templates/page.html", "<h1>New</h1>", "the template page.html"),
        ("themes/look/templates/partials/footer.html", "<p>unused</p>", ""),
        ("templates/page.html", "<h1>Mine</h1>", "the template page.html"),
    ],
)
def test_an_edit_of_a_template_of_the_theme_renders_again_what_uses_it(
    site: Path, file: str, text: str, reason: str
) -> None:
    assert build(site)
    (site / file).parent.mkdir(parents=True, exist_ok=True)
    (site / file).write_text(text)
    done = build(site)
    assert done
    line = next(iter(explain(ABOUT, done.graph, done.before)))

    assert line.startswith(f"{ABOUT}: made" if reason else f"{ABOUT}: used again")
    assert reason in line
    assert next(iter(explain(POST, done.graph, done.before))).startswith(f"{POST}: used again")
    assert published(site / "public") == clean(site)


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("sitegen.toml", '"fine"', '"bad"'),
        ("sitegen.toml", "[theme_options]", "[extra]"),
        ("themes/look/theme.toml", "default", "description = 'The mood.'\ndefault"),
        ("themes/look/static/other.txt", "theme", "other"),
    ],
)
def test_an_edit_of_options_or_files_of_the_theme_gives_the_bytes_of_a_clean_build(
    site: Path, file: str, old: str, new: str
) -> None:
    assert build(site)
    (site / file).write_text((site / file).read_text().replace(old, new, 1))
    build(site)

    assert published(site / "public") == clean(site)


def test_a_theme_that_comes_to_go_before_the_used_one_is_seen(site: Path) -> None:
    (site / "sitegen.toml").write_text('title = "A site"\ntheme = "lecture"\n')
    assert build(site)
    assert build(site) is None
    (site / "themes/lecture").mkdir()
    shutil.move(site / "themes/look/static", site / "themes/lecture/static")

    assert build(site)
    assert (site / "public/other.txt").is_file()
    assert published(site / "public") == clean(site)


def test_an_installed_theme_is_used_and_an_edit_in_it_is_seen(installed: Path, site: Path) -> None:
    (site / "sitegen.toml").write_text('title = "A site"\ntheme = "slides"\n')
    (installed / "static/slides.txt").write_text("slides")
    (installed / "templates").mkdir()
    template = installed / "templates/page.html"
    template.write_text("<p>One</p>")
    assert build(site)
    assert (site / "public/slides.txt").is_file()
    template.write_text("<p>Two</p>")
    done = build(site)

    assert done
    assert next(iter(explain(ABOUT, done.graph, done.before))).startswith(f"{ABOUT}: made")
    assert (site / "public" / ABOUT).read_text() == "<p>Two</p>"
    assert next(iter(explain(POST, done.graph, done.before))).startswith(f"{POST}: used again")


def test_a_server_watches_the_theme(site: Path) -> None:
    rebuild = Rebuild(
        site / "sitegen.toml", "", "http://localhost:1", drafts=True, future=False, now=None, quiet=True
    )
    assert site / "themes/look" in rebuild.watched().folders
    (site / "themes/look/theme.toml").write_text("[")
    assert site / "themes" in rebuild.watched().folders


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_copy_of_a_theme_gives_the_pages_of_the_theme(name: str, tmp_path: Path) -> None:
    root = tmp_path / "site"
    shutil.copytree(SITES / "minimal", root)
    settings = (root / "sitegen.toml").read_text()
    (root / "sitegen.toml").write_text(f'theme = "{name}"\n{settings}')
    before = texts(root)
    located = locate(name, root)
    assert located is not None
    export_theme(located, root / "themes" / "copy")
    (root / "sitegen.toml").write_text(f'theme = "copy"\n{settings}')

    assert (root / "themes/copy/theme.toml").is_file()
    assert texts(root) == before


def test_a_new_theme_builds_and_its_option_acts(tmp_path: Path) -> None:
    root = tmp_path / "site"
    shutil.copytree(SITES / "minimal", root)
    assert new_theme(root, "my-look") == root / "themes" / "my-look"
    settings = (root / "sitegen.toml").read_text()
    for value in ("serif", "sans"):
        options = f'[theme_options]\nheadings = "{value}"\n'
        (root / "sitegen.toml").write_text(f'theme = "my-look"\n{settings}\n{options}')
        found = texts(root)
        assert f'<body data-headings="{value}">' in found["index.html"]
        (style,) = (path for path in found if path.startswith("css/my-look."))
        assert f'href="{style}"' in found["index.html"] or f"/{style}" in found["index.html"]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("My Look", "did you mean 'my-look'"),
        ("../out", "did you mean 'out'"),
        ("", "received ''"),
        ("lecture", "sitegen theme export lecture"),
    ],
)
def test_a_new_theme_needs_a_name_of_its_own(name: str, message: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=message):
        new_theme(tmp_path, name)
    assert list(tmp_path.iterdir()) == []


def test_nothing_that_exists_is_overwritten(tmp_path: Path) -> None:
    new_theme(tmp_path, "look")
    with pytest.raises(FileExistsError):
        new_theme(tmp_path, "look")
    located = locate("lecture")
    assert located is not None
    with pytest.raises(FileExistsError):
        export_theme(located, tmp_path / "themes" / "look")


def test_a_site_is_not_published_over_its_theme(site: Path) -> None:
    config = load_config(site / "sitegen.toml", output="themes/look")
    from sitegen.build import build_site

    with pytest.raises(SitegenError):
        build_site(config, now=NOW)
    assert (site / "themes/look/theme.toml").is_file()
