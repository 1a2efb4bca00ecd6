"""HTTP requests for the runtime's files, with the standard library alone.

An HTTP library would be one more dependency for a handful of requests a year; `remotezip`, which reads single
files from a remote zip, depends on `requests`.
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
"""A source that accepts no connection within this time is skipped."""
READ_SECONDS = 10.0
"""A source that sends nothing for this long, before or within a file, is skipped."""


class SourceError(Exception):
    """A source does not answer, or not correctly. The next source is asked."""


class AbsentError(SourceError):
    """A source answers, but does not have this file."""


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
    """Open a URL through the proxies of the environment; the caller closes the response.

    Args:
        url: from the configuration, the pin or pip.
        headers: sent with the request.

    Raises:
        AbsentError: the server answers 404 or 410, or sends a web page instead of the file.
        SourceError: any other failure.
    """
    if not url.startswith(("http://", "https://")):
        raise SourceError(f"only http and https addresses can be fetched: {url}")
    try:
        request = urllib.request.Request(url, headers={"User-Agent": "sitegen", **(headers or {})})  # noqa: S310 - the scheme is checked
        opener = urllib.request.build_opener(_Http, _Https)
        response: http.client.HTTPResponse = opener.open(request, timeout=CONNECT_SECONDS)
    except urllib.error.HTTPError as error:
        error.close()
        kind = AbsentError if error.code in {404, 410} else SourceError
        raise kind(f"the server answers {error.code} {error.reason}") from None
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise SourceError(_reason(error)) from None
    if response.headers.get_content_type() == "text/html":
        # For example the sign-in page of a guest network, or a company's page about blocked addresses.
        response.close()
        raise AbsentError("the server sends a web page instead of the file")
    return response


def read_some(stream: BinaryIO, size: int) -> bytes:
    """Read up to `size` bytes; empty at the end.

    Raises:
        SourceError: the connection breaks before the end, or the archive is damaged.
    """
    try:
        data = stream.read(size)
    except (OSError, http.client.HTTPException, EOFError) as error:
        raise SourceError(f"the connection broke: {_reason(error)}") from None
    except (zipfile.BadZipFile, zlib.error) as error:
        raise SourceError(f"the archive is damaged: {error}") from None
    # http.client ends a short body without an error; `length` is the number of bytes that are still missing.
    left = getattr(stream, "length", None)
    if not data and left:
        raise SourceError(f"the connection broke {left:,} bytes before the end")
    return data


class RangeFile(io.RawIOBase):
    """A remote file that can be read from any position, by range requests."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._position = 0
        with open_url(url, {"Range": "bytes=0-0"}) as response:
            span, _, size = response.headers.get("Content-Range", "").rpartition("/")
            if response.status != http.HTTPStatus.PARTIAL_CONTENT or not span or not size.isdigit():
                raise SourceError("the server does not send parts of a file")
            self._size = int(size)
            # The address after redirections, so that the next requests do not follow them again.
            self._url = response.url

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the position of the next read."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Set the position of the next read."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, start + offset)
        return self._position

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer from the current position; return the number of bytes, 0 at the end of the file."""
        last = min(self._position + len(buffer), self._size) - 1
        if last < self._position:
            return 0
        with open_url(self._url, {"Range": f"bytes={self._position}-{last}"}) as response:
            data = read_some(response, last - self._position + 1)
        buffer[: len(data)] = data
        self._position += len(data)
        return len(data)


def _reason(error: BaseException) -> str:
    """Return the reason inside an error of urllib, in one line."""
    reason = getattr(error, "reason", None)
    text = str(reason if reason not in {None, ""} else error) or type(error).__name__
    return " ".join(text.split())
