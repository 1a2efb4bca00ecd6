"""One demo, run natively for its author: its numbers as they come, and a report to look at."""

from sitegen.rehearsal.report import make_report
from sitegen.rehearsal.run import Moment, Rehearsal, UnfitRequestError, rehearse

__all__ = ["Moment", "Rehearsal", "UnfitRequestError", "make_report", "rehearse"]
