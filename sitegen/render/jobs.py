"""A job is one file to render: its template, and what builds the template's context."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from sitegen.extension.records import Provided
from sitegen.model import Page, Position, Site
from sitegen.render.body import Bodies
from sitegen.render.context import FeedLink, Summary
from sitegen.render.head import head_of
from sitegen.render.index import SiteIndex
from sitegen.render.page_info import PageInfo, summary_of
from sitegen.render.texts import StoredTexts

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config


@dataclass(frozen=True, slots=True)
class Job:
    """One file to render."""

    template: str
    output_path: PurePosixPath
    origin: str
    """What messages call the file."""
    context: Callable[..., Any]
    """Builds the dataclass whose fields the template receives, from a `ContextBuilder` and the arguments."""
    arguments: tuple[Any, ...]
    wanted_by: Position | None = None
    """The place in a source that names this template."""
    made_by: Provided | None = None
    """What makes the file in the place of a template."""


@dataclass(frozen=True, slots=True)
class ContextBuilder:
    """Builds what the contexts of all HTML pages have in common."""

    index: SiteIndex
    bodies: Bodies
    texts: StoredTexts
    stale: Collection[str] | None = None
    """The only outputs that are wanted; None: all."""

    def wants(self, output_path: PurePosixPath) -> bool:
        """Return whether an output is wanted."""
        return self.stale is None or str(output_path) in self.stale

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
            "head": head_of(self.index, title, permalink, **head),
            "menu": menus["main"],
            "menus": menus,
        }

    def page(
        self, page: Page, permalink: str = "", part: int = 1, feeds: tuple[FeedLink, ...] = ()
    ) -> tuple[PageInfo, dict[str, Any]]:
        """Return a source's page and the fields of `Context`.

        Args:
            page: the source.
            permalink: the address, where it is not the source's own: a later part of a list.
            part: which part of a list it is.
            feeds: those of the list on the page.
        """
        content = self.bodies.for_page(page)
        head: dict[str, Any] = {"page": page, "content": content, "part": part, "feeds": feeds}
        common = self.common(page.title, permalink or page.permalink, **head)
        return PageInfo(self.index, self.bodies, page, content), common

    def summary(self, page: Page) -> Summary:
        """Return a page as an entry of a list."""
        return summary_of(self.index, self.bodies, page)


def page_job(
    page: Page,
    template: str,
    context: Callable[..., Any],
    *arguments: Any,
    output_path: PurePosixPath | None = None,
    origin: str = "",
) -> Job:
    """Return the job of a source's page, with the template that its front matter names.

    Args:
        page: the source.
        template: the template for a page whose front matter names none.
        context: builds the context.
        arguments: of `context`, behind the builder.
        output_path: where it is not the source's own: a later part of a list.
        origin: what messages call the file, where it is not the source's path.
    """
    matter = page.source.front_matter
    wanted_by = None
    if matter.template:
        template = matter.template if "." in matter.template else f"{matter.template}.html"
        wanted_by = Position(page.source.source_path, *matter.lines.get("template", (1, 1)))
    path, name = output_path or page.source.output_path, origin or str(page.source.source_path)
    return Job(template, path, name, context, arguments, wanted_by)
