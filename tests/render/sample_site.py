"""A small site in memory that uses everything templates know of: the material of the tests of rendering."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from pathlib import Path, PurePosixPath
from typing import Any, cast

import pytest

from sitegen.collect import collect_site
from sitegen.config import Config
from sitegen.demo import ControlData, MarkData
from sitegen.errors import TemplateError
from sitegen.model import (
    Asset,
    Body,
    FrontMatter,
    Heading,
    Island,
    Loaded,
    Metric,
    Output,
    Page,
    PageKind,
    Position,
    Poster,
    PublishedRuntime,
    Request,
    Results,
    Site,
    Source,
)
from sitegen.permalink import permalink_of
from sitegen.render import render_site

BASE_URL = "https://example.org/blog/"
RUNTIME_URL = "/blog/runtime/abc/"
PLACE = Position(PurePosixPath("content/posts/live.md"), 9, 1)


HOME, POSTS, LIVE, FIRST, ABOUT = (
    f"{path}index.html" for path in ("", "posts/", "posts/live/", "posts/first/", "about/")
)
DRAFT, TAGS, TAG = (f"{path}/index.html" for path in ("posts/draft", "tags", "tags/python"))
SECOND, REDIRECT = "posts/page/2/index.html", "old/live/index.html"
PAGES = (
    HOME,
    POSTS,
    SECOND,
    LIVE,
    FIRST,
    DRAFT,
    ABOUT,
    TAGS,
    TAG,
    "tags/python/page/2/index.html",
    "404.html",
)


class SampleAssets:
    """Published static files, each with a visible fingerprint."""

    urls: Mapping[str, str] = {
        "favicon.svg": "/blog/favicon.ff.svg",
        "theme.js": "/blog/theme.js",
        "series.js": "/blog/series.js",
        "video.js": "/blog/video.js",
        "client/main.js": "/blog/client-ff/main.js",
        "client/search.js": "/blog/client-ff/search.js",
        **{
            f"css/{name}.css": f"/blog/css/{name}.ff.css"
            for name in ("site", "code", "blocks", "demo", "marks", "stage", "cell", "search", "extra")
        },
    }

    def url(self, path: str) -> str:
        """Return the path with a fingerprint in it."""
        return self.urls[path]


def sample_config(root: Path = Path("site"), **changes: object) -> Config:
    """A site below a sub-path."""
    values: dict[str, object] = {
        "root": root,
        "title": "Notes & queries",
        "base_url": BASE_URL,
        "author": "Ada Example",
        "description": "What was found.",
        "paginate": 2,
    }
    return Config.model_validate(values | changes)


def sample_page(path: str, kind: PageKind = "post", body: Body | None = None, **matter: object) -> Page:
    """A page as parse would give it."""
    source_path = PurePosixPath("content", path)
    folder = source_path.relative_to("content").with_suffix("")
    output_path = (folder.parent if folder.name in ("index", "_index") else folder) / "index.html"
    values: dict[str, object] = {"title": folder.name.capitalize(), "lines": {"template": (4, 11)}} | matter
    permalink = permalink_of("/blog/", output_path)
    source = Source(source_path, kind, FrontMatter(**values), permalink, output_path, "", 1)  # type: ignore[arg-type]
    return Page(source, body or Body(("<p>Text.</p>\n",), word_count=300, summary="Text."))


def sample_island() -> Island:
    """A demo's place with a hidden control."""
    return Island("depth", "depth", {}, ("noise",), (), ("<p>Watch the <em>boundary</em>.</p>",), PLACE)


def sample_posters() -> Results:
    """The posters of `sample_island`, with a control of every kind and a mark."""
    controls = (
        control("layers", "slider", 2, min=1, max=6, step=1, log=False, unit="layers"),
        control("rate", "slider", 0.1, live=True, min=0.001, max=1.0, step=0.01, log=True, unit=""),
        control("shape", "choice", "spirals", choices=["circles", "spirals"]),
        control("noise", "toggle", True),
        control("seed", "seed", 1),
        control("shuffle", "button", 0, live=True),
        control("prompt", "text", "a <b>", most=40, lines=1),
        control("report", "text", "one\ntwo", most=90, lines=3),
        control("digit", "ink", "0.5,0.25 1,1;0,0", width=28, height=28, brush=2.0),
        control(
            "dots",
            "points",
            "-1,0.5,0;1,0,1",
            x_range=[-2, 2],
            y_range=[-1, 1],
            classes=["cat", "dog"],
            most=9,
        ),
        control("lone", "points", "", x_range=[0, 1], y_range=[0, 1], classes=["points"], most=9),
        control(
            "sound", "clip", "hello", clips=[["hello", "Hello"], ["bye", "Bye"]], rate=16000, most_seconds=2.0
        ),
    )
    mark: MarkData = {
        "name": "loss",
        "kind": "curve",
        "label": "Loss",
        "svg": '<svg viewBox="0 0 4 3" role="img" aria-label="Loss"><path d="M0 0L4 3"/></svg>',
        "table": "<table><caption>Loss</caption><tr><th scope=col>Step</th></tr><tr><td>0</td></tr></table>",
        "sentence": "Loss falls from 1 to 0.",
    }
    poster = Poster(
        demo="depth",
        title="Depth & width",
        description="Two spirals, one network.",
        source_code="print('</script>')\n",
        source_path="content/demos/depth.py",
        controls=controls,
        frame={
            "step": 400,
            "done": False,
            "finite": True,
            "text": "It bends.",
            "marks": [{**mark, "name": name} for name in ("loss", "surface", "bars", "rest")],
            "metrics": [{"name": "accuracy", "label": "Accuracy", "text": "97 %", "value": 0.97}],
        },
        facts=("Seed 1", "Test size 400"),
        poster_steps=400,
        generator=True,
        stage={
            "main": ["loss"],
            "side": ["surface"],
            "beside": "bars",
            "headline": {
                "metric": "accuracy",
                "label": "right",
                "baseline": 0.5,
                "said": "guessing: {accuracy}",
            },
            "presets": [
                {"label": "Two & two", "fails": False, "values": {"layers": 2}},
                {"label": "Six", "fails": True, "values": {"layers": 6}},
            ],
            "until": 300,
            "speed": None,
        },
    )
    request = Request("depth")
    return Results({request: poster}, {(PLACE.path, "depth"): request})


def control(name: str, kind: str, value: object, **own: Any) -> ControlData:
    """One control as `sitegen.demo` describes it."""
    data: Any = {
        "name": name,
        "kind": kind,
        "label": name.capitalize(),
        "value": value,
        "live": False,
        "main": False,
        **own,
    }
    return cast("ControlData", data)


def live_body() -> Body:
    """A body with a demo, a number from it, code, and headings for a table of contents."""
    code = '<div class="code"><pre tabindex="0"><code>x = 1\n</code></pre></div>\n'
    return Body(
        parts=(
            '<h2 id="one">One</h2>\n<p><a href="#two">Below</a>, <img src="/blog/posts/live/a.png" alt="A">.',
            Metric("depth", "accuracy", PLACE),
            '</p>\n<h3 id="under">Under</h3>\n',
            sample_island(),
            f'<h2 id="two">Two</h2>\n{code}<h2 id="three">Three</h2>\n<p>End.</p>\n',
        ),
        headings=(
            Heading(2, "one", "One"),
            Heading(3, "under", "<em>Under</em>"),
            Heading(2, "two", "Two"),
            Heading(2, "three", "Three"),
        ),
        word_count=660,
        summary="See below.",
    )


def sample_pages() -> list[Page]:
    """Pages of every kind."""
    return [
        sample_page("_index.md", "home", title="Welcome", description="The first page."),
        sample_page("about.md", "page", title="About us", updated=date(2026, 2, 3), toc=True, draft=True,
                    description="Who we are.", body=live_body()),
        sample_page("posts/_index.md", "section", title="Posts", description="All of them."),
        sample_page("posts/live.md", title="A <live> post", date=datetime(2026, 5, 4, 12, 30, tzinfo=UTC),
                    updated=date(2026, 6, 1), description="With a demo.", tags=("python", "C++"),
                    image="https://example.org/a.png", image_alt="A picture",
                    aliases=("/old/live/", "older.html"),
                    series="Course", part=2, requires=("first", "patience"), body=live_body()),
        sample_page("posts/first.md", title="First", date=date(2026, 3, 1), tags=("python",), series="Course",
                    part=1, authors=("Bob", "Eve")),
        sample_page("posts/draft.md", title="Not yet", date=date(2026, 4, 1), draft=True, language="de",
                    description="Entwurf.", tags=("python", "later")),
        *(sample_page(f"posts/n{n}.md", title=f"Note {n}", date=date(2025, 1, n)) for n in range(1, 10)),
    ]  # fmt: skip


def sample_site(config: Config, pages: Iterable[Page] | None = None, assets: Iterable[Asset] = ()) -> Site:
    """The pages as collect brings them into order."""
    beside = tuple(assets)
    files = {PurePosixPath(a.origin): permalink_of(config.base_path, a.output_path) for a in beside}
    loaded = Loaded((), beside, {}, files, {})
    site, problems = collect_site(loaded, tuple(sample_pages() if pages is None else pages), (), config)
    assert not problems, problems
    return site


def render(config: Config, site: Site | None = None) -> dict[str, str]:
    """Render a site, the sample by default; text by output path."""
    outputs: Iterable[Output] = render_site(
        site or sample_site(config),
        config,
        SampleAssets(),
        sample_posters(),
        runtime=PublishedRuntime(RUNTIME_URL, 1234),
        today=date(2026, 7, 1),
    ).outputs
    texts = {}
    for output in outputs:
        assert isinstance(output.content, bytes)
        assert str(output.output_path) not in texts
        texts[str(output.output_path)] = output.content.decode()
    return texts


def write_templates(root: Path, folder: str = "templates", **templates: str) -> None:
    """Write templates into a site; `page_dot_html` is `page.html`, and `a__b` is `a/b`."""
    for name, text in templates.items():
        file = root / folder / name.replace("__", "/").replace("_dot_", ".")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")


def problems_of(root: Path, pages: list[Page] | None = None) -> list[str]:
    """Render a site whose templates are wrong, and return the problems."""
    config = sample_config(root)
    with pytest.raises(TemplateError) as caught:
        render(config, sample_site(config, pages))
    return [str(problem) for problem in caught.value.problems]
