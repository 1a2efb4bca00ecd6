"""What builds read and what they gave: a build whose inputs are unchanged ends at once."""

from sitegen.engine.last_build import LastBuild
from sitegen.engine.snapshot import Snapshot, take_snapshot

__all__ = ["LastBuild", "Snapshot", "take_snapshot"]
