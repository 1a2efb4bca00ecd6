"""The table `[security]` of the configuration: what pages may load."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from sitegen.config_tables import Frozen

SOURCE = re.compile(
    r"https?://(\*\.)?[A-Za-z0-9.-]+(:\d{1,5})?(/[A-Za-z0-9._~/%+@-]*)?|data:|blob:|'sha(256|384|512)-[A-Za-z0-9+/]+={0,2}'"
)


def _policy_source(text: str) -> str:
    if not SOURCE.fullmatch(text):
        raise ValueError(
            f"expected an origin such as 'https://video.example' or 'https://*.example', received {text!r}"
        )
    return text


Sources = tuple[Annotated[str, AfterValidator(_policy_source)], ...]


class SecurityConfig(Frozen):
    """The Content-Security-Policy of the pages: their own origin, and what is added here."""

    meta: bool = True
    """Whether every page carries the policy as a meta element."""
    headers_file: bool = False
    """Whether a file `_headers` is published, from which Netlify and Cloudflare Pages send the policy."""
    inline_styles: bool = False
    """Whether `style` attributes and `<style>` elements in pages have an effect."""
    script_src: Sources = ()
    """Further origins of scripts, or hashes of inline scripts: "'sha256-...'"."""
    style_src: Sources = ()
    """Further origins of style sheets."""
    img_src: Sources = ()
    """Further origins of pictures."""
    media_src: Sources = ()
    """Further origins of sounds and films."""
    font_src: Sources = ()
    """Further origins of fonts."""
    connect_src: Sources = ()
    """Further origins that scripts may ask."""
    frame_src: Sources = ()
    """Origins of embedded pages: `["https://www.youtube-nocookie.com"]`."""
    form_action: Sources = ()
    """Further origins that forms may send to."""
