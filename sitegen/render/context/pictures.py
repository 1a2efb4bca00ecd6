"""Pictures and videos as templates receive them."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """A picture with its size and its smaller copies; shown as it is, it becomes an `img` element."""

    src: str
    """Its address."""
    srcset: str = ""
    """Its smaller copies and itself, with their widths; empty for none."""
    sizes: str = ""
    """How wide the page shows it; empty where it has no copies."""
    width: int = 0
    """Pixels; 0 where it is not known."""
    height: int = 0
    """Pixels; 0 where it is not known."""
    alt: str | None = None
    """What it shows, in words; empty for decoration."""
    lazy: bool = True
    """Whether browsers load it when it comes near the window."""

    def __html__(self) -> str:
        if self.alt is None:
            raise ValueError(f"the picture {self.src!r} needs alt, a text for readers who cannot see it")
        given = {"src": self.src, "alt": self.alt}
        given |= {"width": str(self.width), "height": str(self.height)} if self.width else {}
        given |= {"srcset": self.srcset, "sizes": self.sizes} if self.srcset else {}
        given |= {"loading": "lazy", "decoding": "async"} if self.lazy else {}
        attributes = Markup(" ").join(Markup('{}="{}"').format(name, text) for name, text in given.items())
        return f"<img {attributes}>"

    __str__ = __html__


@dataclass(frozen=True, slots=True)
class VideoContext:
    """`video` in the partials: a video in a post."""

    title: str
    """The author's title."""
    alt: str
    """What the video shows, in words; may be empty."""
    url: str
    """Where the file is, or the page of the video at its host."""
    host: str
    """The name of the other site, such as `YouTube`; empty for a file of the site."""
    player_url: str
    """The player of the other site, which the page loads at a click; empty for a file of the site."""
    poster: ShownPicture | None
    """The picture in its place; None for none."""
    captions_url: str
    """The captions; empty for none."""
    language: str
    """The code of the language of the captions, which is that of the page."""
    language_name: str
    """The name of that language."""
    width: int
    """The width of a player for a file in pixels; 0 where it is not known."""
    height: int
    """The height of a player for a file in pixels; 0 where it is not known."""
