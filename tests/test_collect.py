from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath

import pytest

from sitegen.collect import collect_site, term_slug
from sitegen.config import Config
from sitegen.model import Asset, Body, FrontMatter, Link, Loaded, Page, PageKind, Position, Site, Source
from sitegen.permalink import permalink_of

CONFIG = Config(root=Path("site"), title="T", base_url="https://example.org/blog/")


def page(path: str, kind: PageKind = "post", body: Body | None = None, **matter: object) -> Page:
    source_path = PurePosixPath("content", path)
    folder = source_path.relative_to("content").with_suffix("")
    output_path = (folder.parent if folder.name in ("index", "_index") else folder) / "index.html"
    values: dict[str, object] = {"title": path, "date": date(2026, 1, 1)} | matter
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


def test_tags_group_posts_whatever_their_case() -> None:
    site, problems = collect(
        [page("posts/a.md", tags=("Python", "C++")), page("posts/b.md", tags=("python", "C"))]
    )

    assert problems == []
    assert [(term.name, term.permalink, len(term.pages)) for term in site.taxonomies[0].terms] == [
        ("C", "/blog/tags/c/", 1),
        ("C++", "/blog/tags/c-plus-plus/", 1),
        ("Python", "/blog/tags/python/", 2),
    ]


def test_tags_that_would_share_an_address_are_refused() -> None:
    _, problems = collect(
        [page("posts/a.md", tags=("deep learning", "deep-learning"), lines={"tags": (4, 1)})]
    )

    assert problems == [
        "content/posts/a.md:4:1: the tags 'deep-learning' and 'deep learning' would share the address "
        "'deep-learning'\n  write them alike; 'deep learning' stands in content/posts/a.md"
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
def test_a_link_leads_to_a_page_and_to_an_anchor_or_is_refused(body: Body, expected: str | None) -> None:
    pages = [
        page("posts/a.md", body=body, tags=("t",)),
        page("posts/b.md", body=Body(ids=frozenset({"top"}))),
    ]

    _, problems = collect(pages, unpublished={"/blog/posts/draft/": "a draft"})

    assert problems == ([expected] if expected else [])


def test_a_picture_that_is_not_there_is_refused() -> None:
    body = Body(pictures=(("/blog/img/a.png", Position(PurePosixPath("content/posts/a.md"), 3, 1)),))
    picture = Asset(Path("a.png"), PurePosixPath("img/a.png"), "static/img/a.png")

    assert collect([page("posts/a.md", body=body)], static=[picture])[1] == []
    assert collect([page("posts/a.md", body=body)])[1] == [
        "content/posts/a.md:3:1: there is no file '/blog/img/a.png'\n"
        "  put the file beside the source, or into static/"
    ]


def test_every_collision_is_told_with_both_sources() -> None:
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
def test_the_image_of_a_page_is_there_or_refused_at_its_line(image: str, found: bool) -> None:
    assets = (
        Asset(Path("dot.png"), PurePosixPath("posts/dot.png"), "content/posts/dot.png"),
        Asset(Path("dot.png"), PurePosixPath("img/dot.png"), "static/img/dot.png"),
    )
    files = {PurePosixPath("content/posts/dot.png"): "/blog/posts/dot.png"}
    source = page("posts/a.md", image=image, image_alt="A dot", lines={"image": (4, 1)})

    site, problems = collect_site(Loaded((), (), {}, files, {}), (source,), assets, CONFIG)

    told = [str(problem).splitlines()[0] for problem in problems]
    assert told == ([] if found else [f"content/posts/a.md:4:1: image: there is no file {image!r}"])
    assert site.warnings == ()


def test_an_image_without_words_is_a_warning() -> None:
    site, _ = collect([page("posts/a.md", image="https://example.com/x.png", lines={"image": (4, 1)})])

    assert [str(warning) for warning in site.warnings] == [
        "content/posts/a.md:4:1: warning: the image has no words for those who cannot see it\n"
        "  add image_alt: what the picture shows"
    ]
