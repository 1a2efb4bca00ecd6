"""The first files of a site, a post, a demo, a theme and a host: texts in `files/`; `$name` is a value."""

from sitegen.scaffold.demo import directive, new_demo
from sitegen.scaffold.deploy import HOSTS, new_deploy, set_up_host
from sitegen.scaffold.post import new_post
from sitegen.scaffold.site import new_site
from sitegen.scaffold.theme import export_theme, new_theme

__all__ = [
    "HOSTS",
    "directive",
    "export_theme",
    "new_demo",
    "new_deploy",
    "new_post",
    "new_site",
    "new_theme",
    "set_up_host",
]
