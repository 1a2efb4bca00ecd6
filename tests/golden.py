"""What golden tests compare with, and how it is written anew: `python -m tests.golden`, then review the diff."""

from __future__ import annotations

from pathlib import Path

from sitegen.build import build_outputs
from sitegen.config import load_config
from sitegen.errors import SitegenError
from tests.conftest import NOW, SITES

INVALID = SITES / "invalid"
GOLDEN = Path(__file__).parent / "golden"


def refusal_of(site: Path) -> str:
    """Build a site that must be refused, and return what its author is told."""
    try:
        build_outputs(load_config(site / "sitegen.toml"), now=NOW)
    except SitegenError as error:
        return f"{type(error).__name__}\n{error}\n"
    return "nothing was refused\n"


def published(site: Path) -> dict[str, bytes]:
    """Build a site and return its files by path."""
    outputs = build_outputs(load_config(site / "sitegen.toml"), now=NOW).outputs
    return {
        str(output.output_path): output.content
        if isinstance(output.content, bytes)
        else output.content.read_bytes()
        for output in outputs
    }


def main() -> None:
    """Write every golden file anew."""
    for site in sorted(INVALID.iterdir()):
        (site / "expected.txt").write_text(refusal_of(site), encoding="utf-8")


if __name__ == "__main__":
    main()
