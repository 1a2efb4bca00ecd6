"""Render: the site into outputs, through templates. The only door of this package.

`plan` says which files there are, `describe` and its neighbours fill the contexts of `context.py`;
`templates` is the only module that knows Jinja.
"""

from sitegen.render.templates import render_site

__all__ = ["render_site"]
