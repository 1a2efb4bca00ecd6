"""Kill, interrupt and starve builds: the published folder always holds one whole site."""

from __future__ import annotations

import os
import random
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

from tests.attack.common import (
    DEMO,
    REPOSITORY,
    Builder,
    Outcome,
    builder,
    difference,
    digest,
    posts,
    write_site,
)

POSTS = 25
LIGHT = 20
"""Up to so many builds a site has no programs, whose runtime costs most of a build."""
PROGRAMS = {
    "content/demos/answer.py": DEMO.format(name="answer"),
    "content/posts/live.md": (
        "---\ntitle: Live\ndate: 2026-02-02\ndescription: d\n---\n\n:::{demo} answer\n:::\n\n"
        "```{code-cell} python\n1 + 1\n```\n"
    ),
}


def kill_builds(count: int, folder: Path, seed: int = 1) -> Outcome:
    """Kill builds with SIGKILL at random moments, half of them while they write."""
    return _end_builds(count, folder, seed, signal.SIGKILL)


def kill_builds_without_exchange(count: int, folder: Path, seed: int = 2) -> Outcome:
    """The same where the system cannot exchange two folders in one step."""
    return _end_builds(count, folder, seed, signal.SIGKILL, fallback=True)


def interrupt_builds(count: int, folder: Path, seed: int = 3) -> Outcome:
    """End builds with SIGINT and SIGTERM at random moments."""
    one = _end_builds((count + 1) // 2, folder / "int", seed, signal.SIGINT)
    two = _end_builds(count // 2, folder / "term", seed, signal.SIGTERM)
    note = f"{one.note}; {two.note}"
    return Outcome(one.count + two.count, one.failures + two.failures, note)


def _end_builds(count: int, folder: Path, seed: int, number: int, *, fallback: bool = False) -> Outcome:
    random_source, outcome, live = random.Random(seed), Outcome(), 0
    contents = [posts(POSTS, text=f"\nText of {name}.\n") for name in ("one site", "the other site")]
    programs = PROGRAMS if count > LIGHT else {}
    site = write_site(folder / "site", {**contents[0], **programs})
    public, wholes, took = site / "public", [], 0.0
    with builder() as build:
        for number_of, content in enumerate(contents):  # clean builds elsewhere, to compare with
            write_site(site, content)
            began = time.monotonic()
            ended = build.build(site, output=str(folder / f"clean-{number_of}"), fallback=fallback)
            took = time.monotonic() - began
            assert ended.status == 0, ended.error
            wholes.append(digest(folder / f"clean-{number_of}"))
        assert build.build(site, fallback=fallback).status == 0
        for attempt in range(count):
            new = attempt % 2
            write_site(site, contents[new])
            pid = build.start(site, fallback=fallback)
            writing = random_source.random() < 0.5
            time.sleep(_until_writing(public, took) if writing else took * random_source.uniform(0, 1.05))
            with suppress(ProcessLookupError):
                os.kill(pid, number)
            ended = build.end()
            live += ended.status != 0
            outcome.count += 1
            found = _site_between(public)
            if found not in ([wholes[new]] if ended.status == 0 else wholes):
                outcome.fail(f"{attempt}: torn after {ended.status}: {difference(found, wholes[new])}")
            if ended.status not in (0, -number, 130):
                outcome.fail(f"{attempt}: status {ended.status}: {ended.error[-300:]}")
            again = build.build(site, fallback=fallback)
            if again.status != 0 or digest(public) != wholes[new]:
                outcome.fail(f"{attempt}: the next build differs: {again.error[-300:]}")
            if left := [file.name for file in site.iterdir() if file.name.startswith(".public.")]:
                outcome.fail(f"{attempt}: left behind {left}")
    outcome.note = f"{live} hit a running build"
    return outcome


def _site_between(public: Path) -> dict[str, str]:
    """Hash the site that readers have; without an exchange in one step it may be between two names."""
    old = public.with_name(f".{public.name}.old")
    return digest(public if public.exists() or not old.exists() else old)


def _until_writing(public: Path, took: float) -> float:
    """Wait for the staging folder of a build; return how long to wait then."""
    end = time.monotonic() + 3 * took
    while time.monotonic() < end:
        if any(file.name.startswith(f".{public.name}.new-") for file in public.parent.iterdir()):
            return random.uniform(0, 0.06)
        time.sleep(0.002)
    return 0.0


def starve_builds(count: int, folder: Path, seed: int = 4) -> Outcome:
    """Limit the size of files, fill the disk, take the right to write: the old site stays, with a message."""
    outcome = Outcome()
    site = write_site(folder / "site", posts(10))
    (site / "static").mkdir()
    (site / "static" / "big.bin").write_bytes(random.Random(seed).randbytes(300_000))
    with builder() as build:
        assert build.build(site).status == 0
        before = digest(site / "public")
        write_site(site, posts(10, text="\nchanged\n"))
        limits = [1_000, 50_000, 200_000, 2_000, 5_000, 10_000, 20_000, 100_000, 250_000, 299_999][:count]
        for limit in limits:
            (site / "static" / "big.bin").write_bytes(random.Random(seed + limit).randbytes(300_000))
            _expect_refusal(outcome, build, site, before, f"limit {limit}", file_bytes=limit)
        _expect_clean_folder(outcome, site)
    _full_and_read_only(outcome, folder)
    return outcome


def _expect_refusal(
    outcome: Outcome, build: Builder, site: Path, before: dict[str, str], name: str, **options: object
) -> None:
    outcome.count += 1
    ended = build.build(site, **options)
    if ended.status != 1 or "Traceback" in ended.error or "cannot write" not in ended.error:
        outcome.fail(f"{name}: status {ended.status}: {ended.error[-300:]}")
    if digest(site / "public") != before:
        outcome.fail(f"{name}: the old site changed")


def _expect_clean_folder(outcome: Outcome, site: Path) -> None:
    if left := [file.name for file in site.iterdir() if file.name.startswith(".public.")]:
        outcome.fail(f"left behind {left}")


def _full_and_read_only(outcome: Outcome, folder: Path) -> None:
    """A full and a read-only file system, in a mount namespace of their own, where the system allows one."""
    space = ["unshare", "--mount", "--map-root-user"]
    allowed = shutil.which("unshare") and (
        subprocess.run([*space, "true"], check=False, capture_output=True).returncode == 0
    )
    if not allowed:
        outcome.note = "no mount namespace here: a full and a read-only disk were not tried"
        return
    target = folder / "disk"
    target.mkdir()
    site = write_site(folder / "other", posts(10))
    (site / "static").mkdir()
    (site / "static" / "big.bin").write_bytes(b"x" * 300_000)
    command = f"{sys.executable} -m sitegen build -q -c {site} -o {target}/public"
    for name, step in (
        ("full disk", f"head -c 4000000 /dev/zero > {target}/fill 2>/dev/null"),
        ("read-only disk", f"mount -o remount,ro {target}"),
    ):
        outcome.count += 1
        script = f"""
            mount -t tmpfs -o size=2m none {target} && {command} && cp -r {target}/public {folder}/copy &&
            echo '# more' >> {site}/content/posts/post-1.md && {step}
            {command}; echo status $?
            diff -r {target}/public {folder}/copy && echo the old site stays
            ls -A {target} | grep -F .public. && echo folder left
        """
        shutil.rmtree(folder / "copy", ignore_errors=True)
        done = subprocess.run(
            [*space, "sh", "-c", script], capture_output=True, text=True, check=False, cwd=REPOSITORY
        )
        said = done.stdout + done.stderr
        good = "status 1" in said and "the old site stays" in said and "folder left" not in said
        if not good or "Traceback" in said or "cannot write" not in said:
            outcome.fail(f"{name}: {said[-500:]}")


def build_at_once(count: int, folder: Path, seed: int = 5) -> Outcome:
    """Two builds of different sources into one output at once: one of the two sites, whole."""
    outcome, random_source = Outcome(), random.Random(seed)
    output = folder / "public"
    sites = [write_site(folder / name, posts(30, text=f"\nof {name}\n")) for name in ("one", "two")]
    with builder() as first, builder() as second:
        whole = []
        for site in sites:
            assert first.build(site, output=str(output)).status == 0
            whole.append(digest(output))
        for attempt in range(count):
            outcome.count += 1
            first.start(sites[0], output=str(output))
            time.sleep(random_source.uniform(0, 0.1))
            second.start(sites[1], output=str(output))
            statuses = [first.end(), second.end()]
            if any(ended.status for ended in statuses):
                outcome.fail(f"{attempt}: {[ended.error[-200:] for ended in statuses]}")
            if digest(output) not in whole:
                outcome.fail(f"{attempt}: mixed: {difference(digest(output), whole[0])}")
            if left := [file.name for file in folder.iterdir() if file.name.startswith(".public.")]:
                outcome.fail(f"{attempt}: left behind {left}")
    return outcome
