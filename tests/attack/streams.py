"""Hold event streams of `sitegen serve` open while the site is built again and again."""

from __future__ import annotations

import contextlib
import socket
import time
from pathlib import Path

from tests.attack.common import Outcome, posts, write_site
from tests.attack.floods import address_of, descriptors, expect_few_descriptors, memory_kb
from tests.serving import serving

STREAMS, FEW_STREAMS = 1_000, 100
PACE_S = 10
"""Seconds between the builds of a long run: 60 of them hold the streams for ten minutes."""
LONG_RUN = 10
"""Up to so many builds a run holds few streams and does not wait."""


def hold_streams(count: int, folder: Path) -> Outcome:
    """Hold event streams that are not read while the site is built again and again: memory is bounded.

    Args:
        count: how many builds there are meanwhile; a long run has 1,000 streams and ten seconds for each.
        folder: where the site lies.
    """
    outcome = Outcome()
    long = count > LONG_RUN
    streams = STREAMS if long else FEW_STREAMS
    site = write_site(folder / "site", posts(30))
    post = site / "content/posts/post-1.md"
    text = post.read_text()
    measured: list[int] = []
    with serving(site, folder / "errors.txt") as server, contextlib.ExitStack() as stack:
        for _ in range(streams):
            client = stack.enter_context(socket.create_connection(address_of(server), 60))
            client.sendall(b"GET /_sitegen/events HTTP/1.1\r\nHost: localhost\r\n\r\n")
        began = time.monotonic()
        for number in range(count):
            outcome.count += 1
            post.write_text(f"{text}\nBuild {number}.\n")
            end = time.monotonic() + 120
            while f"Build {number}.".encode() not in server.get("posts/post-1/").body:
                if time.monotonic() > end:
                    outcome.fail(f"build {number} is not shown")
                    break
                time.sleep(0.1)
            measured.append(memory_kb(server))
            if long:
                time.sleep(max(0, began + PACE_S * (number + 1) - time.monotonic()))
        held = time.monotonic() - began
        if descriptors(server) < streams:
            outcome.fail(f"of {streams} streams, {descriptors(server)} descriptors are left")
        stack.close()
        expect_few_descriptors(outcome, server)
    middle = measured[len(measured) // 2]
    outcome.note = (
        f"{streams} streams for {held:.0f} s; "
        f"resident memory {measured[0] // 1000}, {middle // 1000}, {measured[-1] // 1000} MB"
    )
    if measured[-1] - middle > 30_000:
        outcome.fail(f"memory grows: {outcome.note}")
    return outcome
