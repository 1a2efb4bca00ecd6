"""The records that a demo gives to its page: JSON types only, one record for each thing.

The build keeps these records in its cache and hands them to the templates; the worker sends them to the page.
"""

from __future__ import annotations

from typing import Any, NotRequired, TypedDict


class MarkData(TypedDict):
    """One picture or table of a frame."""

    name: str
    """The mark's name in the frame."""
    kind: str
    """`curve`, `surface` ..."""
    label: str
    """The heading that the reader sees."""
    svg: str
    """The picture: SVG, or HTML for a mark that is text or a table."""
    table: str
    """The same numbers as an HTML table; empty where the picture is text or a table already."""
    sentence: str
    """The same content as one plain sentence."""


class MetricData(TypedDict):
    """One number of a frame."""

    name: str
    label: str
    text: str
    value: float | None
    """None where the number is not finite, which JSON cannot express."""


class FrameData(TypedDict):
    """One frame, drawn."""

    finite: bool
    text: str
    metrics: list[MetricData]
    marks: list[MarkData]
    """Empty where the frame is not finite: the page keeps the last good pictures."""


class StepData(FrameData):
    """One frame of a session."""

    step: int
    """The first frame has step 0."""
    done: bool
    """Whether no further step gives anything new."""


class ErrorData(TypedDict):
    """An exception that a demo or a cell raised."""

    name: str
    message: str
    trace: str
    line: int | None
    """The innermost line of the author's program; None where the exception passed none."""


class CellErrorData(ErrorData):
    """An exception that a cell raised."""

    kinds: list[str]
    """The names of its class and of all base classes."""


class DisplayData(TypedDict):
    """One value of a cell that is more than text, or one figure."""

    kind: str
    """`figure`, `picture`, `table`, `html` or `formula`."""
    html: str
    """What the page shows: cleaned HTML, or SVG."""
    alt: str
    """What a figure or a picture shows, in words; else empty."""
    latex: str
    """A formula's source; else empty."""


class CellWarningData(TypedDict):
    """What an author should know about a cell's output."""

    rule: str
    """`missing-alt`, `large-picture` or `unshown-value`."""
    message: str
    hint: str


class CellOutput(TypedDict):
    """What a code cell showed."""

    stdout: str
    value: str
    """The text of the last expression's value; empty where the value is None, drawn or displayed."""
    frame: FrameData | None
    """The value as a drawn frame, where the value is a mark or a frame."""
    displays: list[DisplayData]
    """The value where it is more than text, then the figures of pyplot."""
    warnings: list[CellWarningData]
    error: CellErrorData | None


class HeadlineData(TypedDict):
    """The one number of a stage."""

    metric: str
    label: str
    """A small word after the number; may be empty."""
    baseline: float | str | None
    """What the number must beat, in the metric's own unit, or the name of another metric."""
    said: str
    """The line below the number; may be empty."""


class PresetData(TypedDict):
    """A button that sets several controls."""

    label: str
    fails: bool
    values: dict[str, Any]
    """By control, as they go to the page."""


class StageData(TypedDict):
    """How a demo stands on its page, as its author declared it."""

    main: list[str]
    """The marks of the main picture; empty for the first mark."""
    side: list[str] | None
    """The marks beside it; None for the next ones."""
    beside: str
    """The mark that must be seen together with the main one; may be empty."""
    headline: HeadlineData | None
    """None for the first metric."""
    presets: list[PresetData]
    until: int | None
    """The step at which a run pauses, 0 for none; None for the poster's step."""
    speed: float | None
    """Steps a second, 0 for as many as possible; None for a run of about eight seconds."""


class SliderData(TypedDict):
    """What only a slider has."""

    min: float
    max: float
    step: float
    log: bool
    """Whether equal distances on the track multiply."""
    unit: str


class SeedData(TypedDict):
    """What only a seed has."""

    min: float
    max: float
    step: float


class ChoiceData(TypedDict):
    """What only a choice has."""

    choices: list[str | float]


class ToggleData(TypedDict):
    """A toggle has only what every control has."""


class ButtonData(TypedDict):
    """A button has only what every control has."""


class TextFieldData(TypedDict):
    """What only a text field has."""

    most: int
    """How many letters the text may have."""
    lines: int
    """How many lines the field shows."""


class ClipData(TypedDict):
    """What only a clip has."""

    clips: list[list[str]]
    """Name and label of each sound that the demo ships."""
    rate: int
    """Samples per second."""
    most_seconds: float


class InkData(TypedDict):
    """What only a drawing pad has."""

    width: int
    """In pixels of the array."""
    height: int
    brush: float
    """The width of a stroke, in pixels of the array."""


class PointsData(TypedDict):
    """What only a plane of points has."""

    x_range: list[float]
    y_range: list[float]
    classes: list[str]
    most: int
    """How many points the plane may hold."""


class ControlData(TypedDict):
    """One control of any kind, with its value. Of the keys after `hidden`, it has those of its kind."""

    name: str
    """The field's name in the demo's `Controls`."""
    kind: str
    """`slider`, `choice`, `toggle`, `seed`, `button`, `text`, `ink`, `points` or `clip`."""
    label: str
    """The text beside the control."""
    value: Any
    """A number, a text or a truth value, depending on the kind."""
    live: bool
    """Whether a change reaches the running loop instead of restarting it."""
    main: bool
    """Whether the author wants the control in sight."""
    hidden: NotRequired[bool]
    """Whether the page does not show the control."""
    min: NotRequired[float]
    max: NotRequired[float]
    step: NotRequired[float]
    log: NotRequired[bool]
    unit: NotRequired[str]
    choices: NotRequired[list[str | float]]
    clips: NotRequired[list[list[str]]]
    rate: NotRequired[int]
    most_seconds: NotRequired[float]
    width: NotRequired[int]
    height: NotRequired[int]
    brush: NotRequired[float]
    x_range: NotRequired[list[float]]
    y_range: NotRequired[list[float]]
    classes: NotRequired[list[str]]
    most: NotRequired[int]
    """How many letters a text, or how many points a set may have."""
    lines: NotRequired[int]
