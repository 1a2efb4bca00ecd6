"""Find or install a Chromium for the browser tests, and print its path.

Looked for in this order: the variable SITEGEN_CHROMIUM, the names below on the PATH, Playwright's own. When
there is none, Playwright downloads its own; where that cannot be reached, Debian's package is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
STARTS_WITHIN_S = 60
DOWNLOAD_WITHIN_S = 900


def main() -> int:
    """Print the path of a Chromium, or on the error output what to do."""
    if wanted := os.environ.get("SITEGEN_CHROMIUM"):
        if starts(wanted):
            return found(wanted)
        say(f"SITEGEN_CHROMIUM names {wanted!r}, which does not start")
        return 1
    for step in (None, download, install):
        if step is not None and not step():
            continue
        for candidate in candidates():
            if starts(candidate):
                return found(candidate)
    say(
        "no Chromium: install one (Debian and Ubuntu: sudo apt-get install chromium), or set SITEGEN_CHROMIUM"
        " to the path of a Chromium or Chrome"
    )
    return 1


def candidates() -> Iterator[str]:
    """Yield the paths of browsers that may be installed."""
    yield from filter(None, map(shutil.which, NAMES))
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return
    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    if Path(path).is_file():
        yield path


def starts(path: str) -> bool:
    """Return whether a browser opens an empty page; a download may lack libraries of the system."""
    command = [path, "--headless", "--no-sandbox", "--disable-gpu", "--dump-dom", "about:blank"]
    try:
        done = subprocess.run(command, capture_output=True, timeout=STARTS_WITHIN_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return done.returncode == 0 and b"<html" in done.stdout


def download() -> bool:
    """Download Playwright's Chromium."""
    say("no Chromium found: asking Playwright for one")
    # Where its server cannot be reached, Playwright otherwise waits for minutes before it fails.
    os.environ.setdefault("PLAYWRIGHT_DOWNLOAD_CONNECTION_TIMEOUT", "15000")
    return run([sys.executable, "-m", "playwright", "install", "chromium"])


def install() -> bool:
    """Install Debian's package as root, or through sudo where it needs no password."""
    if shutil.which("apt-get") is None:
        return False
    root: list[str] = []
    if os.geteuid() != 0:
        if shutil.which("sudo") is None or not run(["sudo", "-n", "true"]):
            return False
        root = ["sudo", "-n"]
    say("installing the package chromium")
    options = ["-y", "-q", "--no-install-recommends"]
    run([*root, "apt-get", "update", "-q"])
    return run([*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", *options, "chromium"])


def run(command: Sequence[str]) -> bool:
    """Run a command with its output on the error output, since the standard output is only the path."""
    try:
        return (
            subprocess.run(command, stdout=sys.stderr, timeout=DOWNLOAD_WITHIN_S, check=False).returncode == 0
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        say(str(error))
        return False


def found(path: str) -> int:
    """Print the path and report success."""
    print(path)
    return 0


def say(text: str) -> None:
    """Print a message on the error output."""
    print(text, file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
