"""A job is one file to render: its template and a pure function that builds the template's context."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from sitegen.config import Config
from sitegen.model import Page, Position, Site
from sitegen.render.body import Bodies
from sitegen.render.context import PageInfo
from sitegen.render.head import head_of
from sitegen.render.index import SiteIndex
from sitegen.render.page_info import page_info


@dataclass(frozen=True, slots=True)
class Job:
    """One file to render."""

    template: str
    output_path: PurePosixPath
    origin: str
    """What messages call the file."""
    context: Callable[[], Any]
    """Builds the dataclass whose fields the template receives; equal results for each call."""
    wanted_by: Position | None = None
    """The place in a source that names this template."""


@dataclass(frozen=True, slots=True)
class ContextBuilder:
    """Builds what the contexts of all HTML pages have in common."""

    index: SiteIndex
    bodies: Bodies

    @property
    def site(self) -> Site:
        """The site."""
        return self.index.site

    @property
    def config(self) -> Config:
        """The site's configuration."""
        return self.index.config

    def common(self, title: str, permalink: str, **head: Any) -> dict[str, Any]:
        """Return the fields of `Context`.

        Args:
            title: the page's title.
            permalink: its address; empty for a page without one.
            head: further arguments of `head_of`.
        """
        menus = self.index.menus_at(permalink)
        return {
            "site": self.index.info,
            "head": head_of(self.index, title, permalink, **head),
            "menu": menus["main"],
            "menus": menus,
        }

    def page(self, page: Page, permalink: str = "", part: int = 1) -> tuple[PageInfo, dict[str, Any]]:
        """Return a source's page and the fields of `Context`.

        Args:
            page: the source.
            permalink: the address, where it is not the source's own: a later part of a list.
            part: which part of a list it is.
        """
        content = self.bodies.for_page(page)
        common = self.common(page.title, permalink or page.permalink, page=page, content=content, part=part)
        return page_info(self.index, page, content), common


def page_job(page: Page, template: str, context: Callable[[], Any], **changes: Any) -> Job:
    """Return the job of a source's page, with the template that its front matter names.

    Args:
        page: the source.
        template: the template for a page whose front matter names none.
        context: builds the context.
        changes: fields of the job that differ from those of the source's own page.
    """
    matter = page.source.front_matter
    wanted_by = None
    if matter.template:
        template = matter.template if "." in matter.template else f"{matter.template}.html"
        wanted_by = Position(page.source.source_path, *matter.lines.get("template", (1, 1)))
    job = Job(template, page.source.output_path, str(page.source.source_path), context, wanted_by)
    return replace(job, **changes)
