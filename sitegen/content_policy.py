"""The Content-Security-Policy of the published pages: from the configuration to its text.

Everything that a page loads comes from its own origin, and a page has no inline scripts and no inline
styles. `[security]` of the configuration adds what an author embeds.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from sitegen.model import Output

if TYPE_CHECKING:  # imports Pydantic
    from sitegen.config import SecurityConfig

DIRECTIVES: Mapping[str, tuple[str, ...]] = {
    "default-src": ("'self'",),
    "script-src": ("'self'", "'wasm-unsafe-eval'"),
    "style-src": ("'self'",),
    "img-src": ("'self'", "data:", "blob:"),
    "media-src": ("'self'", "data:", "blob:"),  # sounds of demos
    "worker-src": ("'self'",),
    "object-src": ("'none'",),
    "base-uri": ("'none'",),
    "form-action": ("'self'",),
}
"""What every page may load; `'wasm-unsafe-eval'` compiles WebAssembly and evaluates no JavaScript."""
FINGERPRINTED = re.compile(
    r"(?P<folder>client-[0-9a-f]{8}/|(?:runtime|packages)/[0-9a-f]{16}/|pagefind/(?:fragment|index)/)"
    r"|.+\.[0-9a-f]{8}\.css\Z"
)
"""Files that never change: their address changes with their content."""
HEADERS_FILE = PurePosixPath("_headers")
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class ContentPolicy:
    """The allowed sources of each directive."""

    directives: Mapping[str, tuple[str, ...]]

    @property
    def text(self) -> str:
        """The policy as a header or a meta element carries it."""
        return "; ".join(f"{name} {' '.join(sources)}" for name, sources in self.directives.items())

    @property
    def allows_inline_styles(self) -> bool:
        """Whether `style` attributes and `<style>` elements have an effect."""
        return "'unsafe-inline'" in self.directives["style-src"]

    def allows(self, directive: str, address: str) -> bool:
        """Return whether a page may load an absolute address that is not of its own origin.

        Args:
            directive: the kind of the request, such as `img-src`.
            address: the absolute address, or a `data:` or `blob:` address.
        """
        sources = self.directives.get(directive, self.directives["default-src"])
        return any(_matches(source, address) for source in sources)


def content_policy(security: SecurityConfig, players: Iterable[str] = ()) -> ContentPolicy | None:
    """Return the policy of a site, or None when neither pages nor a headers file carry one.

    Args:
        security: the table of the configuration.
        players: origins of players that a reader may load.
    """
    if not security.meta and not security.headers_file:
        return None
    added = {
        "script-src": security.script_src,
        "style-src": (*security.style_src, *(("'unsafe-inline'",) if security.inline_styles else ())),
        "img-src": security.img_src,
        "media-src": security.media_src,
        "font-src": security.font_src,
        "connect-src": security.connect_src,
        "frame-src": tuple(dict.fromkeys((*security.frame_src, *players))),
        "form-action": security.form_action,
    }
    directives = dict(DIRECTIVES)
    for name, sources in added.items():
        if sources:
            directives[name] = (*directives.get(name, ("'self'",)), *sources)
    return ContentPolicy(directives)


def meta_policy(security: SecurityConfig, players: Iterable[str] = ()) -> str:
    """Return the text for the meta element of a page; empty when the configuration wants none.

    Args:
        security: the table of the configuration.
        players: origins of players that a reader of the page may load.
    """
    policy = content_policy(security, players)
    return policy.text if policy and security.meta else ""


def headers_outputs(
    security: SecurityConfig, base_path: str, outputs: Iterable[Output], players: Iterable[str] = ()
) -> tuple[Output, ...]:
    """Return the file with the headers for Netlify and Cloudflare Pages, if the configuration asks for it.

    Args:
        security: the table of the configuration.
        base_path: the path of the site's address, with a slash at both ends.
        outputs: all other files, of which those with a fingerprint may be kept for a year.
        players: origins of players that readers of any page may load; the meta element of each page allows
            only its own.
    """
    policy = content_policy(security, players)
    if policy is None or not security.headers_file:
        return ()
    lines = [
        "/*",
        f"  Content-Security-Policy: {policy.text}; frame-ancestors 'self'",
        "  X-Content-Type-Options: nosniff",
        "  Referrer-Policy: strict-origin-when-cross-origin",
    ]
    for path in sorted({_fingerprinted(output.output_path) for output in outputs} - {""}):
        lines += [f"{base_path}{path}", "  Cache-Control: public, max-age=31536000, immutable"]
    return (Output(HEADERS_FILE, ("\n".join(lines) + "\n").encode(), "security.headers_file = true"),)


def _fingerprinted(path: PurePosixPath) -> str:
    """Return a path whose name holds a fingerprint, or that of the folder whose name does; else nothing."""
    found = FINGERPRINTED.match(str(path))
    return (found["folder"] + "*" if found["folder"] else found[0]) if found else ""


def _matches(source: str, address: str) -> bool:
    """Compare one source of a directive with an address, as the standard says for the accepted kinds."""
    if source.startswith("'"):
        return False
    wanted, given = urlsplit(source), urlsplit(address)
    if not wanted.netloc:
        return given.scheme == wanted.scheme
    if given.scheme != wanted.scheme or _port(given.scheme, given.port) != _port(wanted.scheme, wanted.port):
        return False
    host, pattern = given.hostname or "", wanted.hostname or ""
    if not (host.endswith(pattern[1:]) if pattern.startswith("*.") else host == pattern):
        return False
    return (
        given.path.startswith(wanted.path) if wanted.path.endswith("/") else wanted.path in ("", given.path)
    )


def _port(scheme: str, port: int | None) -> int | None:
    return port or PORTS.get(scheme)
