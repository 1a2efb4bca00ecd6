"""The last built site, and the error of a newer build that failed."""

from __future__ import annotations

import asyncio
import threading
import traceback
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
    """The result of one build: files to publish, or an error text."""

    outputs: tuple[Output, ...] = ()
    base_path: str = "/"
    error: str = ""
    """Empty when the build succeeded."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The site at one moment; replaced as a whole, never changed."""

    version: int = 0
    """The number of snapshots so far; 0 means that no build has ended yet."""
    build: str = ""
    """The name of the last successful build; differs between builds and between runs of the server."""
    outputs: Mapping[PurePosixPath, Output] = field(default_factory=dict)
    fingerprints: Mapping[PurePosixPath, str] = field(default_factory=dict)
    base_path: str = "/"
    error: str = ""
    """The error of a build newer than `build`."""


class Preview:
    """Builds after every change, one build at a time, and stores the last successful one.

    A change that arrives during a build is not lost: it starts the next one.
    """

    def __init__(self, build: Callable[[], Build]) -> None:
        """Create a preview without a site.

        Args:
            build: builds the site; runs in a thread of its own.
        """
        self.current = Snapshot()
        self.stopping = asyncio.Event()
        self._build = build
        self._changed_on_disk = asyncio.Event()
        self._replaced = asyncio.Condition()
        self._run = token_hex(4)  # open pages of an earlier server must notice that this is another one

    def request_build(self) -> None:
        """Ask for a build because something changed on disk."""
        self._changed_on_disk.set()

    def stop(self) -> None:
        """End `run` and all calls of `wait_for_change`."""
        self.stopping.set()
        self._changed_on_disk.set()

    async def run(self) -> None:
        """Build after every change until `stop` is called; an exception becomes the error of that build."""
        while True:
            await self._changed_on_disk.wait()
            if self.stopping.is_set():
                break
            self._changed_on_disk.clear()
            try:
                built = await _in_thread(self._build)
                if not self.stopping.is_set():
                    await self.show(built)
            except Exception:  # noqa: BLE001 - no exception may end the server
                traceback.print_exc()
                await self.show(Build(error=traceback.format_exc()))
        async with self._replaced:
            self._replaced.notify_all()

    async def show(self, built: Build) -> None:
        """Replace the current snapshot by a build, or add the error of a failed build to it."""
        if built.error:
            snapshot = replace(self.current, error=built.error)
        else:
            snapshot = await _in_thread(lambda: self._snapshot(built))
        async with self._replaced:
            before = self.current
            if before.version == 0 or (snapshot.build, snapshot.error) != (before.build, before.error):
                self.current = replace(snapshot, version=before.version + 1)
                self._replaced.notify_all()

    async def wait_for_change(self, version: int) -> Snapshot:
        """Wait until the version of the snapshot differs or the server stops, and return the snapshot."""
        async with self._replaced:
            await self._replaced.wait_for(lambda: self.stopping.is_set() or self.current.version != version)
            return self.current

    def _snapshot(self, built: Build) -> Snapshot:
        before = self.current
        outputs, fingerprints = {}, {}
        for output in built.outputs:
            path, old = output.output_path, before.outputs.get(output.output_path)
            known = old is not None and isinstance(old.content, bytes) and old.content is output.content
            tag = before.fingerprints[path] if known else fingerprint_of(output)
            if tag is not None:
                outputs[path], fingerprints[path] = output, tag
        same = before.build and fingerprints == before.fingerprints and built.base_path == before.base_path
        build = before.build if same else f"{self._run}-{before.version + 1}"
        return Snapshot(0, build, outputs, fingerprints, built.base_path)


def fingerprint_of(output: Output) -> str | None:
    """Return a text that changes with the bytes of an output, or None if its file no longer exists.

    Files are not read: their size and modification time count. Editors remove their temporary files at any
    moment, so a file that the build has listed can be missing here.
    """
    content = output.content
    if not isinstance(content, bytes):
        try:
            facts = content.stat()
        except OSError:
            return None
        content = f"{facts.st_mtime_ns} {facts.st_size}".encode()
    return blake2b(content, digest_size=FINGERPRINT_BYTES).hexdigest()


async def _in_thread(work: Callable[[], T]) -> T:
    """Run in a daemon thread, which does not delay the end of the program as the loop's own pool would."""
    loop = asyncio.get_running_loop()
    result: asyncio.Future[T] = loop.create_future()

    def settle(value: T | None, error: BaseException | None) -> None:
        if result.cancelled():
            return
        if isinstance(error, KeyboardInterrupt):
            result.cancel()  # Ctrl-C reached a process of the build; the server received the signal too
        elif error is not None:
            result.set_exception(error)
        else:
            result.set_result(cast("T", value))

    def run() -> None:
        value, error = None, None
        try:
            value = work()
        except BaseException as raised:  # noqa: BLE001 - raised again by the await of the result
            error = raised
        with suppress(RuntimeError):  # the loop is closed: nothing awaits the result
            loop.call_soon_threadsafe(settle, value, error)

    threading.Thread(target=run, name="sitegen-build", daemon=True).start()
    return await result
