"""Make the lock of a site's packages: resolve them, download their wheels, and read what these contain."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from sitegen.config import Config
from sitegen.errors import ConfigError, Problem
from sitegen.progress import Progress
from sitegen.runtime.cache import runtime_folder, wheels_folder
from sitegen.runtime.packages.distribution import fetch_distributed, read_distribution
from sitegen.runtime.packages.lock_file import LockedPackage, PackageLock
from sitegen.runtime.pin import Pin

if TYPE_CHECKING:  # the module imports what an extra installs
    from sitegen.runtime.packages.candidates import Candidate, Provider


def lock_packages(
    config: Config, pin: Pin, watch: Progress, *, earlier: PackageLock, upgrade: Collection[str] | None = ()
) -> PackageLock:
    """Resolve the packages that a site's configuration names.

    Args:
        config: names the packages.
        pin: the reader's Python.
        watch: receives reports of downloads.
        earlier: the lock before; its versions stay where they fit.
        upgrade: names of packages whose versions may change; None for all.

    Raises:
        ConfigError: the libraries that resolve packages are not installed.
        RuntimePinError: a package does not exist, has no wheel for the browser, or does not fit the others;
            or a file cannot be downloaded.
    """
    try:
        from sitegen.runtime.packages.candidates import Provider  # noqa: PLC0415 - an extra
        from sitegen.runtime.packages.resolve import resolve  # noqa: PLC0415 - an extra
    except ImportError as error:
        path, line, column = config.place_of("packages") or (None, None, None)
        message = f"to lock packages, sitegen needs the package {error.name}"
        hint = 'install it: pip install "sitegen-live[packages]"'
        raise ConfigError(Problem(message, path, line, column, hint, "config")) from None
    if not config.runtime.packages:
        return PackageLock(pin.pyodide, (), ())
    folder = runtime_folder(pin, config.runtime_cache)
    wheels = wheels_folder(folder)
    wheels.mkdir(parents=True, exist_ok=True)
    source = config.runtime_source
    distribution = read_distribution(pin, folder, source, watch)
    kept = {} if upgrade is None else {p.name: p.version for p in earlier.packages if p.name not in upgrade}
    provider = Provider(pin, distribution, wheels, kept)
    candidates = resolve(config, provider)
    of_pyodide = [distribution[item.name] for item in candidates if item.source == "pyodide"]
    fetch_distributed(pin, of_pyodide, wheels, source, watch)
    return PackageLock(pin.pyodide, config.runtime.packages, _locked(candidates, provider))


def _locked(candidates: Sequence[Candidate], provider: Provider) -> tuple[LockedPackage, ...]:
    names = {item.name for item in candidates}
    packages = []
    for item in candidates:
        facts = provider.wheel(item)
        own = provider.distribution[item.name] if item.source == "pyodide" else None
        needed = {wanted.name for wanted in provider.get_dependencies(item)}
        packages.append(
            LockedPackage(
                name=item.name,
                version=str(item.version),
                source=item.source,
                file=facts.file,
                bytes=facts.bytes,
                sha256=facts.sha256,
                license=facts.license,
                imports=tuple(sorted(own.imports)) if own else facts.imports,
                depends=tuple(sorted(needed & names)),
            )
        )
    return tuple(packages)
