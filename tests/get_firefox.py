"""Install Firefox for `tests/browser/test_firefox.py` where there is none: Debian's package firefox-esr.

Where it cannot be installed, that test is skipped.
"""

from __future__ import annotations

import shutil

from tests.get_chromium import apt_get, run, say

NAMES = ("firefox-esr", "firefox")
"""The programs that the test looks for."""


def main() -> None:
    """Install Firefox if there is none."""
    if any(map(shutil.which, NAMES)):
        return
    command = apt_get()
    if command is None:
        say("no Firefox: its test is skipped")
        return
    say("installing the package firefox-esr")
    run([*command, "update"])
    run([*command, "install", "--no-install-recommends", "firefox-esr"])


if __name__ == "__main__":
    main()
