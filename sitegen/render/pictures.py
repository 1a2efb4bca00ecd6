"""Pictures and videos in bodies: their sizes, their smaller copies, and the values of the partials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from sitegen.model import ImageInfo, Page, Picture, Video
from sitegen.render.context import ShownPicture, VideoContext
from sitegen.render.languages import language_name

if TYPE_CHECKING:
    from sitegen.render.body import Bodies


def picture_attributes(bodies: Bodies, _page: Page, picture: Picture) -> Markup:
    """Return the attributes of an `img` tag that follow from its file, with a space before each."""
    info = bodies.image(picture)
    attributes: dict[str, object] = {}
    if info and info.width and not picture.has_size:
        attributes = {"width": info.width, "height": info.height}
    if info and info.copies:
        attributes |= {"srcset": srcset_of(picture.permalink, info), "sizes": bodies.config.images.sizes}
    return Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in attributes.items())


def srcset_of(permalink: str, info: ImageInfo, most: int = 0) -> str:
    """Return the smaller copies of a picture and itself as the attribute `srcset` says it; empty for none.

    Args:
        permalink: of the picture.
        info: what is known of it.
        most: the width above which the picture itself is left out; 0 for none.
    """
    if not info.copies:
        return ""
    itself = () if 0 < most < info.width else ((permalink, info.width),)
    return ", ".join(f"{url} {width}w" for url, width in (*info.copies, *itself))


def video_context(bodies: Bodies, page: Page, video: Video) -> VideoContext:
    """Return what the partials of a video receive."""
    language = page.source.front_matter.language or bodies.config.language
    poster = _poster(bodies, video) if video.poster else None
    width, height = video.width, video.height
    if poster and not (width or height):
        width, height = poster.width, poster.height
    return VideoContext(
        title=video.title,
        alt=video.alt,
        url=video.address,
        host=video.host,
        player_url=video.player,
        poster=poster,
        captions_url=video.captions,
        language=language,
        language_name=language_name(language),
        width=width,
        height=height,
    )


def _poster(bodies: Bodies, video: Video) -> ShownPicture:
    info = (video.picture and bodies.image(video.picture)) or ImageInfo(0, 0)
    srcset, sizes = srcset_of(video.poster, info), bodies.config.images.sizes
    return ShownPicture(video.poster, srcset, sizes, info.width, info.height, video.alt)
