"""Random edits of a site: a warm build always gives the bytes of a clean one.

The builds run the command without `--now`, so that the warm ones use the record of the last build too.
"""

from __future__ import annotations

import os
import random
import shutil
from collections.abc import Callable
from pathlib import Path

from tests.attack import extension_edits, language_edits, picture_edits
from tests.attack.common import DEMO, Outcome, builder, difference, digest, posts, write_site

COUNT = 12
LIGHT = 20
"""Up to so many edits a site has no programs, whose runtime costs most of a build."""
CONFIG = """title = "A site"
base_url = "https://example.org/blog/"
paginate = 4
markdown_pages = true
extensions = ["lab"]
taxonomies = ["tags", "categories"]
"""
COMMAND = {"command": True, "now": ""}
Edit = Callable[[Path, random.Random], None]


def edit_translations(count: int, folder: Path, seed: int = 7) -> Outcome:
    """Edit a site in three languages."""
    return edit_randomly(count, folder, seed, translations=True)


def edit_randomly(count: int, folder: Path, seed: int = 7, *, translations: bool = False) -> Outcome:
    """Compare warm, clean and clean elsewhere after every edit."""
    outcome, random_source = Outcome(), random.Random(seed)
    programs = count > LIGHT and not translations
    edits = [edit for edit in EDITS if programs or edit not in PROGRAM_EDITS]
    edits += 3 * language_edits.EDITS if translations else []
    site = folder / "site"

    def begin() -> None:
        files, config = _sources(programs=programs), CONFIG
        if translations:
            files, config = files | language_edits.FILES, CONFIG + language_edits.CONFIG
        write_site(site, files, config)
        list_posts_in_template(site, random_source)
        list_posts_in_footer(site, random_source)

    begin()
    with builder() as build:
        assert build.build(site, **COMMAND).status == 0
        for step in range(count):
            edit = random_source.choice(edits)
            edit(site, random_source)
            outcome.count += 1
            warm = build.build(site, **COMMAND)
            clean = folder / "clean"
            shutil.rmtree(clean, ignore_errors=True)
            shutil.copytree(site, clean, ignore=shutil.ignore_patterns("public", ".sitegen", "__pycache__"))
            cold = build.build(clean, **COMMAND)
            name = f"{step} {edit.__name__}"
            if (warm.status, _problems(warm.error, site)) != (cold.status, _problems(cold.error, clean)):
                outcome.fail(
                    f"{name}: warm {warm.status} {warm.error[-200:]} cold {cold.status} {cold.error[-200:]}"
                )
            elif cold.status == 70:
                outcome.fail(f"{name}: {cold.error[-300:]}")
            elif cold.status == 0 and (
                wrong := difference(digest(site / "public"), digest(clean / "public"))
            ):
                outcome.fail(f"{name}: {wrong}")
            if cold.status != 0:  # begin again with a site that can be built
                for part in ("content", "templates", "static", "theme", "data"):
                    shutil.rmtree(site / part, ignore_errors=True)
                begin()
                assert build.build(site, **COMMAND).status == 0
    outcome.note = f"{len(edits)} kinds of edit"
    return outcome


def _problems(text: str, site: Path) -> str:
    """Return what a build reported, without the site's folder and the progress of work that takes a while."""
    lines = text.replace(str(site), "").splitlines()
    return "\n".join(line for line in lines if not line.endswith(" …"))


def _sources(*, programs: bool) -> dict[str, str | bytes]:
    files = posts(COUNT)
    files["content/_index.md"] = "---\ntitle: Home\n---\n\nWelcome.\n"
    files["content/about.md"] = "---\ntitle: About\n---\n\nAbout it.\n"
    cell = "```{code-cell} python\n1 + 1\n```\n" if programs else "1 + 1\n"
    files["content/posts/bundle/index.md"] = (
        f"---\ntitle: A bundle\ndate: 2026-02-01\ndescription: d\n---\n\n![alt](picture.svg)\n\n{cell}"
    )
    if programs:
        files["content/demos/left.py"] = DEMO.format(name="left")
        files["content/demos/right.py"] = DEMO.format(name="right")
        for n, name in enumerate(("left", "right", "left")):
            number = f"content/posts/post-{n}.md"
            files[number] = f"{files[number]!s}\n:::{{demo}} {name}\n:rate: 0.{n + 1}\n:::\n"
    files |= extension_edits.FILES | picture_edits.FILES
    files["data/projects.toml"] = '[[project]]\nname = "One"\nstars = 1\n'
    files["data/people/ada.yaml"] = "name: Ada\n"
    files["content/posts/bundle/picture.svg"] = '<svg xmlns="http://www.w3.org/2000/svg"/>'
    files["static/note.txt"] = "a note"
    return files


def _post(site: Path, choose: random.Random) -> Path:
    return choose.choice(sorted((site / "content/posts").glob("post-*.md")))


def _replace(file: Path, old: str, new: str) -> None:
    file.write_text(file.read_text().replace(old, new, 1))


def change_text(site: Path, choose: random.Random) -> None:
    file = _post(site, choose)
    file.write_text(file.read_text() + f"\nMore {choose.random()}.\n")


def change_two_texts(site: Path, choose: random.Random) -> None:
    for _ in range(2):
        change_text(site, choose)


def change_description_to_first_paragraph(site: Path, choose: random.Random) -> None:
    """Lists then show the first paragraph."""
    _replace(_post(site, choose), 'description: "About', f'description: "" # "{choose.random()}')


def add_heading(site: Path, choose: random.Random) -> None:
    file = _post(site, choose)
    file.write_text(f"{file.read_text()}\n## Heading {choose.randrange(5)}\n\nBelow it.\n")


def rename_heading(site: Path, choose: random.Random) -> None:
    _replace(_post(site, choose), "## Second heading", f"## Other heading {choose.randrange(3)}")


def link_to_anchor(site: Path, choose: random.Random) -> None:
    target, anchor = _post(site, choose).name, choose.choice(["second-heading", "first-heading", "none"])
    file = _post(site, choose)
    file.write_text(f"{file.read_text()}\n[there]({target}#{anchor})\n")


def link_to_post(site: Path, choose: random.Random) -> None:
    target, file = _post(site, choose).name, _post(site, choose)
    file.write_text(f"{file.read_text()}\n[there]({target}) and ![](bundle/picture.svg)\n")


def change_home_and_page(site: Path, choose: random.Random) -> None:
    for name in ("_index.md", "about.md"):
        file = site / "content" / name
        file.write_text(f"{file.read_text()}\nMore {choose.random()}.\n")


def name_next_part(site: Path, choose: random.Random) -> None:
    _replace(_post(site, choose), "---\n", f"---\nseries: S\npart: {choose.randrange(1, 99)}\n")


def add_macro(site: Path, choose: random.Random) -> None:
    """A template whose macros read a static file when they are imported."""
    (site / "templates").mkdir(exist_ok=True)
    (site / "templates/macros.html").write_text(
        "{% set note = asset('note.txt') %}{% macro show() %}{{ note }} "
        f"{choose.randrange(9)}{{% endmacro %}}\n"
    )
    (site / "templates/page.html").write_text(
        '{% extends "sitegen/page.html" %}{% import "macros.html" as m %}'
        "{% block main %}{{ m.show() }}{{ super() }}{% endblock %}\n"
    )


LISTING = """{% extends "sitegen/page.html" %}{% block main %}{{ super() }}
{% for post in site.posts NUMBER %}
{{ post.title }} {{ post.summary }} {{ post.word_count }} {{ post.section.title }} {{ post.content | length }}
{% endfor %}
{{ site.pages | length }} {{ site.posts[0].related | map(attribute="title") | join }} {{ now().text }}
{% for section in site.sections %}{{ section.title }}{{ section.pages | length }}{% endfor %}
{% for term in site.taxonomies.tags.terms if "tags" in site.taxonomies %}
{{ term.name }}{{ term.pages[:2] | map(attribute="url") | join }}
{% endfor %}
{{ "[about](about.md) and ![](posts/bundle/picture.svg)" | markdown if site.pages | length > MANY }}
{% endblock %}
"""


def list_posts_in_template(site: Path, choose: random.Random) -> None:
    """A page that lists posts, their bodies, terms and sections."""
    (site / "templates").mkdir(exist_ok=True)
    text = LISTING.replace(" NUMBER %", choose.choice([" %", "[:3] %", "[-2:] %", " | limit(2) %"]))
    (site / "templates/page.html").write_text(text.replace("MANY", str(choose.randrange(15, 20))))


def list_posts_in_footer(site: Path, choose: random.Random) -> None:
    """Every page shows the newest posts, its neighbours, and a macro that reads data when it is imported."""
    (site / "templates/partials").mkdir(parents=True, exist_ok=True)
    (site / "templates/data.html").write_text(
        "{% set projects = site.data.projects.project | selectattr('stars') %}"
        "{% macro show() %}{% for one in projects %}{{ one.name }}{{ one.stars }}{% endfor %}{% endmacro %}\n"
    )
    (site / "templates/partials/footer.html").write_text(
        f"{{% import 'data.html' as data %}}{{{{ data.show() }}}}"
        f"{{% for post in site.posts[:{choose.randrange(1, 4)}] %}}{{{{ post.title }}}}{{% endfor %}}\n"
        "{% if page is defined %}{{ page.next.title if page.next }}{{ page.related | length }}"
        "{{ page.translations | map(attribute='title') | join }}{% endif %}\n"
        "{{ site.languages | map(attribute='title') | join }}\n"
        "{% for name, one in site.data.people.items() %}{{ name }}{{ one.name }}{% endfor %}\n"
    )


def link_from_template(site: Path, choose: random.Random) -> None:
    (site / "templates").mkdir(exist_ok=True)
    (site / "templates/page.html").write_text(
        '{% extends "sitegen/page.html" %}{% block main %}'
        f"{{{{ url_for('posts/{_post(site, choose).name}') }}}}{{% endblock %}}"
    )


def change_data(site: Path, choose: random.Random) -> None:
    (site / "data").mkdir(exist_ok=True)
    (site / "data/projects.toml").write_text(f'[[project]]\nname = "Two"\nstars = {choose.randrange(9)}\n')


def add_data(site: Path, choose: random.Random) -> None:
    (site / "data/people").mkdir(parents=True, exist_ok=True)
    (site / f"data/people/p{choose.randrange(9)}.json").write_text(f'{{"name": "{choose.random()}"}}')


def remove_data(site: Path, choose: random.Random) -> None:
    choose.choice(sorted((site / "data").rglob("*.*"))).unlink()


def break_data(site: Path, choose: random.Random) -> None:
    del choose
    (site / "data/people").mkdir(parents=True, exist_ok=True)
    (site / "data/people/ada.yaml").write_text("name: [\n")


def change_output_file(site: Path, choose: random.Random) -> None:
    for file in choose.sample(sorted((site / "public").rglob("*.html")), 1):
        file.write_text("changed by another program")


def change_keeping_size_and_time(site: Path, choose: random.Random) -> None:
    file = _post(site, choose)
    facts = file.stat()
    _replace(file, "Some *text*", "Sane *text*")
    os.utime(file, ns=(facts.st_atime_ns, facts.st_mtime_ns))


def change_title(site: Path, choose: random.Random) -> None:
    _replace(_post(site, choose), 'title: "Post', f'title: "{choose.choice("ABC")} Post')


def change_date(site: Path, choose: random.Random) -> None:
    _replace(_post(site, choose), "date: 2026-01-", "date: 2025-03-")


def change_tags(site: Path, choose: random.Random) -> None:
    _replace(_post(site, choose), "tags: [one", f"tags: [new-{choose.randrange(9)}, one")


def change_terms(site: Path, choose: random.Random) -> None:
    """Name categories and authors, which are taxonomies after some changes of the configuration."""
    names = ", ".join(choose.sample(["Left", "Right", "left hand", "left-hand"], choose.randrange(1, 3)))
    key = choose.choice(["categories", "authors"])
    _replace(_post(site, choose), "---\n", f"---\n{key}: [{names}]\n")


def require_post(site: Path, choose: random.Random) -> None:
    """Name another post, or one that is not there, which is a warning."""
    name = choose.choice([_post(site, choose).stem, "bundle", "nothing"])
    _replace(_post(site, choose), "---\n", f"---\nrequires: [{name}]\n")


def drop_tags(site: Path, choose: random.Random) -> None:
    _replace(_post(site, choose), "tags:", "extra: {}\n# tags:")


def make_draft(site: Path, choose: random.Random) -> None:
    _replace(_post(site, choose), "---\n", "---\ndraft: true\n")


def add_alias(site: Path, choose: random.Random) -> None:
    _replace(_post(site, choose), "---\n", f"---\naliases: [/old-{choose.randrange(10**9)}/]\n")


def change_slug(site: Path, choose: random.Random) -> None:
    _replace(_post(site, choose), "---\n", f"---\nslug: moved-{choose.randrange(10**9)}\n")


def add_post(site: Path, choose: random.Random) -> None:
    name = f"new-{choose.randrange(10**9)}"
    text = f'---\ntitle: "{name}"\ndate: 2026-03-01\ndescription: d\n---\n\nNew.\n'
    (site / "content/posts" / f"{name}.md").write_text(text)


def remove_post(site: Path, choose: random.Random) -> None:
    _post(site, choose).unlink()


def rename_post(site: Path, choose: random.Random) -> None:
    file = _post(site, choose)
    file.rename(file.with_name(f"post-{choose.randrange(100, 10**6)}.md"))


def break_front_matter(site: Path, choose: random.Random) -> None:
    _replace(_post(site, choose), "title:", "titel:")


def change_demo(site: Path, choose: random.Random) -> None:
    _replace(site / "content/demos/left.py", "the value is", choose.choice(["the number is", "it is"]))


def change_demo_back(site: Path, choose: random.Random) -> None:
    del choose
    (site / "content/demos/left.py").write_text(DEMO.format(name="left"))


def change_demo_keeping_size_and_time(site: Path, choose: random.Random) -> None:
    file = site / "content/demos" / choose.choice(["left.py", "right.py"])
    facts = file.stat()
    _replace(file, "the value", "the Value")
    os.utime(file, ns=(facts.st_atime_ns, facts.st_mtime_ns))


def change_default_of_demo(site: Path, choose: random.Random) -> None:
    _replace(site / "content/demos/right.py", "= 0.25", f"= 0.{choose.randrange(10, 99)}")


def add_module_that_a_demo_imports(site: Path, choose: random.Random) -> None:
    (site / "content/demos/helper.py").write_text(f"VALUE = {choose.randrange(100)}\n")
    file = site / "content/demos/right.py"
    if "helper" not in file.read_text():
        _replace(file, "import numpy", "import helper\nimport numpy")
        _replace(file, "the value is", "the value of {helper.VALUE} is")


def change_option_of_island(site: Path, choose: random.Random) -> None:
    _replace(site / "content/posts/post-1.md", ":rate: 0.2", f":rate: 0.{choose.randrange(10, 99)}")


def hide_control(site: Path, choose: random.Random) -> None:
    """The island then has other saved frames and the same poster."""
    _replace(site / "content/posts" / f"post-{choose.randrange(3)}.md", ":rate:", ":hide: rate\n:rate:")


def show_control(site: Path, choose: random.Random) -> None:
    _replace(site / "content/posts" / f"post-{choose.randrange(3)}.md", ":hide: rate\n", "")


def change_cell(site: Path, choose: random.Random) -> None:
    _replace(site / "content/posts/bundle/index.md", "1 + 1", f"1 + {choose.randrange(99)}")


def change_picture(site: Path, choose: random.Random) -> None:
    (site / "content/posts/bundle/picture.svg").write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg"><!--{choose.random()}--></svg>'
    )


def remove_picture(site: Path, choose: random.Random) -> None:
    del choose
    (site / "content/posts/bundle/picture.svg").unlink()


def change_static(site: Path, choose: random.Random) -> None:
    (site / "static/note.txt").write_text(f"note {choose.random()}")


def add_style_sheet(site: Path, choose: random.Random) -> None:
    (site / "static/css").mkdir(exist_ok=True)
    (site / "static/css/site.css").write_text(f"p {{ margin: {choose.randrange(9)}px }}\n")


def add_template(site: Path, choose: random.Random) -> None:
    (site / "templates/partials").mkdir(parents=True, exist_ok=True)
    (site / "templates/partials/footer.html").write_text(f"<footer>{choose.randrange(99)}</footer>\n")


def remove_templates(site: Path, choose: random.Random) -> None:
    del choose
    shutil.rmtree(site / "templates", ignore_errors=True)


def break_template(site: Path, choose: random.Random) -> None:
    del choose
    (site / "templates/partials").mkdir(parents=True, exist_ok=True)
    (site / "templates/partials/footer.html").write_text("{% if %}")


def change_configuration(site: Path, choose: random.Random) -> None:
    line = choose.choice(
        ["paginate = 2", 'author = "A. N. Author"', 'language = "de"', "taxonomies = []", "feeds = []",
         'archive = "/by-date/"', "related = {count = 3}", 'taxonomies = ["categories", "authors", "tags"]',
         'sections = {posts = {feeds = ["json"]}}',
         'taxonomies = {tags = {title = "T", feeds = ["rss"]}, categories = {}}',
         "offline = true", 'permalinks = {posts = "/{year}/{slug}/"}', "security = {meta = false}",
         "demos = {saved_steps = 0}"]
    )  # fmt: skip
    key = line.partition(" ")[0]
    config = site / "sitegen.toml"
    languages = [given for given in config.read_text().splitlines() if given.startswith("languages ")]
    kept = [other for other in CONFIG.splitlines() if not other.startswith(f"{key} ")]
    config.write_text("\n".join([*kept, *languages, line, ""]))


def touch_everything(site: Path, choose: random.Random) -> None:
    moment = choose.choice([0, 3_976_000_000])
    for file in [*site.glob("content/**/*"), *site.glob("static/**/*")]:
        os.utime(file, (moment, moment))


def remove_output(site: Path, choose: random.Random) -> None:
    del choose
    shutil.rmtree(site / "public")


def remove_cache(site: Path, choose: random.Random) -> None:
    del choose
    shutil.rmtree(site / ".sitegen", ignore_errors=True)


EDITS: list[Edit] = [
    change_text, change_keeping_size_and_time, change_title, change_date, change_tags, drop_tags, make_draft,
    *2 * [change_terms], require_post,
    add_alias, change_slug, add_post, remove_post, rename_post, break_front_matter, change_demo,
    change_demo_back, change_demo_keeping_size_and_time, change_default_of_demo,
    add_module_that_a_demo_imports, change_option_of_island, hide_control, show_control, change_cell,
    change_picture, remove_picture, change_static, add_style_sheet, add_template, remove_templates,
    break_template, change_configuration, touch_everything, remove_output, remove_cache, change_output_file,
    change_home_and_page, name_next_part, add_macro, change_description_to_first_paragraph,
    link_from_template, add_data, remove_data, break_data,
    *2 * [list_posts_in_template, list_posts_in_footer, change_data],
    *extension_edits.EDITS,
    *picture_edits.EDITS,
    # Builds in which only texts changed have a way of their own: these edits come more often.
    *2 * [change_text, change_two_texts, add_heading, rename_heading, link_to_anchor, link_to_post],
]  # fmt: skip
PROGRAM_EDITS = [
    change_demo, change_demo_back, change_demo_keeping_size_and_time, change_default_of_demo,
    add_module_that_a_demo_imports, change_option_of_island, hide_control, show_control,
]  # fmt: skip
