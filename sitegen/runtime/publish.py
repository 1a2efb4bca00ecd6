"""Publish the reader's Python of a site: the runtime, and the packages that its programs import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sitegen.config import Config
from sitegen.model import Output, PublishedRuntime
from sitegen.progress import Progress
from sitegen.runtime.bundle import bundle_runtime
from sitegen.runtime.fetch import fetch_runtime
from sitegen.runtime.packages import publish_packages, site_lock
from sitegen.runtime.pin import read_pin

Imports = Mapping[str, frozenset[str]]
"""The top-level modules that programs import, by a name of the program."""


@dataclass(frozen=True, slots=True)
class Publication:
    """The published files of the reader's Python."""

    info: PublishedRuntime = field(default_factory=PublishedRuntime)
    outputs: tuple[Output, ...] = ()


NO_RUNTIME = Publication()
"""For a site without live programs, which never touches the network."""


def package_modules(config: Config) -> frozenset[str]:
    """Return the top-level modules of the packages that a site has locked.

    Raises:
        RuntimePinError: the configuration names packages that are not locked.
    """
    return frozenset(site_lock(config, read_pin()).by_module) if config.runtime.packages else frozenset()


def publish_runtime(config: Config, demos: Imports, cells: Imports, progress: Progress) -> Publication:
    """Fetch, pack and bundle the runtime and the packages of a site.

    Args:
        config: the site's configuration.
        demos: what each demo imports, by its name.
        cells: what each code cell imports, by its name; cells of a source follow each other.
        progress: receives what is being made.

    Raises:
        RuntimePinError: a file cannot be fetched, or the packages are not locked.
        SitegenError: as `bundle_runtime` raises.
    """
    pin = read_pin()
    lock = site_lock(config, pin)
    folder = fetch_runtime(pin, source=config.runtime_source, cache=config.runtime_cache, progress=progress)
    bundle = bundle_runtime(pin, folder, config.content_folder, keep=config.runtime.keep, progress=progress)
    packages = publish_packages(config, pin, lock, demos, cells, watch=progress)
    info = PublishedRuntime(
        url=config.base_path + bundle.path,
        download_bytes=bundle.download_bytes,
        packages_url=config.base_path + packages.path if packages.path else "",
        packages=packages.packages,
        demos=packages.demos,
        cells=packages.cells,
    )
    return Publication(info, (*bundle.outputs, *packages.outputs))
