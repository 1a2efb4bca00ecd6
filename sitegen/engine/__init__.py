"""What builds read and what they gave, so that a build does only what a change makes necessary.

A process that finds nothing changed imports this module; the others are imported by their names.
"""

from sitegen.engine.last_build import LastBuild
from sitegen.engine.snapshot import Snapshot, take_snapshot

__all__ = ["LastBuild", "Snapshot", "take_snapshot"]
