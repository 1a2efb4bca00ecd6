"""`:::{video} address`: a file of the site with a player, or a card whose player loads at a click.

The size of the picture, the words and the template are known later: the renderer leaves a placeholder.
"""

from __future__ import annotations

from collections.abc import Sequence

from markdown_it.common.normalize_url import normalizeLink
from markdown_it.renderer import RendererHTML
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from sitegen.errors import one_of
from sitegen.markdown.directive import Directive, Option
from sitegen.markdown.document import KEY, Document
from sitegen.markdown.figure import framed, pixels
from sitegen.markdown.link import ELSEWHERE, is_measured, resolve_file
from sitegen.markdown.video_host import HOSTS, HostedVideo, VideoAddressError, hosted_video
from sitegen.model import MEASURED, Picture, Position, Video

CODE = "video"
OPTIONS = frozenset({"title", "alt", "poster", "captions", "width", "height", "id", "class"})
OF_FILES = ("captions", "width", "height")
"""Options that the player of another site does not need."""
ENDINGS = (".mp4", ".webm", ".ogv", ".mov", ".m4v")


def video(directive: Directive, document: Document) -> tuple[Sequence[Token], Sequence[Token]]:
    """Return a `figure` with the video; the body is its caption."""
    given = {option.name: option for option in directive.options}
    place = directive.position
    if not directive.option("title"):
        at = given["title"].position if "title" in given else place
        hint = "feeds and readers without a player see the title as a link"
        document.problem("{video} needs ':title:', the title of the video", at, hint=hint, code=CODE)
    hosted = None
    if ELSEWHERE.match(directive.argument):
        hosted = _hosted(directive.argument, document, place)
        for name in OF_FILES:
            if name in given:
                message = f"the option {name!r} is for a file of the site, and the player is that of the host"
                document.problem(message, given[name].position, hint="leave it out", code=CODE)
        address = hosted.page if hosted else ""
    else:
        address = _file(directive.argument, document, place) if directive.argument else ""
    poster = _poster(given["poster"], document) if "poster" in given else ""
    shown = Video(
        title=directive.option("title"),
        address=address,
        position=place,
        host=hosted.host if hosted else "",
        player=hosted.player if hosted else "",
        alt=directive.option("alt"),
        poster=poster,
        picture=Picture(poster, given["poster"].position) if is_measured(poster) else None,
        captions=_captions(given["captions"], document) if "captions" in given and not hosted else "",
        **({} if hosted else pixels(directive, document)),
    )
    return framed(directive, Token("video", "", 0, meta={"video": shown}))


def render_video(
    _self: RendererHTML, tokens: Sequence[Token], index: int, _options: OptionsDict, env: EnvType
) -> str:
    """Return the mark of a video."""
    document: Document = env[KEY]
    found: Video = tokens[index].meta["video"]
    if document.enclosing:
        document.problem("a video cannot be used in the caption of a demo", found.position, code=CODE)
    return document.leave(found)


def _hosted(address: str, document: Document, place: Position) -> HostedVideo | None:
    try:
        return hosted_video(f"https:{address}" if address.startswith("//") else address)
    except VideoAddressError as error:
        document.problem(str(error), place, hint=error.hint, code=CODE)
        return None


def _file(path: str, document: Document, place: Position) -> str:
    """Return the address of a video of the site."""
    if path.partition("/")[0].casefold() in HOSTS:
        hint = f"write 'https://{path}'"
        document.problem(f"{path!r} has no 'https://'", place, hint=hint, code=CODE)
        return ""
    name = path.partition("#")[0]
    return _of_site(path, document, place) if _ends(name, ENDINGS, "a video", document, place) else ""


def _poster(option: Option, document: Document) -> str:
    """Return the address of the picture in the place of a video."""
    if ELSEWHERE.match(option.value):
        message = f"the poster is a picture of this site, received {option.value!r}"
        hint = "save the picture beside the post: nothing loads from another site before the click"
        document.problem(message, option.position, hint=hint, code=CODE)
        return ""
    if not _ends(option.value, (*MEASURED, ".svg"), "a picture", document, option.position):
        return ""
    return _of_site(option.value, document, option.position)


def _captions(option: Option, document: Document) -> str:
    """Return the address of captions."""
    if ELSEWHERE.match(option.value):
        message = f"captions are a file of this site, received {option.value!r}"
        document.problem(message, option.position, hint="save the file beside the post", code=CODE)
        return ""
    if not _ends(option.value, (".vtt",), "a file of captions", document, option.position):
        return ""
    return _of_site(option.value, document, option.position)


def _ends(name: str, endings: Sequence[str], what: str, document: Document, place: Position) -> bool:
    """Return whether a name has one of the endings, and report one that has another."""
    fits = name.casefold().endswith(tuple(endings))
    if not fits:
        expected = one_of(endings)
        document.problem(
            f"{name!r} is not {what}; expected a file that ends with {expected}", place, code=CODE
        )
    return fits


def _of_site(path: str, document: Document, place: Position) -> str:
    """Return the published address of a file of the site."""
    return resolve_file(normalizeLink(path), document, place)
