"""Write the files that a host needs to build and to publish a site."""

from __future__ import annotations

import errno
import shlex
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from sitegen import __version__
from sitegen.config import Config
from sitegen.permalink import slugify
from sitegen.scaffold.text import fill
from sitegen.toml_places import KeyPlaces
from sitegen.validation import KeyPath

HOSTS: Mapping[str, Mapping[str, str]] = {
    "github": {".github/workflows/publish.yml": "github.yml"},
    "gitlab": {".gitlab-ci.yml": "gitlab.yml"},
    "netlify": {"netlify.toml": "netlify.toml"},
    "cloudflare": {"wrangler.toml": "wrangler.toml"},
    "server": {"nginx.conf": "nginx.conf"},
}
"""For each host, its files by their place in the repository, and the text of each in `files/deploy/`."""
READING_HOSTS = frozenset({"netlify", "cloudflare"})
"""Hosts that read the published files `_headers` and `_redirects`."""


def new_deploy(config: Config, host: str, branch: str) -> list[Path]:
    """Write a host's files, and return them.

    The files go to the top of the repository that holds the site; without one, to the site's folder.

    Args:
        config: the site's configuration.
        host: a key of `HOSTS`.
        branch: the branch that is published.

    Raises:
        FileExistsError: one of the files is there already; nothing was written.
        OSError: a file cannot be written.
    """
    top = repository_of(config.root)
    texts = {
        top / path: fill(f"deploy/{name}", **_values(config, top, branch))
        for path, name in HOSTS[host].items()
    }
    for path in texts:
        if path.exists():
            raise FileExistsError(errno.EEXIST, "this file already exists", str(path))
    for path, text in texts.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    return list(texts)


def repository_of(folder: Path) -> Path:
    """Return the top of the repository that holds a folder; without one, the folder."""
    return next((place for place in (folder, *folder.parents) if (place / ".git").exists()), folder)


def set_up_host(config: Config, file: Path, host: str) -> list[str]:
    """Make the build write the files `_headers` and `_redirects` for a host that reads them.

    Args:
        config: the site's configuration.
        file: where it is written, and changed.
        host: a key of `HOSTS`.

    Returns:
        What the author has to change, since the configuration says otherwise.

    Raises:
        OSError: the file cannot be read or written.
    """
    if host not in READING_HOSTS:
        return []
    prefix: KeyPath = ("tool", "sitegen") if file.name == "pyproject.toml" else ()
    table = ".".join((*map(str, prefix), "security"))
    before = text = file.read_text(encoding="utf-8")
    changes = []
    if "redirects" not in config.model_fields_set:
        line, _ = KeyPlaces(text).locate((*prefix, "title"))
        lines = text.split("\n")
        text = "\n".join([*lines[: (line or 1) - 1], f'redirects = "{host}"', *lines[(line or 1) - 1 :]])
    elif config.redirects != host:
        changes.append(f'in {file.name}, set: redirects = "{host}"')
    if "security" not in config.model_fields_set:
        text = f"{text.rstrip()}\n\n[{table}]\nheaders_file = true\n"
    elif not config.security.headers_file:
        changes.append(f"in [{table}] of {file.name}, set: headers_file = true")
    if text != before:
        file.write_text(text, encoding="utf-8", newline="\n")
    return changes


def _values(config: Config, top: Path, branch: str) -> dict[str, str]:
    site = config.root.relative_to(top)
    host = urlsplit(config.base_url).hostname or "example.org"
    return {
        "branch": branch,
        "version": __version__,
        "site": shlex.quote(site.as_posix()),
        "cache": (site / ".sitegen").as_posix(),
        "output": (site / config.output).as_posix(),
        "name": slugify(config.title) or "site",
        "host": host,
        "base": config.base_path,
    }
