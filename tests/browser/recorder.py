"""Records what Chromium executes of the client, for the coverage of its modules."""

from __future__ import annotations

from urllib.parse import urlsplit

from playwright.sync_api import CDPSession, Page

from tests.client_coverage import Counts, executed, utf16
from tests.serving import SiteServer


class Recorder:
    """Asks V8 in each page which parts of the scripts of a site it has executed.

    Workers are not asked: Node's tests run their modules.
    """

    def __init__(self) -> None:
        self.counts = Counts()
        self._open: list[tuple[Page, CDPSession]] = []

    def start(self, page: Page) -> None:
        """Begin to count in a page that has not loaded anything yet."""
        session = page.context.new_cdp_session(page)
        session.send("Profiler.enable")
        session.send("Profiler.startPreciseCoverage", {"callCount": True, "detailed": True})
        self._open.append((page, session))

    def stop(self, server: SiteServer) -> None:
        """Add the counts of all pages that are still open.

        Args:
            server: where the scripts came from; it must still have them.
        """
        for page, session in self._open:
            if page.is_closed():
                continue
            for script in session.send("Profiler.takePreciseCoverage")["result"]:
                url = str(script["url"])
                data = server.read(urlsplit(url).path.removeprefix(server.base_path))
                if url.startswith(server.url + "client") and data is not None:
                    text = utf16(data.decode())
                    self.counts.add(text, executed(len(text), script["functions"]))
        self._open.clear()
