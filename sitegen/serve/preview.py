"""The site as it was last built: what the server shows, and what it says when the newest build is broken."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import PurePosixPath
from secrets import token_hex
from typing import TypeVar, cast

from sitegen.model import Output

FINGERPRINT_BYTES = 12
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Build:
    """What one build gave: files to publish, or the text of what is wrong."""

    outputs: tuple[Output, ...] = ()
    base_path: str = "/"
    error: str = ""
    """Empty when the build is good."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What readers get at one moment; replaced as a whole, never changed."""

    build: str = ""
    """Names the last good build; differs between builds and between runs of the server."""
    outputs: Mapping[PurePosixPath, Output] = field(default_factory=dict)
    fingerprints: Mapping[PurePosixPath, str] = field(default_factory=dict)
    base_path: str = "/"
    error: str = ""
    """What is wrong with a newer build than this one."""


class Preview:
    """Builds when something changed, one build at a time, and keeps the last good site.

    A change that arrives during a build is not lost: it starts the next one.
    """

    def __init__(self, build: Callable[[], Build]) -> None:
        """Make a preview that shows nothing yet.

        Args:
            build: builds the site; runs in a thread of its own.
        """
        self.shown = Shown()
        self.stopping = asyncio.Event()
        self._build = build
        self._dirty = asyncio.Event()
        self._news = asyncio.Condition()
        self._run = token_hex(4)  # a page left open by an earlier server must see that this one is another
        self._count = 0

    def touch(self) -> None:
        """Say that something changed on disk."""
        self._dirty.set()

    def stop(self) -> None:
        """End `run` and everybody who waits for news."""
        self.stopping.set()
        self._dirty.set()

    async def run(self) -> None:
        """Build after every change until `stop` is called."""
        while True:
            await self._dirty.wait()
            if self.stopping.is_set():
                break
            self._dirty.clear()
            built = await _in_thread(self._build)
            if not self.stopping.is_set():
                await self.take(built)
        async with self._news:
            self._news.notify_all()

    async def take(self, built: Build) -> None:
        """Show a build, or what is wrong with it."""
        if built.error:
            shown = replace(self.shown, error=built.error)
        else:
            shown = await _in_thread(lambda: self._show(built))
        async with self._news:
            self._count += 1
            if self._count == 1 or (shown.build, shown.error) != (self.shown.build, self.shown.error):
                self.shown = shown
                self._news.notify_all()

    async def news(self, seen: Shown | None) -> Shown:
        """Return what is shown as soon as it is not what was seen; the same again when the server stops."""
        async with self._news:
            await self._news.wait_for(
                lambda: self.stopping.is_set() or (self._count > 0 and self.shown is not seen)
            )
            return self.shown

    def _show(self, built: Build) -> Shown:
        outputs = {output.output_path: output for output in built.outputs}
        fingerprints = {path: fingerprint_of(output) for path, output in outputs.items()}
        before = self.shown
        same = before.build and fingerprints == before.fingerprints and built.base_path == before.base_path
        name = before.build if same else f"{self._run}-{self._count}"
        return Shown(name, outputs, fingerprints, built.base_path)


def fingerprint_of(output: Output) -> str:
    """Return a text that changes when the bytes of an output do; large files are not read for it."""
    content = output.content
    if not isinstance(content, bytes):
        facts = content.stat()
        content = f"{facts.st_mtime_ns} {facts.st_size}".encode()
    return blake2b(content, digest_size=FINGERPRINT_BYTES).hexdigest()


async def _in_thread(work: Callable[[], T]) -> T:
    """Run in a daemon thread: unlike the loop's own pool it does not hold up the end of the program."""
    loop = asyncio.get_running_loop()
    result: asyncio.Future[T] = loop.create_future()

    def settle(value: T | None, error: BaseException | None) -> None:
        if result.cancelled():
            return
        if isinstance(error, KeyboardInterrupt):
            result.cancel()  # Ctrl-C reached a process that the work had started; the server got it too
        elif error is not None:
            result.set_exception(error)
        else:
            result.set_result(cast("T", value))

    def run() -> None:
        value, error = None, None
        try:
            value = work()
        except BaseException as raised:  # noqa: BLE001 - it is raised again where the result is awaited
            error = raised
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, value, error)

    threading.Thread(target=run, name="sitegen-build", daemon=True).start()
    return await result
