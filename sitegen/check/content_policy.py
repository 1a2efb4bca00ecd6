"""What in a published page the Content-Security-Policy of the site would block."""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256, sha384, sha512
from html.parser import HTMLParser

from sitegen.content_policy import ContentPolicy

Place = tuple[int, int]
Finding = tuple[str, Place, str]
"""What is blocked, its line and column, and what to do about it."""

DIRECTIVE_OF = {
    "audio": "media-src", "embed": "object-src", "feimage": "img-src", "iframe": "frame-src",
    "image": "img-src", "img": "img-src", "input": "img-src", "link": "style-src", "object": "object-src",
    "script": "script-src", "source": "media-src", "track": "media-src", "use": "img-src",
    "video": "media-src",
}  # fmt: skip
"""The directive that decides about the requests of an element."""
DATA_BLOCK = re.compile(
    r"(?!(text|application)/(x-)?(java|ecma)script$|module$|importmap$|speculationrules$).+"
)
"""Types of script elements that hold data, which no policy blocks."""
HASHES = {"sha256": sha256, "sha384": sha384, "sha512": sha512}


def allows_request(policy: ContentPolicy | None, tag: str, address: str) -> bool:
    """Return whether the configuration lets an element, or a style sheet (`css`), load a foreign address."""
    return policy is not None and any(policy.allows(name, address) for name in directives_of(tag))


def directives_of(tag: str) -> tuple[str, ...]:
    """Return the directives that decide about the requests of an element, or of a style sheet (`css`)."""
    return ("img-src", "font-src") if tag == "css" else (DIRECTIVE_OF.get(tag, "default-src"),)


def blocked_parts(text: str, policy: ContentPolicy) -> Iterator[Finding]:
    """Yield everything inside a page that its policy blocks; addresses are looked at elsewhere."""
    reader = _Reader(policy)
    reader.feed(text)
    reader.close()
    yield from reader.findings


class _Reader(HTMLParser):
    def __init__(self, policy: ContentPolicy) -> None:
        super().__init__(convert_charrefs=True)
        self.findings: list[Finding] = []
        self._policy = policy
        self._script: tuple[Place, list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in reversed(attrs)}
        styles = not self._policy.allows_inline_styles
        hint = "use a class, or set inline_styles = true in [security]"
        if "style" in values and styles:
            self._add(f"<{tag}> has a style attribute, which the policy blocks", hint)
        if tag == "style" and styles:
            self._add(
                "<style> is blocked by the policy", "put it into a file of static/css, or set inline_styles"
            )
        for name in values:
            if name.startswith("on"):
                self._add(
                    f"<{tag}> has the attribute {name!r}, which the policy blocks", "use a file of static/"
                )
        for name in ("href", "src", "action", "formaction", "xlink:href"):
            if re.sub(r"[\x00-\x20]", "", values.get(name, "")).lower().startswith("javascript:"):
                self._add(
                    f"<{tag}> has a javascript: address, which the policy blocks", "use a file of static/"
                )
        if tag == "base" and "href" in values:
            self._add("<base> is blocked by the policy", "write whole paths instead")
        if tag in ("object", "embed"):
            self._add(f"<{tag}> is blocked by the policy", "use <img>, <video> or <iframe>")
        if tag == "form":
            self._form(values.get("action", ""))
        if tag == "script" and "src" not in values:
            kind = values.get("type", "").strip().lower()
            self._script = None if kind and DATA_BLOCK.fullmatch(kind) else (self._place(), [])

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)

    def handle_data(self, data: str) -> None:
        if self._script:
            self._script[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "script" and self._script:
            place, parts = self._script
            self._script = None
            if not self._has_hash("".join(parts).encode()):
                hint = "put it into a file of static/ and name that with src"
                self.findings.append(("an inline script is blocked by the policy", place, hint))

    def _form(self, action: str) -> None:
        if re.match(r"(https?:)?//", action) and not self._policy.allows("form-action", action):
            self._add(
                f"the policy blocks forms that send to {action!r}", "add the origin to security.form_action"
            )

    def _has_hash(self, script: bytes) -> bool:
        digests = {
            f"'{name}-{b64encode(digest(script).digest()).decode()}'" for name, digest in HASHES.items()
        }
        return bool(digests & set(self._policy.directives["script-src"]))

    def _add(self, message: str, hint: str) -> None:
        self.findings.append((message, self._place(), hint))

    def _place(self) -> Place:
        line, offset = self.getpos()
        return line, offset + 1
