"""`offline.js`: a service worker that holds what a reader has visited, or one that takes it away again.

A browser asks for the worker of a site anew on every visit. So the file is published by every site: without
the key `offline` it is a worker that removes what an earlier one held, and itself. Only a browser that once
had the other one ever asks for it, and no page needs a script for that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path, PurePosixPath

from sitegen.model import Output

WORKER = PurePosixPath("offline.js")
"""At the top of the site, since a worker rules the folder that it lies in."""
HELD_AT_ONCE = ("client/", "css/")
"""What every page may need is held as soon as a page was visited; the runtime when a demo was run."""


def offline_output(
    *,
    wanted: bool,
    base_path: str,
    urls: Mapping[str, str],
    runtime: Sequence[Output],
    taken: Iterable[Output],
) -> tuple[Output, ...]:
    """Return the worker as an output; none where the key is off and the author has a file of that name.

    Args:
        wanted: the configuration's key.
        base_path: the site's path, with a slash at both ends.
        urls: permalinks of the files of `static/`, by their path in it.
        runtime: the runtime's outputs.
        taken: the outputs there are.
    """
    if not wanted:
        if any(output.output_path == WORKER for output in taken):
            return ()
        return (Output(WORKER, _source("farewell.js").encode(), "offline = false"),)
    now = sorted(url for path, url in urls.items() if path.startswith(HELD_AT_ONCE))
    later = {base_path + str(output.output_path): _digest(output.content) for output in runtime}
    source = _source("worker.js")
    version = hashlib.sha256(json.dumps([now, later, source]).encode()).hexdigest()[:16]
    facts = json.dumps({"base": base_path, "version": version, "now": now, "later": later}, indent=1)
    return (Output(WORKER, f"const SITE = {facts};\n\n{source}".encode(), "offline = true"),)


def _source(name: str) -> str:
    return files("sitegen.offline").joinpath(name).read_text(encoding="utf-8")


def _digest(content: bytes | Path) -> str:
    return hashlib.sha256(content if isinstance(content, bytes) else content.read_bytes()).hexdigest()
