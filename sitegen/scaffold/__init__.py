"""The first files of a site, a post and a demo. Their texts are in `files/`; `$name` stands for a value."""

from sitegen.scaffold.demo import directive, new_demo
from sitegen.scaffold.post import new_post
from sitegen.scaffold.site import new_site

__all__ = ["directive", "new_demo", "new_post", "new_site"]
