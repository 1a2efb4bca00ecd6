"""`sitegen list`: drafts, posts dated in the future, and published pages."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Literal
from zoneinfo import ZoneInfo

import click

from sitegen.cli.options import moment, options, reporting_errors
from sitegen.config import Config
from sitegen.errors import SitegenError
from sitegen.load import load_sources
from sitegen.model import Source, moment_of

State = Literal["draft", "future", "published"]
STATES: dict[str, State] = {"drafts": "draft", "future": "future", "published": "published"}


@dataclass(frozen=True, slots=True)
class Row:
    """One page in the list."""

    state: State
    source: Source

    def facts(self) -> dict[str, object]:
        """Return the row for JSON."""
        matter = self.source.front_matter
        return {
            "state": self.state,
            "kind": self.source.kind,
            "title": matter.title,
            "date": matter.date.isoformat() if matter.date else None,
            "tags": list(matter.tags),
            "terms": {name: list(terms) for name, terms in matter.terms.items()},
            "path": str(self.source.source_path),
            "permalink": self.source.permalink,
        }


@click.command("list")
@click.argument("state", type=click.Choice(list(STATES)), required=False)
@options("config", "now")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON list.")
def list_command(state: str | None, config: Path | None, now: datetime | date | None, as_json: bool) -> None:
    """List drafts, future and published pages."""
    with reporting_errors() as loader:
        site = loader.load_site(config)
        rows = [
            row for row in rows_of(site, moment(now, site)) if state is None or row.state == STATES[state]
        ]
    if as_json:
        click.echo(json.dumps([row.facts() for row in rows], ensure_ascii=False, indent=2))
        return
    for row in rows:
        day = row.source.front_matter.date
        shown = day.isoformat()[:10] if day else ""
        click.echo(f"{row.state:<9}  {shown:<10}  {row.source.source_path}  {row.source.front_matter.title}")


def rows_of(config: Config, now: datetime) -> list[Row]:
    """Return every page that has a source, in order of path.

    Raises:
        SitegenError: sources that cannot be read.
    """
    loaded = load_sources(config, drafts=True, future=True, now=now)
    if loaded.problems:
        raise SitegenError(loaded.problems)
    zone = ZoneInfo(config.timezone)
    written = [source for source in loaded.sources if (config.root / source.source_path).is_file()]
    return [Row(_state(source, zone, now), source) for source in written]


def _state(source: Source, zone: ZoneInfo, now: datetime) -> State:
    matter = source.front_matter
    if matter.draft:
        return "draft"
    return "future" if matter.date is not None and moment_of(matter.date, zone) > now else "published"
