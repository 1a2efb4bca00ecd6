"""Packages for the reader's Python: resolved once into a lock file, fetched, packed and published."""

from __future__ import annotations

from sitegen.runtime.packages.lock_file import NO_PACKAGES, LockedPackage, PackageLock, read_lock, site_lock
from sitegen.runtime.packages.lock_packages import lock_packages
from sitegen.runtime.packages.publish import publish_packages

__all__ = [
    "NO_PACKAGES",
    "LockedPackage",
    "PackageLock",
    "lock_packages",
    "publish_packages",
    "read_lock",
    "site_lock",
]
