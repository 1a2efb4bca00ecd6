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
    shutil.rmtree(GOLDEN / "full", ignore_errors=True)
    for path, content in golden_files(SITES / "full").items():
        file = GOLDEN / "full" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)


if __name__ == "__main__":
    main()
