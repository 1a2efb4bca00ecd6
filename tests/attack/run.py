"""Run the attacks and print a table: `python -m tests.attack.run`, or `make attack`.

Usage: python -m tests.attack.run [--scale 0.1] [--seed 5] [NAME ...]

A long attack can run in pieces: each with a part of the count and a seed of its own.
"""

from __future__ import annotations

import argparse
import inspect
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.attack import (
    bad_demos,
    damage,
    edits,
    floods,
    forge,
    fuzz,
    imports,
    injection,
    kills,
    long_inputs,
    streams,
)
from tests.attack.common import Outcome


@dataclass(frozen=True, slots=True)
class Attack:
    """One way to break something."""

    name: str
    run: Callable[..., Outcome]
    """Takes the count, an empty folder and, where the attack chooses at random, a seed."""
    count: int
    """How often `make attack` tries."""
    short: int
    """How often `make test` tries."""


ATTACKS = (
    Attack("kill -9 while building and writing", kills.kill_builds, 200, 4),
    Attack("kill -9 without an exchange in one step", kills.kill_builds_without_exchange, 60, 3),
    Attack("SIGINT and SIGTERM", kills.interrupt_builds, 40, 2),
    Attack("file size limits, full and read-only disk", kills.starve_builds, 10, 2),
    Attack("two builds at once", kills.build_at_once, 20, 2),
    Attack("random edits, warm against clean", edits.edit_randomly, 150, 4),
    Attack("random edits of translations", edits.edit_translations, 150, 3),
    Attack("damaged entries and file of the site's cache", damage.damage_site_cache, 10_000, 1),
    Attack("forged entries of the site's cache", forge.forge_cache_entries, 10_000, 2),
    Attack("damaged record of the last build", forge.damage_last_build, 10_000, 3),
    Attack("damaged files of the runtime's cache", damage.damage_runtime_cache, 100, 1),
    Attack("fuzzed posts", fuzz.fuzz_posts, 10_000, 80),
    Attack("imported blogs of every dialect", imports.import_blogs, 12_000, 60),
    Attack("long and deep inputs", long_inputs.long_inputs, 142, 8),
    Attack("payloads in every field", injection.inject, 322, 8),
    Attack("demos that behave badly", bad_demos.bad_demos, 52, 3),
    Attack("serve: paths, methods, hosts, ranges, connections", floods.flood, 1_000, 40),
    Attack("serve: event streams during builds", streams.hold_streams, 60, 3),
)


def main() -> int:
    """Run the attacks whose names contain a given text, or all."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("names", nargs="*", metavar="NAME", help="a part of an attack's name")
    arguments.add_argument("--scale", type=float, default=1.0, help="a factor for all counts")
    arguments.add_argument("--seed", type=int, help="another choice of random attacks")
    given = arguments.parse_args()
    chosen = [
        attack for attack in ATTACKS if not given.names or any(name in attack.name for name in given.names)
    ]
    failures: list[str] = []
    print(f"{'test':52} {'count':>6} {'failures':>8} {'seconds':>8}  note", flush=True)
    for attack in chosen:
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as folder:
            is_random = given.seed is not None and "seed" in inspect.signature(attack.run).parameters
            options = {"seed": given.seed} if is_random else {}
            outcome = attack.run(max(1, round(attack.count * given.scale)), Path(folder), **options)
        seconds = time.monotonic() - began
        row = f"{attack.name:52} {outcome.count:6} {len(outcome.failures):8} {seconds:8.0f}  {outcome.note}"
        print(row, flush=True)
        failures += [f"{attack.name}: {failure}" for failure in outcome.failures]
    print(*failures, sep="\n")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
