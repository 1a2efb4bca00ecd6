"""Compare every run of a site's demos natively and in a real browser.

`compare.py` states what is compared, and which differences are allowed.
"""

from sitegen.parity.browser import NoBrowserError
from sitegen.parity.check import Parity, check_parity
from sitegen.parity.compare import Row

__all__ = ["NoBrowserError", "Parity", "Row", "check_parity"]
