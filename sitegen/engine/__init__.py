"""What builds read and what they gave, so that a build does only what a change makes necessary."""

from sitegen.engine.last_build import LastBuild
from sitegen.engine.snapshot import Snapshot, take_snapshot
from sitegen.engine.trace import Fact, Recorder, Trace, Tracer, Traces, digest_of, digest_of_bytes
from sitegen.engine.views import MappingView, SiteViews, path_of

__all__ = [
    "Fact",
    "LastBuild",
    "MappingView",
    "Recorder",
    "SiteViews",
    "Snapshot",
    "Trace",
    "Tracer",
    "Traces",
    "digest_of",
    "digest_of_bytes",
    "path_of",
    "take_snapshot",
]
