"""Find or install a Chromium for the browser tests, and print its path.

Looked for in this order: the variable SITEGEN_CHROMIUM, headless shells, browsers with windows; of each, the
names below on the PATH before Playwright's own. A headless shell is a Chromium without windows, in which a
new profile costs less; a few tests need a browser with windows beside it. When there is none, Playwright
downloads its own; where that cannot be reached, Debian's packages are installed. With `--full`, headless
shells do not count.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

SHELLS = ("chromium-headless-shell", "chrome-headless-shell", "headless_shell")
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
STARTS_WITHIN_S = 60
DOWNLOAD_WITHIN_S = 900


def main(arguments: Sequence[str] = ()) -> int:
    """Print the path of a Chromium, or on the error output what to do."""
    search = full_browsers if "--full" in arguments else candidates
    if wanted := os.environ.get("SITEGEN_CHROMIUM"):
        if starts(wanted):
            return found(wanted)
        say(f"SITEGEN_CHROMIUM names {wanted!r}, which does not start")
        return 1
    for step in (None, download, install):
        if step is not None and not step():
            continue
        for candidate in search():
            if starts(candidate):
                return found(candidate)
    say(
        "no Chromium: install one (Debian and Ubuntu: sudo apt-get install chromium), or set SITEGEN_CHROMIUM"
        " to the path of a Chromium or Chrome"
    )
    return 1


def candidates() -> Iterator[str]:
    """Yield the paths of browsers that may be installed: with one that has windows, headless shells first."""
    with_windows = list(full_browsers())
    if with_windows:
        yield from filter(None, map(shutil.which, SHELLS))
        if own := playwrights():
            yield from map(str, shells_beside(own))
    yield from with_windows


def full_browsers() -> Iterator[str]:
    """Yield the paths of browsers with windows that may be installed."""
    yield from filter(None, map(shutil.which, NAMES))
    if (own := playwrights()) and own.is_file():
        yield str(own)


def playwrights() -> Path | None:
    """Return where Playwright puts its full Chromium; None without Playwright."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        return None
    with sync_playwright() as playwright:
        return Path(playwright.chromium.executable_path)


def shells_beside(chromium: Path) -> list[Path]:
    """Return the headless shells that Playwright has downloaded beside its full Chromium."""
    own = next((folder for folder in chromium.parents if folder.name.startswith("chromium-")), None)
    if own is None:
        return []
    shells = own.with_name(own.name.replace("chromium-", "chromium_headless_shell-"))
    return [file for name in SHELLS for file in shells.glob(f"*/{name}*") if file.is_file()]


def installed() -> str | None:
    """Return the browser for tests: SITEGEN_CHROMIUM, or one on the PATH; None stands for Playwright's."""
    return os.environ.get("SITEGEN_CHROMIUM") or next(
        filter(None, map(shutil.which, (*SHELLS, *NAMES))), None
    )


def installed_with_windows() -> str | None:
    """Return the same for what a headless shell lacks; a headless shell says in its name what it is."""
    wanted = os.environ.get("SITEGEN_CHROMIUM")
    if wanted and not Path(wanted).name.startswith(SHELLS):
        return wanted
    return next(filter(None, map(shutil.which, NAMES)), None)


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
    """Install Debian's packages."""
    command = apt_get()
    if command is None:
        return False
    say("installing the packages chromium and chromium-headless-shell")
    add = [*command, "install", "--no-install-recommends", "chromium"]
    run([*command, "update"])
    # Not every distribution has the headless shell as a package.
    return run([*add, "chromium-headless-shell"]) or run(add)


def apt_get() -> list[str] | None:
    """Return apt-get as root, or through sudo where it needs no password; None where neither is possible."""
    if shutil.which("apt-get") is None:
        return None
    root: list[str] = []
    if os.geteuid() != 0:
        if shutil.which("sudo") is None or not run(["sudo", "-n", "true"]):
            return None
        root = ["sudo", "-n"]
    return [*root, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-y", "-q"]


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
    sys.exit(main(sys.argv[1:]))
