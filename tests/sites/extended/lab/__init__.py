"""An extension as a package: each module has the functions of one kind."""

from typing import Literal

from lab import keys, outputs, rules, text
from sitegen.extension import Extension


def setup(site: Extension) -> None:
    """Add everything."""
    site.add_directive("card", text.card, argument="required", options=("link",))
    site.add_directive("verse", text.verse, argument="refused", markdown=False)
    site.add_role("short", text.short)
    site.add_fence("bars", text.bars)
    site.add_output("posts.json", outputs.posts)
    site.add_output("levels.txt", outputs.levels)
    site.add_key("level", Literal["easy", "hard"], default="easy")
    site.add_key("minutes", int, check=keys.positive)
    site.add_check("long-title", rules.long_title)
