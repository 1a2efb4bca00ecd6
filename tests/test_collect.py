from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath

import pytest

from sitegen.collect import collect_site
from sitegen.config import Config, load_config
from sitegen.model import Asset, Body, FrontMatter, Link, Loaded, Page, PageKind, Position, Site, Source
from sitegen.permalink import permalink_of, term_slug

CONFIG = Config(root=Path("site"), title="T", base_url="https://example.org/blog/")


def page(path: str, kind: PageKind = "post", body: Body | None = None, **matter: object) -> Page:
    source_path = PurePosixPath("content", path)
    folder = source_path.relative_to("content").with_suffix("")
    output_path = (folder.parent if folder.name in ("index", "_index") else folder) / "index.html"
    values: dict[str, object] = {"title": path, "date": date(2026, 1, 1), "description": "D"} | matter
    permalink = permalink_of(CONFIG.base_path, output_path)
    source = Source(source_path, kind, FrontMatter(**values), permalink, output_path, "", 1)  # type: ignore[arg-type]
    return Page(source, body or Body())


def collect(
    pages: Iterable[Page], *, static: Iterable[Asset] = (), unpublished: dict[str, str] | None = None
) -> tuple[Site, list[str]]:
    loaded = Loaded((), (), {}, {}, unpublished or {})
    site, problems = collect_site(loaded, tuple(pages), tuple(static), CONFIG)
    return site, [str(problem) for problem in problems]


AT = "content/posts/a.md:7:3: "


def link(permalink: str, fragment: str = "", href: str = "x.md") -> Body:
    position = Position(PurePosixPath("content/posts/a.md"), 7, 3)
    return Body(links=(Link(href, permalink, fragment, position),))


def test_posts_are_newest_first_whether_they_have_a_date_or_a_time() -> None:
    site, problems = collect(
        [
            page("posts/old.md", date=date(2025, 1, 1)),
            page("posts/noon.md", date=datetime(2026, 1, 1, 12, tzinfo=UTC)),
            page("posts/midnight.md", date=date(2026, 1, 1)),
        ]
    )

    assert [post.title for post in site.posts] == ["posts/noon.md", "posts/midnight.md", "posts/old.md"]
    assert problems == []


def test_a_section_lists_the_pages_of_its_own_folder() -> None:
    site, _ = collect(
        [
            page("_index.md", "home", date=None),
            page("posts/_index.md", "section", date=None),
            page("posts/one.md"),
            page("posts/two/index.md"),
            page("about.md", "page", date=None),
        ]
    )

    assert site.home is not None
    assert [(section.page.title, [page.title for page in section.pages]) for section in site.sections] == [
        ("posts/_index.md", ["posts/one.md", "posts/two/index.md"])
    ]


def test_tags_group_posts_without_regard_to_case() -> None:
    site, problems = collect(
        [page("posts/a.md", tags=("Python", "C++")), page("posts/b.md", tags=("python", "C"))]
    )

    assert problems == []
    assert [(term.name, term.permalink, len(term.pages)) for term in site.taxonomies[0].terms] == [
        ("C", "/blog/tags/c/", 1),
        ("C++", "/blog/tags/c-plus-plus/", 1),
        ("Python", "/blog/tags/python/", 2),
    ]


def test_tags_that_would_share_an_address_are_one_tag_with_a_warning() -> None:
    site, problems = collect(
        [page("posts/a.md", tags=("deep learning", "deep-learning"), lines={"tags": (4, 1)})]
    )

    assert problems == []
    assert [(term.name, len(term.pages)) for term in site.taxonomies[0].terms] == [("deep learning", 1)]
    assert [str(warning) for warning in site.warnings] == [
        "content/posts/a.md:4:1: warning: 'deep-learning' and 'deep learning' in tags are one term, with the "
        "address 'deep-learning'\n  use the same spelling; 'deep learning' is in content/posts/a.md"
    ]


def test_a_tag_of_signs_alone_still_has_an_address() -> None:
    assert term_slug("!?") == "21-3f"


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (link("/blog/posts/b/"), None),
        (link("/blog/posts/b/", "top"), None),
        (link("/blog/tags/"), None),
        (link("/blog/feed.xml"), None),
        (link(""), None),
        (link("/blog/posts/bb/"), AT + "dead target in the link 'x.md'\n  did you mean '/blog/posts/b/'?"),
        (link("/blog/posts/b"), AT + "dead target in the link 'x.md'\n  did you mean '/blog/posts/b/'?"),
        (link("/blog/posts/b/", "tpo"), AT + "dead anchor #tpo in the link 'x.md'\n  did you mean 'top'?"),
        (
            link("/blog/posts/draft/"),
            AT + "dead target in the link 'x.md'\n  it is a draft, which this build leaves out",
        ),
    ],
)  # fmt: skip
def test_a_link_has_a_page_and_an_anchor_as_its_target_or_is_refused(
    body: Body, expected: str | None
) -> None:
    pages = [
        page("posts/a.md", body=body, tags=("t",)),
        page("posts/b.md", body=Body(ids=frozenset({"top"}))),
    ]

    _, problems = collect(pages, unpublished={"/blog/posts/draft/": "a draft"})

    assert problems == ([expected] if expected else [])


def test_a_picture_that_does_not_exist_is_refused() -> None:
    body = Body(pictures=(("/blog/img/a.png", Position(PurePosixPath("content/posts/a.md"), 3, 1)),))
    picture = Asset(Path("a.png"), PurePosixPath("img/a.png"), "static/img/a.png")

    assert collect([page("posts/a.md", body=body)], static=[picture])[1] == []
    assert collect([page("posts/a.md", body=body)])[1] == [
        "content/posts/a.md:3:1: there is no file '/blog/img/a.png'\n"
        "  put the file beside the source, or into static/"
    ]


def test_every_collision_names_all_sources() -> None:
    one, two = page("posts/a.md"), page("posts/a/index.md")
    aliased = page("about.md", "page", aliases=("/posts/a/",))
    upper = Asset(Path("x"), PurePosixPath("POSTS/A/index.html"), "static/POSTS/A/index.html")

    _, problems = collect([one, two, aliased], static=[upper])

    assert problems == [
        "content/posts/a.md: content/posts/a.md and content/posts/a/index.md and "
        "content/about.md (alias /posts/a/) and static/POSTS/A/index.html would be published as "
        "posts/a/index.html\n  give one of them another slug or name"
    ]


def test_a_page_of_a_long_list_can_be_linked() -> None:
    posts = [page(f"posts/{number}.md") for number in range(11)]
    first = replace(posts[0], body=link("/blog/posts/page/2/"))

    _, problems = collect([*posts[1:], first, page("posts/_index.md", "section", date=None)])

    assert problems == []


@pytest.mark.parametrize(
    ("image", "found"),
    [
        ("dot.png", True),
        ("../posts/dot.png", True),
        ("/img/dot.png", True),
        ("https://example.com/x.png", True),
        ("dto.png", False),
        ("/dot.png", False),
    ],
)
def test_the_image_of_a_page_exists_or_is_refused_at_its_line(image: str, found: bool) -> None:
    assets = (
        Asset(Path("dot.png"), PurePosixPath("posts/dot.png"), "content/posts/dot.png"),
        Asset(Path("dot.png"), PurePosixPath("img/dot.png"), "static/img/dot.png"),
    )
    files = {PurePosixPath("content/posts/dot.png"): "/blog/posts/dot.png"}
    source = page("posts/a.md", image=image, image_alt="A dot", lines={"image": (4, 1)})

    site, problems = collect_site(Loaded((), (), {}, files, {}), (source,), assets, CONFIG)

    messages = [str(problem).splitlines()[0] for problem in problems]
    assert messages == ([] if found else [f"content/posts/a.md:4:1: image: there is no file {image!r}"])
    assert site.warnings == ()


def test_an_image_without_image_alt_is_a_warning() -> None:
    site, _ = collect([page("posts/a.md", image="https://example.com/x.png", lines={"image": (4, 1)})])

    assert [str(warning) for warning in site.warnings] == [
        "content/posts/a.md:4:1: warning: the image has no image_alt for readers who cannot see it\n"
        "  add image_alt: what the picture shows"
    ]


def test_an_alias_that_needs_a_folder_where_a_generated_file_is_is_refused_at_its_line() -> None:
    source = page("posts/a.md", aliases=("/feed.xml",), lines={"aliases": (5, 1)})

    assert collect([source])[1] == [
        "content/posts/a.md:5:1: content/posts/a.md (alias /feed.xml) would be published as "
        "feed.xml/index.html, and the feed as the file feed.xml\n"
        "  one name cannot be a file and a folder: change one of the two"
    ]


def test_an_alias_at_the_path_of_a_generated_file_is_refused_at_its_line() -> None:
    source = page("posts/a.md", aliases=("/404.html",), lines={"aliases": (5, 1)})

    assert collect([source])[1] == [
        "content/posts/a.md:5:1: content/posts/a.md (alias /404.html) and the page for unknown addresses "
        "would be published as 404.html\n  give one of them another slug or name"
    ]


def test_a_file_of_the_author_can_replace_a_generated_one() -> None:
    own = Asset(Path("feed.xml"), PurePosixPath("feed.xml"), "static/feed.xml")

    assert collect([page("posts/a.md")], static=[own])[1] == []


def test_a_later_part_of_a_list_collides_with_a_page_at_its_address() -> None:
    posts = [page(f"posts/{number}.md") for number in range(11)]
    own = Asset(Path("x"), PurePosixPath("posts/page/2/index.html"), "static/posts/page/2/index.html")

    _, problems = collect([*posts, page("posts/_index.md", "section", date=None)], static=[own])

    assert problems == [
        "static/posts/page/2/index.html and content/posts/_index.md (page 2) would be published as "
        "posts/page/2/index.html\n  give one of them another slug or name"
    ]


def test_posts_beside_the_index_of_a_page_are_refused_and_no_generated_file_is_named() -> None:
    owner = page("posts/x/index.md")
    other = page("posts/x/other.md")
    made = page("posts/x/_index.md", "section", date=None)

    assert collect([owner, other, made])[1] == [
        "content/posts/x/other.md: content/posts/x/index.md is a page, and content/posts/x/other.md makes "
        "its folder a section with the same address\n"
        "  move other.md to another folder, or rename index.md to _index.md"
    ]


def test_a_page_of_the_list_on_the_home_page_can_be_linked() -> None:
    posts = [page(f"p{number}.md") for number in range(11)]
    first = replace(posts[0], body=link("/blog/page/2/"))

    assert collect([page("_index.md", "home", date=None), first, *posts[1:]])[1] == []


def warnings(pages: Iterable[Page]) -> list[str]:
    return [str(warning) for warning in collect(pages)[0].warnings]


def test_a_page_that_requires_an_unknown_page_is_a_warning_with_the_near_miss() -> None:
    first = page("posts/first-steps.md")
    last = page(
        "posts/b.md",
        requires=("first-steps", "frist-steps", "a school's algebra"),
        lines={"requires": (6, 1)},
    )

    assert warnings([first, last]) == [
        "content/posts/b.md:6:1: warning: requires: there is no page 'frist-steps'\n"
        "  did you mean 'first-steps'?"
    ]


def test_two_posts_with_one_part_of_a_series_are_a_warning_at_the_later_one() -> None:
    one = page("posts/a.md", date=date(2026, 1, 1), series="Course", part=1)
    two = page("posts/b.md", date=date(2026, 1, 2), series="Course", part=1, lines={"part": (7, 1)})
    other = page("posts/c.md", date=date(2026, 1, 3), series="Walks", part=1)

    assert warnings([one, two, other]) == [
        "content/posts/b.md:7:1: warning: part 1 of the series 'Course' is taken\n"
        "  content/posts/a.md is part 1, too"
    ]


def test_a_menu_entry_without_a_target_is_a_warning_at_its_line(tmp_path: Path) -> None:
    (tmp_path / "sitegen.toml").write_text(
        'title = "T"\n[[menus.main]]\ntitle = "A"\nurl = "/posts/a/"\n'
        '[[menus.footer]]\ntitle = "B"\nurl = "/abuot/"\n'
        '[[menus.footer]]\ntitle = "C"\nurl = "/posts/a/#top"\n'
        '[[menus.footer]]\ntitle = "D"\nurl = "https://example.org/"\n'
    )
    config = load_config(tmp_path / "sitegen.toml", base_url="https://example.org/")
    pages = []
    for one in (page("posts/a.md"), page("about.md", "page", date=None)):
        at_root = replace(one.source, permalink=permalink_of("/", one.source.output_path))
        pages.append(Page(at_root, one.body))

    site, problems = collect_site(Loaded((), (), {}, {}, {}), tuple(pages), (), config)

    assert problems == ()
    assert [str(warning) for warning in site.warnings] == [
        "sitegen.toml:7:7: warning: menus.footer: there is no page at '/abuot/'\n  did you mean '/about/'?"
    ]
