"""Templates use the fields of their contexts and no other names, compared while the sample renders."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import date
from pathlib import Path, PurePosixPath
from types import ModuleType
from typing import Any, NotRequired, get_origin, get_type_hints

import pytest

from sitegen.cache import Cache
from sitegen.config import Config
from sitegen.demo import ControlData, FrameData, MarkData, MetricData, StepData
from sitegen.errors import Problem, TemplateError
from sitegen.model import Body, CardInfo, Page, PublishedRuntime, Site
from sitegen.render import page_info, site_info
from sitegen.render.context import language_links, parts, programs, site_files, templates
from sitegen.render.environment import TemplateEnvironment, TraceTemplate
from sitegen.render.renderer import Renderer
from tests.render.sample_site import (
    RUNTIME_URL,
    SampleAssets,
    sample_config,
    sample_page,
    sample_posters,
    sample_site,
)
from tests.render.sample_site import render as render_sample

FOR_AUTHORS = {
    ("Summary", "tags"),  # the theme shows `page.terms`, tags included
    ("PageInfo", "tags"),
    ("TaxonomyContext", "name"),
    ("TermContext", "name"),
    ("PeriodContext", "year"),
    ("PeriodContext", "month"),
    ("YearInfo", "pages"),
    ("MonthInfo", "month"),
    ("MonthInfo", "pages"),
    *(("WrittenDate", name) for name in ("year", "month", "day")),
    *(
        ("SiteInfo", name)
        for name in (
            "base_url", "data", "description", "extra", "language", "languages", "menus", "pages", "posts",
            "sections", "taxonomies", "theme",
        )
    ),
    *(
        ("PageInfo", name)
        for name in (
            "demos", "extra", "image", "image_alt", "kind", "language", "next", "path", "permalink",
            "previous", "section", "summary", "translations", "url", "weight", "word_count",
        )
    ),
    *(
        ("ConfigInfo", name)
        for name in ("timezone", "paginate", "taxonomies", "feeds", "redirects", "offline")
    ),
    *((kind, "*") for kind in ("SectionInfo", "TaxonomyInfo", "TermInfo")),
    ("LanguageLink", "title"),
    ("Context", "menus"),  # the theme shows `main`, which it receives as `menu`
    ("IslandContext", "controls"),  # the theme shows those of `stage`
    ("CellContext", "*"),  # the sample has no cell: tests/render/test_cell.py renders them
}  # fmt: skip
"""Fields that the built-in templates do not use here; `*` is all of a class."""
MODULES = (templates, site_files, parts, language_links, programs, page_info, site_info)
RECORDS = (MarkData, MetricData, StepData, FrameData, ControlData)
"""Records of a demo, which templates receive as they are; the client reads fields that templates do not."""

Field = tuple[str, str]


def documented() -> set[Field]:
    """Class and field of everything that a context holds."""
    return {
        (item.__name__, name)
        for module in MODULES
        for item in vars(module).values()
        if isinstance(item, type) and is_dataclass(item) and item.__module__ == module.__name__
        for name in declared_by(item)
    }


def declared_by(kind: type) -> set[str]:
    """The fields and properties that a class itself declares."""
    properties = (name for name, item in vars(kind).items() if isinstance(item, property))
    return {name for name in (*vars(kind).get("__annotations__", ()), *properties) if name[0] != "_"}


def owner_of(value: object, name: object) -> str | None:
    """The name of the class or record that declares a field of a value."""
    if isinstance(value, Mapping):
        for record in RECORDS:
            hints = get_type_hints(record, include_extras=True)
            required = {key for key, hint in hints.items() if get_origin(hint) is not NotRequired}
            if required <= set(value) <= set(hints):
                return record.__name__
        return None
    own = (kind for kind in type(value).__mro__ if kind.__module__.startswith("sitegen."))
    return next((kind.__name__ for kind in own if name in declared_by(kind)), None)


class Recorder:
    """Collects what templates ask for."""

    def __init__(self) -> None:
        self.used: set[Field] = set()
        self.top_names: set[str] = set()
        recorder = self

        class RecordingTemplate(TraceTemplate):
            def new_context(self, vars: Any = None, shared: bool = False, locals: Any = None) -> Any:
                made = super().new_context(vars, shared, locals)
                resolve = made.resolve_or_missing

                def recorded(key: str) -> Any:
                    recorder.top_names.add(key)
                    return resolve(key)

                made.resolve_or_missing = recorded  # type: ignore[method-assign]
                return made

        class RecordingEnvironment(TemplateEnvironment):
            template_class = RecordingTemplate

            def getattr(self, obj: Any, attribute: str) -> Any:
                recorder.note(obj, attribute)
                return super().getattr(obj, attribute)

            def getitem(self, obj: Any, argument: Any) -> Any:
                recorder.note(obj, argument)
                return super().getitem(obj, argument)

        self.environment = RecordingEnvironment

    def note(self, value: object, name: object) -> None:
        owner = owner_of(value, name)
        if owner is not None:
            self.used.add((owner, str(name)))

    def render(self, site: Site, config: Config) -> None:
        """Render every job of a site."""
        renderer = Renderer(
            site,
            config,
            SampleAssets(),
            sample_posters(),
            PublishedRuntime(RUNTIME_URL, 1234),
            Cache(None),
            {},
            {"content/posts/p1.md": CardInfo("/posts/p1/card.png", "A card")},
            date(2026, 7, 1),
            environment_class=self.environment,
        )
        for part, job in renderer.jobs():
            self.top_names.clear()
            assert not isinstance(part.text(job), Problem)
            context = job.context(part.builder, *job.arguments)
            for name in self.top_names & {part.name for part in fields(context)}:
                self.note(context, name)


def test_templates_use_every_documented_field_and_no_other(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, recorder = sample_config(tmp_path), Recorder()
    recorder.render(sample_site(config), config.with_changes(markdown_pages=True))
    # A site whose posts no section lists, and one that is too large for a single sitemap.
    home = [
        sample_page("_index.md", "home"),
        *(sample_page(f"n{n}.md") for n in range(5)),
    ]
    recorder.render(sample_site(config, home), config)
    # A home page that shows a whole series as cards.
    parts = [sample_page(f"posts/p{n}.md", date=date(2026, 1, n), series="S", part=n) for n in (1, 2, 3)]
    series = [sample_page("_index.md", "home"), sample_page("posts/_index.md", "section"), *parts]
    recorder.render(
        sample_site(config, series),
        config.with_changes(
            paginate=10, feeds=("rss",), archive="archive", related={"count": 2}, images={"cards": True}
        ),
    )
    # A search in two languages, and posts that say how to cite them.
    german = sample_page("posts/de.md", language="de", date=date(2026, 1, 4))
    asked = config.with_changes(search=True, cite_posts=True)
    recorder.render(sample_site(asked, [*series, german]), asked)
    # A translation.
    source = sample_page("de/posts/p1.md", date=date(2026, 1, 1)).source
    original = PurePosixPath("content/posts/p1.md")
    translation = Page(replace(source, edition="de", original=original), Body())
    both = config.with_changes(languages={"de": {}})
    recorder.render(sample_site(both, [*series, translation]), both)
    monkeypatch.setattr("sitegen.addresses.SITEMAP_LIMIT", 2)
    recorder.render(sample_site(config, home), config)

    whole = {owner for owner, name in FOR_AUTHORS if name == "*"}
    unused = {
        (owner, "*") if owner in whole else (owner, name) for owner, name in documented() - recorder.used
    }
    assert unused == FOR_AUTHORS
    of_records = {(record.__name__, name) for record in RECORDS for name in get_type_hints(record)}
    assert recorder.used - documented() - of_records == set()
    assert {"MarkData", "MetricData", "StepData", "ControlData"} <= {owner for owner, _ in recorder.used}


def test_a_template_that_asks_for_more_than_documented_fails(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text("{{ page.source }}", encoding="utf-8")

    with pytest.raises(TemplateError, match=r"unknown name 'page\.source'"):
        render_sample(sample_config(tmp_path))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_field_that_a_template_sees_has_a_docstring(module: ModuleType) -> None:
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))

    undocumented = [
        f"{item.name}.{ast.unparse(part.target)}"
        for item in tree.body
        if isinstance(item, ast.ClassDef)
        for place, part in enumerate(item.body)
        if isinstance(part, ast.AnnAssign)
        and not ast.unparse(part.target).startswith("_")
        and not (
            place + 1 < len(item.body)
            and isinstance(follower := item.body[place + 1], ast.Expr)
            and isinstance(follower.value, ast.Constant)
        )
    ]

    assert undocumented == []
    properties = [
        (item.__name__, name)
        for item in vars(module).values()
        if isinstance(item, type) and item.__module__ == module.__name__
        for name, member in vars(item).items()
        if isinstance(member, property) and not member.__doc__
    ]
    assert properties == []


def test_contexts_are_frozen() -> None:
    classes = [
        item
        for module in MODULES
        for item in vars(module).values()
        if isinstance(item, type) and is_dataclass(item)
    ]

    assert len(classes) > 20
    assert all(item.__dataclass_params__.frozen for item in classes)  # type: ignore[attr-defined]
