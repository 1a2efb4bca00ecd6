"""Pictures and videos in bodies: their sizes, their smaller copies, and the values of the partials."""

from __future__ import annotations

from typing import TYPE_CHECKING

from markupsafe import Markup

from sitegen.model import ImageInfo, Page, Picture, Video
from sitegen.render.context import PosterContext, VideoContext
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


def srcset_of(permalink: str, info: ImageInfo) -> str:
    """Return the smaller copies of a picture and itself as the attribute `srcset` says it; empty for none."""
    candidates = (*info.copies, (permalink, info.width)) if info.copies else ()
    return ", ".join(f"{url} {width}w" for url, width in candidates)


def video_context(bodies: Bodies, page: Page, video: Video) -> VideoContext:
    """Return what the partials of a video receive."""
    language = page.source.front_matter.language or bodies.config.language
    poster = _poster(bodies, video) if video.poster else None
    sized = bool(video.width or video.height) or poster is None
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
        width=video.width if sized or poster is None else poster.width,
        height=video.height if sized or poster is None else poster.height,
    )


def _poster(bodies: Bodies, video: Video) -> PosterContext:
    info = video.picture and bodies.image(video.picture)
    srcset = srcset_of(video.poster, info) if info else ""
    size = (info.width, info.height) if info else (0, 0)
    return PosterContext(video.poster, srcset, bodies.config.images.sizes, *size)
