"""Notice that a site's files changed on disk."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from watchfiles import Change, DefaultFilter, awatch

STEP_MS = 40
"""How long it must be quiet before changes count as one."""


@dataclass(frozen=True, slots=True)
class Watched:
    """Where a site's files lie."""

    root: Path
    """The site's folder: its own files are looked at, not what lies deeper."""
    file_names: frozenset[str]
    """Files in it that matter."""
    folders: tuple[Path, ...]
    """Folders of which everything matters; they may be missing."""


async def watch_site(
    find: Callable[[], Watched], changed: Callable[[], None], stopping: asyncio.Event
) -> None:
    """Call `changed` once when watching has begun and after every change, until `stopping` is set.

    Folders that come, go or are named anew in the configuration are followed.
    """
    while not stopping.is_set():
        watched = find()
        over = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(_watch_root(watched, changed, over))
            group.create_task(_watch_folders(watched, changed, over))
            # Both watch when this runs: what was written before that is seen by the build that follows.
            group.create_task(_announce(changed))
            group.create_task(_end(stopping, over))


async def _announce(changed: Callable[[], None]) -> None:
    changed()


async def _end(stopping: asyncio.Event, over: asyncio.Event) -> None:
    waits = [asyncio.create_task(event.wait()) for event in (stopping, over)]
    await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    for wait in waits:
        wait.cancel()
    over.set()


async def _watch_root(watched: Watched, changed: Callable[[], None], over: asyncio.Event) -> None:
    inside = [folder for folder in watched.folders if folder.is_relative_to(watched.root)]
    names = watched.file_names | {folder.relative_to(watched.root).parts[0] for folder in inside}

    def matters(change: Change, path: str) -> bool:  # noqa: ARG001 - watchfiles gives both
        return Path(path).name in names

    async for _ in awatch(watched.root, watch_filter=matters, recursive=False, step=STEP_MS, stop_event=over):
        changed()
        over.set()  # the next round looks at the configuration and at the folders anew


async def _watch_folders(watched: Watched, changed: Callable[[], None], over: asyncio.Event) -> None:
    folders = [folder for folder in watched.folders if folder.is_dir()]
    if not folders:
        return
    async for _ in awatch(*folders, watch_filter=DefaultFilter(), step=STEP_MS, stop_event=over):
        changed()
