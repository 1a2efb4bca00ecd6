"""The first files of a site, a post, a demo and a host. Their texts are in `files/`; `$name` is a value."""

from sitegen.scaffold.demo import directive, new_demo
from sitegen.scaffold.deploy import HOSTS, new_deploy, set_up_host
from sitegen.scaffold.post import new_post
from sitegen.scaffold.site import new_site

__all__ = [
    "HOSTS",
    "directive",
    "new_demo",
    "new_deploy",
    "new_post",
    "new_site",
    "set_up_host",
]
