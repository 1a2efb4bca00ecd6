"""What the partials of demos and code cells receive.

Frames, marks, metrics and controls are the records of `sitegen.demo`, the same that the worker sends to the
page; the build marks their SVG and tables as HTML. The classes, data attributes and names in the partials are
read by `static/client`, `static/css/stage.css`, `static/css/demo.css` and `static/css/cell.css`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from markupsafe import Markup

from sitegen.model import PublishedPackage

if TYPE_CHECKING:  # sitegen.demo imports NumPy
    from sitegen.demo import ControlData, DisplayData, FrameData, MarkData


@dataclass(frozen=True, slots=True)
class HeadlineContext:
    """The one number of a stage, with what it must beat."""

    name: str
    """The metric's name."""
    text: str
    """The number as text: `98.6%`."""
    label: str
    """A small word beside it: `right`; may be empty."""
    label_pattern: str
    """The same with metrics in braces, for the client; empty where it has none."""
    said: str
    """The line below it: `of new points; guessing: 50%`."""
    said_pattern: str
    """The same with metrics in braces, for the client; empty where it has none."""
    share: float | None
    """How much of the gauge is full, in per cent; None for a number that is no share."""
    baseline: float | None
    """The place of the baseline on the gauge, in per cent; None for none."""


@dataclass(frozen=True, slots=True)
class PresetContext:
    """A button that sets several controls at once."""

    label: str
    """What it says."""
    fails: bool
    """Whether it shows where the demo fails."""
    pressed: bool
    """Whether the island shows these values."""


@dataclass(frozen=True, slots=True)
class StageContext:
    """The layout of an island: what is in sight and what is folded."""

    kind: str
    """`draw` where a pad has the main place, else `run` for a generator and `answer` for a plain function."""
    fails: bool
    """Whether the island shows a preset that fails."""
    headline: HeadlineContext | None
    """None for a demo without metrics."""
    presets: tuple[PresetContext, ...]
    """In order; may be empty."""
    main: tuple[MarkData, ...]
    """The main picture; two stand side by side, none where a pad has the main place."""
    pad: ControlData | None
    """The pad that has the main place."""
    beside: MarkData | None
    """A picture that must be seen together with the main one."""
    side: tuple[tuple[str, MarkData], ...]
    """The pictures that take each other's place, each with the label of its tab."""
    more: tuple[MarkData, ...]
    """The other pictures, which are folded."""
    controls: tuple[ControlData, ...]
    """The controls in sight."""
    more_controls: tuple[ControlData, ...]
    """The other controls, which are folded."""
    until: int
    """The step at which a run pauses; 0 for a run that goes on."""
    checks: tuple[str, ...]
    """What every build checks: `Accuracy is at least 95%.`"""


@dataclass(frozen=True, slots=True)
class IslandContext:
    """`partials/demo_island.html` and `partials/demo_poster.html` receive this as `island`.

    The island shows the poster first and is complete without JavaScript. A control that needs more than one
    native input shows a picture of the author's value (filter `pad`) and keeps the value in a hidden input;
    `ID` is the island's id, a dash and the control's name:

    - `ink`: `div.demo-pad#ID[data-kind=ink][data-value]` holds `div.demo-pad-surface` with an SVG in units of
      the array's pixels (`g.demo-strokes`, one `path` for each stroke), `p.demo-pad-help`, the text
      `p.demo-pad-state`, the buttons `data-action` `undo` and `clear`, and `input[type=hidden]`.
    - `points`: the same with `data-kind=points`; the SVG's edges are `x_range` and `y_range`, y upwards, and
      each point is a `g.demo-point[data-class]` in `g.demo-points`. With several classes,
      `div.demo-pad-classes` has a radio button and a sample for each; with one, `template.demo-pad-sample`
      holds the sample. New points are clones of a sample.
    - `clip`: a `select` of the recordings and a button `record`, hidden until the client can record.

    The client makes a surface focusable with the role `application`, shows its help, keeps state, hidden
    input and `data-value` current, and restores the author's value on Reset. `data-action` inside a control
    belongs to the control and not to the bar.
    """

    id: str
    """Unique in its page: `depth`, `depth-2`."""
    demo: str
    """The demo's name: `depth`."""
    title: str
    """One line."""
    description: str
    """One sentence; may be empty."""
    controls: tuple[ControlData, ...]
    """All controls in order; `hidden` ones keep the author's value and are not shown."""
    frame: FrameData
    """The poster."""
    caption: Markup
    """The directive's body; may be empty."""
    facts: tuple[str, ...]
    """Short texts below the caption: seed, parameters, test size."""
    source_html: Markup
    """The program as plain text; empty where an earlier island of the page shows it."""
    source_island: str
    """The id of the first island of the demo in its page, which shows the program."""
    source_path: str
    """The program's file, for readers: `content/demos/depth.py`."""
    script_url: str
    """The program as one script to download: `/blog/posts/x/depth.py`."""
    runtime_url: str
    """The folder of the runtime, with a slash at the end."""
    packages: tuple[PublishedPackage, ...]
    """The packages that Run loads besides: `name`, `version`, `license` and `bytes` of each."""
    frames_url: str
    """The file with the frames that answer before Python has started; empty for none."""
    generator: bool
    """Whether the demo runs step by step; else it gives one frame for each set of controls."""
    poster_steps: int
    """The step of the poster."""
    stage: StageContext
    """What of all this is in sight, and what is folded."""
    still: str
    """Why readers cannot run it; empty where they can."""
    line: str
    """What the picture is, in the words that the client uses before a first run."""
    data_json: Markup
    """What the client reads, as JSON that is safe inside a script element: `controls`, `poster_steps`,
    `generator`, `download_bytes`."""


@dataclass(frozen=True, slots=True)
class CellContext:
    """`partials/code_cell.html` and `partials/code_cell_still.html` receive this as `cell`."""

    id: str
    """Unique in its page."""
    number: int
    """Its place among the cells of its page, from 1."""
    source_html: Markup
    """The program with syntax colouring."""
    hide_code: bool
    """Whether the program is folded."""
    hide_output: bool
    """Whether the output is folded."""
    stdout: str
    """What the cell printed; may be empty."""
    value: str
    """The text of the last expression's value; may be empty."""
    frame: FrameData
    """The value where it is drawn; a frame without marks where it is not."""
    displays: tuple[DisplayData, ...]
    """The value where it is more than text, and figures: HTML."""
    still: str
    """Why readers cannot run it; empty where they can."""
    error: str
    """The exception that the cell raises on purpose; empty for none."""
    runtime_url: str
    """The folder of the runtime, with a slash at the end."""
    packages: tuple[PublishedPackage, ...]
    """The packages that Run loads besides those of the cells above: `name`, `version`, `license`, `bytes`."""
    line: str
    """What Run would load, at a page's first cell; else empty."""
    data_json: Markup
    """What the client reads, as JSON that is safe inside a script element: `source`, `raises`, `alt`."""


@dataclass(frozen=True, slots=True)
class Pad:
    """The picture of a control for drawings or points; the filter `pad` gives it."""

    svg: Markup
    """The author's strokes or points."""
    state: str
    """The same in words: `2 strokes`."""
    samples: tuple[tuple[str, Markup], ...]
    """Label and picture of one point of each class; empty for a drawing."""
