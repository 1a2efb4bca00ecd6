"""One file to make, and what every page's context is put together from."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath
from typing import Any

from sitegen.config import Config
from sitegen.model import Page, Position, Site
from sitegen.render.context import Context
from sitegen.render.describe import SiteIndex, describe_page, menu_at
from sitegen.render.facts import PageFacts
from sitegen.render.head import describe_head


@dataclass(frozen=True, slots=True)
class Job:
    """One file to make."""

    template: str
    output_path: PurePosixPath
    origin: str
    """What makes it, for the message when two want one path."""
    context: Callable[[], Any]
    """Gives the dataclass whose fields the template receives; called once, when it is the job's turn."""
    wanted_by: Position | None = None
    """The place in a source that asks for this very template."""


@dataclass(frozen=True, slots=True)
class Planner:
    """The site and its bodies, and the parts that all contexts share."""

    index: SiteIndex
    content: Callable[[Page], str]
    """The body as its own page shows it."""

    @property
    def site(self) -> Site:
        """The site."""
        return self.index.site

    @property
    def config(self) -> Config:
        """Its configuration."""
        return self.index.config

    def frame(self, title: str, permalink: str, **head: Any) -> dict[str, Any]:
        """What every HTML template receives."""
        return {
            "site": self.index.facts,
            "head": describe_head(self.index, title, permalink, **head),
            "menu": menu_at(self.index, permalink),
        }

    def framed(self, page: Page, **head: Any) -> tuple[PageFacts, dict[str, Any]]:
        """A source's facts, and what every HTML template receives."""
        content = self.content(page)
        facts = describe_page(self.index, page, content)
        return facts, self.frame(
            page.title, **{"permalink": page.permalink, **head}, page=page, content=content
        )


def page_job(page: Page, template: str, context: Callable[[], Context], **changes: Any) -> Job:
    """Return the job that makes a source's page, with the template that its front matter asks for."""
    matter = page.source.front_matter
    wanted_by = None
    if matter.template:
        template = matter.template if "." in matter.template else f"{matter.template}.html"
        wanted_by = Position(page.source.source_path, *matter.lines.get("template", (1, 1)))
    job = Job(template, page.source.output_path, str(page.source.source_path), context, wanted_by)
    return replace(job, **changes)
