"""HTTP for the runtime's files, by the standard library alone.

An HTTP library would be one more dependency for a handful of requests a year; `remotezip`, which reads single
files out of a distant zip, brings `requests` along. What is needed of them is below.
"""

from __future__ import annotations

import functools
import http.client
import io
import ssl
import urllib.error
import urllib.request
import zipfile
import zlib
from typing import BinaryIO

CONNECT_SECONDS = 3.0
"""A source none of whose addresses picks up within this time is passed over."""
READ_SECONDS = 10.0
"""A source that goes silent for this long, before or within a file, is passed over."""


class SourceError(Exception):
    """A source does not answer, or not as it should. Not the author's mistake: the next source is tried."""


class AbsentError(SourceError):
    """A source answers, but does not have this one file."""


class _Connection(http.client.HTTPConnection):
    def connect(self) -> None:
        super().connect()
        self.sock.settimeout(READ_SECONDS)


class _SecureConnection(http.client.HTTPSConnection):
    def connect(self) -> None:
        super().connect()
        self.sock.settimeout(READ_SECONDS)


class _Http(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_Connection, req)


class _Https(urllib.request.HTTPSHandler):
    def https_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        return self.do_open(_SecureConnection, req, context=_tls())


@functools.cache
def _tls() -> ssl.SSLContext:
    return ssl.create_default_context()


def open_url(url: str, headers: dict[str, str] | None = None) -> http.client.HTTPResponse:
    """Open a URL, the proxies of the environment respected; the caller closes the answer.

    Only the configuration, the pin and pip name URLs here; other schemes than http and https are refused.

    Raises:
        AbsentError: the server answers 404 or 410, or sends a web page where a file was asked for.
        SourceError: anything else that is not the file.
    """
    if not url.startswith(("http://", "https://")):
        raise SourceError(f"not an address that can be fetched: {url}")
    try:
        request = urllib.request.Request(url, headers={"User-Agent": "sitegen", **(headers or {})})  # noqa: S310
        opener = urllib.request.build_opener(_Http, _Https)
        answer: http.client.HTTPResponse = opener.open(request, timeout=CONNECT_SECONDS)
    except urllib.error.HTTPError as error:
        error.close()
        kind = AbsentError if error.code in {404, 410} else SourceError
        raise kind(f"the server answers {error.code} {error.reason}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise SourceError(_why(error)) from None
    if answer.headers.get_content_type() == "text/html":
        # A sign-in page of a guest network, or a company's page about blocked addresses.
        answer.close()
        raise AbsentError("the server sends a web page instead of the file")
    return answer


def read_some(stream: BinaryIO, size: int) -> bytes:
    """Read up to `size` bytes; empty at the end. A connection that breaks before the end is a SourceError."""
    try:
        data = stream.read(size)
    except (OSError, http.client.HTTPException, EOFError) as error:
        raise SourceError(f"the connection broke: {_why(error)}") from None
    except (zipfile.BadZipFile, zlib.error) as error:
        raise SourceError(f"the archive is damaged: {error}") from None
    # http.client ends a short body without a word; what is still owed stands in `length`.
    owed = getattr(stream, "length", None)
    if not data and owed:
        raise SourceError(f"the connection broke {owed:,} bytes before the end")
    return data


class RangeFile(io.RawIOBase):
    """A distant file that can be read from any place, by range requests."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._place = 0
        with open_url(url, {"Range": "bytes=0-0"}) as answer:
            span, _, size = answer.headers.get("Content-Range", "").rpartition("/")
            if answer.status != http.HTTPStatus.PARTIAL_CONTENT or not span or not size.isdigit():
                raise SourceError("the server does not send parts of a file")
            self._size = int(size)
            # Where redirections led; the next requests need not walk them again.
            self._url = answer.url

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that it can be read from any place."""
        return True

    def tell(self) -> int:
        """Return the place of the next read."""
        return self._place

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move the place of the next read."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._size}[whence]
        self._place = max(0, start + offset)
        return self._place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer from the present place; 0 at the end of the file."""
        last = min(self._place + len(buffer), self._size) - 1
        if last < self._place:
            return 0
        with open_url(self._url, {"Range": f"bytes={self._place}-{last}"}) as answer:
            data = read_some(answer, last - self._place + 1)
        buffer[: len(data)] = data
        self._place += len(data)
        return len(data)


def _why(error: BaseException) -> str:
    """Return the reason inside urllib's wrapping, in one line."""
    reason = getattr(error, "reason", None)
    text = str(reason if reason not in {None, ""} else error) or type(error).__name__
    return " ".join(text.split())
