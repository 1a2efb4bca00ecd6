"""A filter and a function of templates."""

from markupsafe import Markup, escape

from sitegen.extension import Extension


def setup(site: Extension) -> None:
    """Add them."""
    site.add_filter("shout", shout)
    site.add_function("stars", stars)


def shout(text: str) -> str:
    """`{{ page.title | shout }}`."""
    return f"{text.upper()}!"


def stars(count: int, most: int = 5) -> Markup:
    """`{{ stars(3) }}`."""
    return Markup('<span title="{} of {}">{}</span>').format(count, most, escape("★" * count))
