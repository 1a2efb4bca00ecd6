"""Bodies of earlier builds: a source whose text and addresses are unchanged is not parsed again."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from sitegen.cache import Cache, digest_of_files, key_of
from sitegen.engine.pickles import dump_value, load_value
from sitegen.extension.records import NONE, Extensions
from sitegen.included_files import NO_FILES, IncludedFiles
from sitegen.model import Body, Source

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import Config

KIND = "body"
PACKAGE = Path(__file__).parent
LIBRARIES = ("markdown-it-py", "mdit-py-plugins", "pygments", "latex2mathml")


class BodyCache:
    """The stored bodies of a site."""

    def __init__(
        self,
        cache: Cache,
        environment: str,
        find: Callable[[PurePosixPath], str | None],
        extensions: Extensions = NONE,
        *,
        bibliography: str = "",
        files: IncludedFiles = NO_FILES,
    ) -> None:
        """Prepare a look-up.

        Args:
            cache: the store.
            environment: what all bodies depend on, from `body_environment`.
            find: the address of a source or a file; None where the site has no such path.
            extensions: those of the site.
            bibliography: a digest of the references of the site.
            files: reads the files that bodies show.
        """
        self.cache = cache
        self.environment = environment
        self.find = find
        self.extensions = extensions
        self.bibliography = bibliography
        self.files = files

    def get(self, source: Source) -> Body | None:
        """Return the body of a source, if an earlier build parsed the same text among the same addresses."""
        data = self.cache.get_bytes(KIND, self.key(source))
        body = load_value(data) if data else None
        if not isinstance(body, Body) or any(self.find(path) != answer for path, answer in body.looked_up):
            return None
        if any(self.files.digest(each.path) != each.digest for each in body.included):
            return None
        answers = ((self.extensions.answer(*names[:2]), names[2:]) for names in body.asked)
        return body if all(now == before for now, before in answers) else None

    def put(self, source: Source, body: Body) -> None:
        """Store a body without problems; the hints of a problem depend on every address of the site."""
        if not body.problems:
            self.cache.put_bytes(KIND, self.key(source), dump_value(body))

    def key(self, source: Source) -> str:
        """Return the key of a source's body."""
        place = (str(source.source_path), source.permalink, str(source.first_line))
        cites = (self.bibliography,) if self.bibliography and "@" in source.text else ()
        return key_of(source.text, *place, self.environment, *cites)


def body_environment(config: Config) -> str:
    """Return a digest of what all bodies depend on: the options, our own code, and the libraries."""
    own = [file for part in ("markdown", "model") for file in (PACKAGE / part).rglob("*.py")]
    own += [PACKAGE / "bibliography.py", PACKAGE / "languages.py", PACKAGE / "included_files.py"]
    cites = ("pybtex",) if config.bibliography else ()
    libraries = (version(name) for name in (*LIBRARIES, *cites))
    languages = (config.language, *config.languages) if config.languages else ()
    options = config.base_path, repr(config.markdown), *cites, *config.extensions, *languages
    return key_of(digest_of_files(PACKAGE, own), *options, *libraries)
