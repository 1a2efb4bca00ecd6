"""Bodies of earlier builds: a source whose text and addresses are unchanged is not parsed again."""

from __future__ import annotations

import io
import pickle
from collections.abc import Callable
from functools import cached_property
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import Any

from sitegen.cache import Cache, digest_of_files, key_of
from sitegen.config import Config
from sitegen.model import Body, Source

KIND = "body"
PACKAGE = Path(__file__).parent
LIBRARIES = ("markdown-it-py", "mdit-py-plugins", "pygments", "latex2mathml")
LOADABLE = {("pathlib", "PurePosixPath"), ("builtins", "frozenset"), ("sitegen.errors", "Problem")}
"""What a stored body may hold besides values of `sitegen.model`; a cache creates nothing else."""


class BodyCache:
    """The stored bodies of a site."""

    def __init__(self, cache: Cache, config: Config, find: Callable[[PurePosixPath], str | None]) -> None:
        """Prepare a look-up.

        Args:
            cache: the store.
            config: the site's configuration.
            find: the address of a source or a file; None where the site has no such path.
        """
        self.cache = cache
        self.config = config
        self.find = find

    def get(self, source: Source) -> Body | None:
        """Return the body of a source, if an earlier build parsed the same text among the same addresses."""
        data = self.cache.get_bytes(KIND, self._key(source))
        body = _loaded(data) if data else None
        if body is None or any(self.find(path) != answer for path, answer in body.looked_up):
            return None
        return body

    def put(self, source: Source, body: Body) -> None:
        """Store a body without problems; the hints of a problem depend on every address of the site."""
        if not body.problems:
            self.cache.put_bytes(KIND, self._key(source), pickle.dumps(body, protocol=5))

    def _key(self, source: Source) -> str:
        place = (str(source.source_path), source.permalink, str(source.first_line))
        return key_of(source.text, *place, self._environment)

    @cached_property
    def _environment(self) -> str:
        """Everything that all bodies depend on: the options, our own code, and the libraries."""
        own = [file for part in ("markdown", "model") for file in (PACKAGE / part).rglob("*.py")]
        libraries = (version(name) for name in LIBRARIES)
        options = (self.config.base_path, repr(self.config.markdown))
        return key_of(digest_of_files(PACKAGE, own), *options, *libraries)


class _Unpickler(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if module.startswith("sitegen.model.") or (module, name) in LOADABLE:
            return super().find_class(module, name)
        raise pickle.UnpicklingError(f"{module}.{name} is not part of a body")


def _loaded(data: bytes) -> Body | None:
    try:
        body = _Unpickler(io.BytesIO(data)).load()
    except Exception:  # noqa: BLE001 - damaged data can raise anything; the text is parsed again
        return None
    return body if isinstance(body, Body) else None
