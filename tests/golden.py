"""What golden tests compare with. Written by `python -m tests.golden`; then review the diff."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

from sitegen.build import build_outputs
from sitegen.config import load_config
from sitegen.errors import SitegenError
from tests.conftest import NOW, SITES

INVALID = SITES / "invalid"
GOLDEN = Path(__file__).parent / "golden"
FINGERPRINT = re.compile(
    r"(?<=/client-)[0-9a-f]{8}|(?<=[a-z]\.)[0-9a-f]{8}(?=\.css|\.frames)|(?<=runtime/)[0-9a-f]{16}"
    r"|(?<=\"download_bytes\":)\d+|(?<=Run loads )\d+|(?<=^client-)[0-9a-f]{8}"
)
LANGUAGES_SHOWN = (
    "index.html", "posts/index.html", "sitemap.xml", "ar/2026/light/index.html", "ar/index.html",
    "de/index.html", "de/2026/schall/index.html", "de/2026/waves/index.html", "de/about/index.html",
    "de/laerm/index.html", "de/tags/index.html", "de/404.html", "de/feed.xml",
    "de/archive/2026/03/page/2/index.html",
)  # fmt: skip
"""The pages of `tests/sites/languages/` that have a golden file."""


def refusal_of(site: Path) -> str:
    """Build a site that must be refused, and return the messages to its author."""
    try:
        build_outputs(load_config(site / "sitegen.toml"), now=NOW)
    except SitegenError as error:
        return f"{type(error).__name__}\n{error}\n"
    return "nothing was refused\n"


def golden_files(site: Path) -> dict[str, bytes]:
    """Build a site and return the text files of its pages.

    Fingerprints of style sheets, of the client and of the runtime become `HASH`, since they change with every
    style or demo; style sheets, the runtime, the client, demos' scripts and saved frames are left out: they
    have tests of their own.
    """
    outputs = build_outputs(load_config(site / "sitegen.toml"), now=NOW).outputs
    return {
        FINGERPRINT.sub("HASH", str(output.output_path)): FINGERPRINT.sub(
            "HASH", output.content.decode()
        ).encode()
        for output in outputs
        if isinstance(output.content, bytes)
        and not str(output.output_path).startswith(("css/", "runtime/", "client-"))
        and output.output_path.suffix not in (".py", ".frames")
    }


def main() -> None:
    """Write every golden file anew."""
    for site in sorted(INVALID.iterdir()):
        (site / "expected.txt").write_text(refusal_of(site), encoding="utf-8")
    for name in ("full", "languages"):
        shutil.rmtree(GOLDEN / name, ignore_errors=True)
        for path, content in golden_files(SITES / name).items():
            if name == "full" or path in LANGUAGES_SHOWN:
                file = GOLDEN / name / path
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(content)


if __name__ == "__main__":
    main()
