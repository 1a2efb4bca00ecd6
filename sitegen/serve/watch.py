"""Watch the files of the site for changes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from watchfiles import Change, DefaultFilter, awatch

STEP_MS = 40
"""How long the files must be quiet before several changes count as one."""
RETRY_S = 0.2
"""The pause before a folder that could not be watched is tried again; it doubles up to the longest."""
LONGEST_RETRY_S = 5.0


@dataclass(frozen=True, slots=True)
class Watched:
    """The files and folders to watch."""

    root: Path
    """The folder of the site: its own files are watched, not its subfolders."""
    file_names: frozenset[str]
    """Files in it that are watched."""
    folders: tuple[Path, ...]
    """Folders that are watched with everything in them; they need not exist."""


class SourceFilter(DefaultFilter):
    """Ignores the auxiliary files of editors: lock files of Emacs, swap files of Vim, backups."""

    def __call__(self, change: Change, path: str) -> bool:
        """Return whether a change of this file starts a build."""
        name = Path(path).name
        return not name.startswith(".#") and not name.endswith("~") and super().__call__(change, path)


async def watch_site(
    find: Callable[[], Watched], changed: Callable[[], None], stopping: asyncio.Event
) -> None:
    """Call `changed` once when watching has begun and after every change, until `stopping` is set.

    Folders that appear, disappear or are renamed in the configuration are followed. When a folder
    disappears between two calls or cannot be watched, the function tries again; it never raises.
    """
    pause, polling = RETRY_S, False
    while not stopping.is_set():
        watched = find()
        over = asyncio.Event()
        try:
            async with asyncio.TaskGroup() as group:
                group.create_task(_watch_root(watched, changed, over, polling))
                group.create_task(_watch_folders(watched, changed, over, polling))
                # Both watch when this runs: what was written before is seen by the build that follows.
                group.create_task(_start(changed))
                group.create_task(_end(stopping, over))
            pause = RETRY_S
        except* FileNotFoundError:  # a folder vanished before it could be watched
            pause = await _wait(stopping, pause)
        except* (OSError, RuntimeError):  # no more watches are available: compare the files instead
            polling = True
            pause = await _wait(stopping, pause)


async def _wait(stopping: asyncio.Event, pause: float) -> float:
    """Wait for a while, or until the server stops; return the next pause."""
    with suppress(TimeoutError):
        await asyncio.wait_for(stopping.wait(), pause)
    return min(2 * pause, LONGEST_RETRY_S)


async def _start(changed: Callable[[], None]) -> None:
    changed()


async def _end(stopping: asyncio.Event, over: asyncio.Event) -> None:
    waits = [asyncio.create_task(event.wait()) for event in (stopping, over)]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
        over.set()


async def _watch_root(
    watched: Watched, changed: Callable[[], None], over: asyncio.Event, polling: bool
) -> None:
    inside = [folder for folder in watched.folders if folder.is_relative_to(watched.root)]
    names = watched.file_names | {folder.relative_to(watched.root).parts[0] for folder in inside}

    def matters(change: Change, path: str) -> bool:  # noqa: ARG001 - watchfiles gives both
        return Path(path).name in names

    async for _ in awatch(
        watched.root,
        watch_filter=matters,
        recursive=False,
        step=STEP_MS,
        stop_event=over,
        force_polling=polling or None,
    ):
        changed()
        over.set()  # the next round reads the configuration and looks for the folders again


async def _watch_folders(
    watched: Watched, changed: Callable[[], None], over: asyncio.Event, polling: bool
) -> None:
    folders = [folder for folder in watched.folders if folder.is_dir()]
    if not folders:
        return
    async for _ in awatch(
        *folders, watch_filter=SourceFilter(), step=STEP_MS, stop_event=over, force_polling=polling or None
    ):
        changed()
