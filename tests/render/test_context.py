from __future__ import annotations

import ast
import importlib
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

import jinja2
import pytest

from sitegen.render import context, facts, island, templates
from sitegen.render.facts import Html
from tests.render.sample_site import render as render_sample
from tests.render.sample_site import sample_config, sample_page, sample_site

FOR_AUTHORS = {
    (
        "SiteFacts",
        "extra",
    ),  # the table `extra` of the configuration: only a site's own templates know its keys
    ("PageFacts", "extra"),  # ditto, in front matter
    ("ControlFacts", "live"),  # the client reads it from the JSON; a theme may want to show it
}
"""Fields that the built-in templates do not use."""
MODULES = (context, facts, island)


def documented() -> set[tuple[str, str]]:
    """Class and field of everything that a template may see."""
    return {
        (item.__name__, part.name)
        for module in MODULES
        for item in vars(module).values()
        if isinstance(item, type) and is_dataclass(item) and item.__module__ == module.__name__
        for part in fields(item)
        if part.name in item.__annotations__
    }


@pytest.fixture
def used(monkeypatch: pytest.MonkeyPatch) -> set[tuple[str, str]]:
    """Class and field of everything that templates ask for while the test renders."""
    found: set[tuple[str, str]] = set()

    def note(owner: object, name: object) -> None:
        for kind in type(owner).__mro__:
            if name in getattr(kind, "__annotations__", {}):
                found.add((kind.__name__, str(name)))

    class Noting(jinja2.Environment):
        def getattr(self, obj: Any, attribute: str) -> Any:
            note(obj, attribute)
            return super().getattr(obj, attribute)

        def getitem(self, obj: Any, argument: Any) -> Any:
            note(obj, argument)
            return super().getitem(obj, argument)

    class NotingTemplate(jinja2.Template):
        def new_context(self, vars: Any = None, shared: bool = False, locals: Any = None) -> Any:
            made = super().new_context(vars, shared, locals)
            ask = made.resolve_or_missing

            def noted(key: str) -> Any:
                asked.add(key)
                return ask(key)

            made.resolve_or_missing = noted  # type: ignore[method-assign]
            return made

    asked: set[str] = set()
    Noting.template_class = NotingTemplate
    monkeypatch.setattr(jinja2, "Environment", Noting)
    # The names at the top of a template are the fields of its context.
    text = templates._text

    def noting(job: Any, *rest: Any) -> Any:
        asked.clear()
        answer = text(job, *rest)
        made = job.context()
        for name in asked & {part.name for part in fields(made)}:
            note(made, name)
        return answer

    monkeypatch.setattr(templates, "_text", noting)
    return found


def test_templates_use_every_documented_field_and_no_other(
    used: set[tuple[str, str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sitegen.render.feed.SITEMAP_LIMIT", 1000)
    config = sample_config(tmp_path)
    render_sample(config)
    # A site whose posts no section lists, and one that is too large for a single sitemap.
    home = [sample_page("_index.md", "home"), *(sample_page(f"n{n}.md") for n in range(5))]
    render_sample(config, sample_site(config, home))
    monkeypatch.setattr("sitegen.render.feed.SITEMAP_LIMIT", 2)
    render_sample(config, sample_site(config, home))

    # The island's variable is called `island`; its class is reached through it.
    assert documented() - used == FOR_AUTHORS
    assert used - documented() == set()


def test_a_template_that_asks_for_more_than_documented_fails(tmp_path: Path) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text("{{ page.source }}", encoding="utf-8")

    with pytest.raises(Exception, match=r"unknown name 'page\.source'"):
        render_sample(sample_config(tmp_path))


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.__name__)
def test_every_field_that_a_template_sees_has_a_docstring(module: ModuleType) -> None:
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))

    silent = [
        f"{item.name}.{ast.unparse(part.target)}"
        for item in tree.body
        if isinstance(item, ast.ClassDef)
        for place, part in enumerate(item.body)
        if isinstance(part, ast.AnnAssign)
        and not (
            place + 1 < len(item.body)
            and isinstance(follower := item.body[place + 1], ast.Expr)
            and isinstance(follower.value, ast.Constant)
        )
    ]

    assert silent == []


def test_contexts_are_frozen() -> None:
    made = importlib.import_module("sitegen.render.context")
    classes = [item for item in vars(made).values() if isinstance(item, type) and is_dataclass(item)]

    assert len(classes) > 10
    assert all(item.__dataclass_params__.frozen for item in classes)  # type: ignore[attr-defined]


def test_html_is_put_into_a_page_as_it_stands_and_text_is_escaped() -> None:
    template = jinja2.Environment(autoescape=True).from_string("{{ a }}{{ b }}")
    values: Mapping[str, object] = {"a": Html("<b>"), "b": "<b>"}

    assert template.render(values) == "<b>&lt;b&gt;"
