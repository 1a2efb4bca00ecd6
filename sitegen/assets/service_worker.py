"""`offline.js`: a service worker that makes visited pages work offline, or one that unregisters itself.

Browsers request the service worker of a site again on every visit. So every site publishes this file: where
the key `offline` is off, the file deletes the caches of an earlier service worker and unregisters itself.
Only a browser that registered the earlier one requests the file, so no page needs a script for that.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path, PurePosixPath

from sitegen.model import Output

SERVICE_WORKER = PurePosixPath("offline.js")
"""At the top of the site, since a service worker controls the pages of its own folder."""
STORED_AT_INSTALL = ("client/", "css/")
"""Files that every page may need. The runtime's files are stored when a demo requests them."""


def service_worker_output(
    *,
    enabled: bool,
    base_path: str,
    urls: Mapping[str, str],
    runtime: Sequence[Output],
    taken: Iterable[Output],
) -> tuple[Output, ...]:
    """Return the service worker; nothing where `offline` is off and the author has a file of that name.

    Args:
        enabled: the value of the configuration's key `offline`.
        base_path: the site's path, with a slash at both ends.
        urls: permalinks of the files of `static/`, by their path in it.
        runtime: the runtime's outputs.
        taken: all other outputs of the site.
    """
    if not enabled:
        if any(output.output_path == SERVICE_WORKER for output in taken):
            return ()
        return (Output(SERVICE_WORKER, _source("unregister.js").encode(), "offline = false"),)
    at_install = sorted(url for path, url in urls.items() if path.startswith(STORED_AT_INSTALL))
    on_request = {base_path + str(output.output_path): _digest(output.content) for output in runtime}
    source = _source("service-worker.js")
    version = hashlib.sha256(json.dumps([at_install, on_request, source]).encode()).hexdigest()[:16]
    site = {"base": base_path, "version": version, "atInstall": at_install, "onRequest": on_request}
    content = f"const SITE = {json.dumps(site, indent=1)};\n\n{source}"
    return (Output(SERVICE_WORKER, content.encode(), "offline = true"),)


def _source(name: str) -> str:
    return files("sitegen.assets").joinpath(name).read_text(encoding="utf-8")


def _digest(content: bytes | Path) -> str:
    return hashlib.sha256(content if isinstance(content, bytes) else content.read_bytes()).hexdigest()
