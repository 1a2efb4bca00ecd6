"""Whether a demo gives readers what it gave the build: every run of a site, natively and in a real browser.

What is compared, and how far apart the two may be, is in `compare.py`.
"""

from sitegen.parity.browser import NoBrowserError
from sitegen.parity.check import Parity, check_parity
from sitegen.parity.compare import Row

__all__ = ["NoBrowserError", "Parity", "Row", "check_parity"]
