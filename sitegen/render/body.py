"""The open places of a body: demos, computed numbers, code cells, pictures and videos are filled in.

`PLACEHOLDERS` says for each type of the model that can be part of a body which partials show it and which
function builds their context. A new type needs one row there.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, cast

from jinja2.utils import htmlsafe_json_dumps
from markupsafe import Markup, escape

from sitegen.cache import Cache
from sitegen.engine.trace import Recorder
from sitegen.model import (
    Cell,
    ImageInfo,
    Island,
    Label,
    Metric,
    Page,
    Picture,
    Poster,
    PublishedPackage,
    PublishedRuntime,
    Request,
    Results,
    Video,
    cell_name,
)
from sitegen.permalink import frames_output, permalink_of, script_output
from sitegen.render.cached import plain_program, program_html
from sitegen.render.context import CellContext, IslandContext
from sitegen.render.languages import label_text
from sitegen.render.pictures import picture_attributes, video_context
from sitegen.render.safe_html import own_ids, safe_displays, safe_frame
from sitegen.render.stage import run_of, stage_of

if TYPE_CHECKING:  # sitegen.demo imports NumPy
    from sitegen.config import Config
    from sitegen.demo import CellOutput, ControlData


class RenderPartial(Protocol):
    """Renders a template."""

    def __call__(self, template: str, values: Mapping[str, object]) -> str:
        """Return the text of a template that receives these values."""


@dataclass(frozen=True, slots=True)
class Placeholder:
    """How one type of open place is shown."""

    variable: str
    """The name under which the partials receive the context."""
    page_partial: str
    """The template for the page itself; empty where the context is text that needs no template."""
    feed_partial: str
    """The template for a feed, where nothing can run."""
    context: Callable[[Bodies, Page, Any], object]
    """Builds the context from the bodies' data, the page and the part."""


@dataclass(frozen=True, slots=True)
class Bodies:
    """Fills the bodies of a site's pages. A context is built once, for the page and for the feed."""

    render_partial: RenderPartial
    results: Results
    """What the programs of the site gave."""
    base_path: str
    runtime: PublishedRuntime
    """The reader's Python as it is published."""
    cache: Cache
    images: Mapping[str, ImageInfo]
    """Pictures of the site by permalink."""
    config: Config
    """The site's language, its words, and how wide pages show pictures."""
    recorder: Recorder = field(default_factory=Recorder)
    _coloured: dict[str, Markup] = field(default_factory=dict)

    def for_page(self, page: Page) -> Markup:
        """Return a page's body for the page itself."""
        return self._filled(page, feed=False)

    def for_feed(self, page: Page) -> Markup:
        """Return a page's body for a feed: demos do not run, and pictures are described in words."""
        return self._filled(page, feed=True)

    def _filled(self, page: Page, *, feed: bool) -> Markup:
        for extension in page.body.extensions:
            self.recorder.read(("extension", extension))
        pieces = (
            part if isinstance(part, str) else self._part(page, place, part, feed=feed)
            for place, part in enumerate(page.body.parts)
        )
        return Markup("".join(pieces))  # noqa: S704  (HTML of the parser and of partials)

    def _part(self, page: Page, place: int, part: object, *, feed: bool) -> str:
        placeholder = PLACEHOLDERS[type(part)]
        key = "part", page.source.source_path, place
        context = self.recorder.once(key, lambda: placeholder.context(self, page, part))
        partial = placeholder.feed_partial if feed else placeholder.page_partial
        return self.render_partial(partial, {placeholder.variable: context}) if partial else escape(context)

    def program(self, source: str) -> Markup:
        """Return a Python program with syntax colouring; each program is coloured once."""
        if source not in self._coloured:
            self._coloured[source] = program_html(source, self.cache)
        return self._coloured[source]

    def poster(self, request: Request) -> Poster:
        """Return the poster of a run."""
        self.recorder.read(("poster", request.demo, *(text for pair in request.values for text in pair)))
        return self.results.posters[request]

    def metric(self, metric: Metric) -> str:
        """Return a computed number as text."""
        self.poster(self.results.requests[metric.position.path, metric.demo])
        return self.results.metric(metric)

    def frames_url(self, page: Page, island: Island) -> str:
        """Return where the saved frames of an island are; empty where it has none."""
        self.recorder.read(("frames", str(island.position.path), island.id))
        saved = self.results.saved_frames(island)
        path = saved and frames_output(page.source.output_path, island.id, saved.fingerprint)
        return permalink_of(self.base_path, path) if path else ""

    def packages(self, kind: str, name: str) -> tuple[PublishedPackage, ...]:
        """Return the packages of a program, see `packages_of`."""
        self.recorder.read(("packages", kind, name))
        return packages_of(self.runtime, kind, name)

    def packages_data(self, packages: Sequence[PublishedPackage]) -> dict[str, object]:
        """Return what the client reads of packages; nothing where there are none."""
        files = [{"name": item.file, "bytes": item.bytes, "sha256": item.sha256} for item in packages]
        return {"packages": {"url": self.runtime.packages_url, "files": files}} if files else {}

    def image(self, picture: Picture) -> ImageInfo | None:
        """Return what the build knows of a picture; None where it is not of this site."""
        self.recorder.read(("image", picture.permalink))
        return self.images.get(picture.permalink)

    def label(self, page: Page, label: Label) -> str:
        """Return the name and the number of a block in the language of the page."""
        return label_text(label, self.config, page.source.front_matter.language or self.config.language)

    def still(self, part: Cell | Island) -> str:
        """Return why a program does not run for readers; empty for one that does."""
        path = part.position.path
        self.recorder.read(("still", str(path), part.id))
        return self.results.still.get((path, part.id), "")

    def cell(self, cell: Cell) -> CellOutput:
        """Return the output of a code cell."""
        self.recorder.read(("cell", str(cell.position.path), cell.id))
        return self.results.cell(cell)


def _metric(bodies: Bodies, page: Page, metric: Metric) -> str:  # noqa: ARG001  (one signature for all)
    return bodies.metric(metric)


def _island(bodies: Bodies, page: Page, island: Island) -> IslandContext:
    poster, still = bodies.poster(Request.of(island)), bodies.still(island)
    packages: tuple[PublishedPackage, ...] = ()
    if not still:
        bodies.recorder.read(("runtime",))
        packages = bodies.packages("demo", island.demo)
    controls = [
        cast("ControlData", {**data, "hidden": data["name"] in island.hide}) for data in poster.controls
    ]
    first = next(other.id for other in page.body.islands if other.demo == island.demo)
    caption = (
        piece if isinstance(piece, str) else escape(PLACEHOLDERS[type(piece)].context(bodies, page, piece))
        for piece in island.caption
    )
    frame = safe_frame(poster.frame if first == island.id else own_ids(poster.frame, island.id))
    run = run_of(island, poster)
    stage = stage_of(island, poster, tuple(controls), frame)
    data = {
        "controls": controls,
        "poster_steps": poster.poster_steps,
        "generator": poster.generator,
        "until": run.until,
        "speed": run.speed,
        "presets": run.presets,
        "download_bytes": bodies.runtime.download_bytes + sum(package.bytes for package in packages),
        **bodies.packages_data(packages),
    }
    return IslandContext(
        id=island.id,
        demo=island.demo,
        title=island.title or poster.title,
        description=poster.description,
        controls=tuple(controls),
        frame=frame,
        caption=Markup("".join(caption)),  # noqa: S704  (HTML of the parser)
        facts=tuple(poster.facts),
        source_html=plain_program(poster.source_code) if first == island.id else Markup(),
        source_island=first,
        source_path=poster.source_path,
        script_url=permalink_of(bodies.base_path, script_output(page.source.output_path, island.id)),
        runtime_url=bodies.runtime.url,
        packages=packages,
        frames_url=bodies.frames_url(page, island),
        generator=poster.generator,
        poster_steps=poster.poster_steps,
        stage=stage,
        still=still,
        line=f"Saved, {poster.poster_steps:,} steps" if poster.generator else "Saved answer",
        data_json=script_json(data),
    )


def _cell(bodies: Bodies, page: Page, cell: Cell) -> CellContext:
    output, still = bodies.cell(cell), bodies.still(cell)
    packages: tuple[PublishedPackage, ...] = ()
    if not still:
        bodies.recorder.read(("runtime",))
        packages = bodies.packages("cell", cell_name(cell))
    number = 1 + [other.id for other in page.body.cells].index(cell.id)
    error = output["error"]
    return CellContext(
        id=cell.id,
        number=number,
        source_html=bodies.program(cell.source),
        hide_code=cell.hide_code,
        hide_output=cell.hide_output,
        stdout=output["stdout"],
        value=output["value"],
        frame=safe_frame(output["frame"] or {"finite": True, "text": "", "metrics": [], "marks": []}),
        displays=safe_displays(output["displays"], bodies.config.markdown.math_macros),
        still=still,
        error="" if error is None else f"{error['name']}: {error['message']}".removesuffix(": "),
        runtime_url=bodies.runtime.url,
        packages=packages,
        line=_run_loads(bodies.runtime, packages) if number == 1 else "",
        data_json=script_json(
            {
                "source": cell.source,
                "raises": cell.raises,
                "alt": cell.alt,
                **bodies.packages_data(packages),
            }
        ),
    )


def _label(bodies: Bodies, page: Page, label: Label) -> str:
    return bodies.label(page, label)


PLACEHOLDERS: Mapping[type, Placeholder] = {
    Island: Placeholder("island", "partials/demo_island.html", "partials/demo_poster.html", _island),
    Cell: Placeholder("cell", "partials/code_cell.html", "partials/code_cell_still.html", _cell),
    Metric: Placeholder("metric", "", "", _metric),
    Picture: Placeholder("picture", "", "", picture_attributes),
    Video: Placeholder("video", "partials/video.html", "partials/video_link.html", video_context),
    Label: Placeholder("label", "", "", _label),
}
"""What a body can hold besides HTML."""


def script_json(data: object) -> Markup:
    """Return JSON that cannot end the script element that holds it, nor open a comment there."""
    return htmlsafe_json_dumps(data, dumps=json.dumps, separators=(",", ":"), allow_nan=False)


def _run_loads(runtime: PublishedRuntime, packages: Sequence[PublishedPackage]) -> str:
    total = runtime.download_bytes + sum(package.bytes for package in packages)
    return f"Run loads {math.floor(total / 1e6 + 0.5)} MB, once"


def packages_of(runtime: PublishedRuntime, kind: str, name: str) -> tuple[PublishedPackage, ...]:
    """Return the packages of a demo (`demo`, its name) or of a code cell (`cell`, see `cell_name`)."""
    return runtime.of_demo(name) if kind == "demo" else runtime.of_cell(name)
