"""The parts of a demo: controls, marks, frames, sessions. They run at build time and in the reader's browser.

@dataclass
class Controls:
    slope: Annotated[float, Slider(-2.0, 2.0)] = 1.0

@demo(title="A line")
def line(controls: Controls, rng: np.random.Generator) -> Frame:
    \"\"\"Move the slope and watch the line turn.\"\"\"
    x = np.linspace(-1, 1, 50)
    return Frame(line=Curve(controls.slope * x, x, y_range=(-2, 2)), metrics={"slope": controls.slope})
"""

from sitegen.demo.cells import CellPage
from sitegen.demo.controls.clip import Clip, Recording
from sitegen.demo.controls.ink import Drawing, Ink, Pixels, Stroke, draw
from sitegen.demo.controls.inputs import Button, Choice, Seed, Slider, Toggle
from sitegen.demo.controls.pad import draw_pad
from sitegen.demo.controls.parse import Control, ControlError, Fault, controls_of, parse_controls, values_of
from sitegen.demo.controls.points import Points, PointSet
from sitegen.demo.controls.text_field import TextField
from sitegen.demo.declaration import PACKAGE, Demo, DemoDeclarationError, UnknownDemoError, demo, load
from sitegen.demo.facts import Facts
from sitegen.demo.frame import Frame
from sitegen.demo.marks.arrows import Arrows
from sitegen.demo.marks.bars import Bars
from sitegen.demo.marks.curve import Curve
from sitegen.demo.marks.figure import Figure
from sitegen.demo.marks.graph import Graph
from sitegen.demo.marks.handle import Handle
from sitegen.demo.marks.heatmap import Heatmap
from sitegen.demo.marks.image import Image
from sitegen.demo.marks.image_grid import ImageGrid
from sitegen.demo.marks.mark import Mark, MarkError
from sitegen.demo.marks.matrix import Matrix
from sitegen.demo.marks.note import Note
from sitegen.demo.marks.number import Percent, compact
from sitegen.demo.marks.scatter import Scatter
from sitegen.demo.marks.sound import Sound
from sitegen.demo.marks.surface import Surface
from sitegen.demo.marks.table import Table
from sitegen.demo.marks.text import Text
from sitegen.demo.marks.tokens import Tokens
from sitegen.demo.plain_text import clean_text, label_of, text_of
from sitegen.demo.records import (
    ButtonData,
    CellErrorData,
    CellOutput,
    CellWarningData,
    ChoiceData,
    ClipData,
    ControlData,
    DisplayData,
    ErrorData,
    FrameData,
    HeadlineData,
    InkData,
    MarkData,
    MetricData,
    PointsData,
    PresetData,
    SeedData,
    SliderData,
    StageData,
    StepData,
    TextFieldData,
    ToggleData,
)
from sitegen.demo.session import Session
from sitegen.demo.show import metric_text, show
from sitegen.demo.stage import Headline, Preset, Stage, faults_in_frame, plain_stage
from sitegen.demo.worker_api import describe_error, describe_frame

__all__ = [
    "PACKAGE",
    "Arrows",
    "Bars",
    "Button",
    "ButtonData",
    "CellErrorData",
    "CellOutput",
    "CellPage",
    "CellWarningData",
    "Choice",
    "ChoiceData",
    "Clip",
    "ClipData",
    "Control",
    "ControlData",
    "ControlError",
    "Curve",
    "Demo",
    "DemoDeclarationError",
    "DisplayData",
    "Drawing",
    "ErrorData",
    "Facts",
    "Fault",
    "Figure",
    "Frame",
    "FrameData",
    "Graph",
    "Handle",
    "Headline",
    "HeadlineData",
    "Heatmap",
    "Image",
    "ImageGrid",
    "Ink",
    "InkData",
    "Mark",
    "MarkData",
    "MarkError",
    "Matrix",
    "MetricData",
    "Note",
    "Percent",
    "Pixels",
    "PointSet",
    "Points",
    "PointsData",
    "Preset",
    "PresetData",
    "Recording",
    "Scatter",
    "Seed",
    "SeedData",
    "Session",
    "Slider",
    "SliderData",
    "Sound",
    "Stage",
    "StageData",
    "StepData",
    "Stroke",
    "Surface",
    "Table",
    "Text",
    "TextField",
    "TextFieldData",
    "Toggle",
    "ToggleData",
    "Tokens",
    "UnknownDemoError",
    "clean_text",
    "compact",
    "controls_of",
    "demo",
    "describe_error",
    "describe_frame",
    "draw",
    "draw_pad",
    "faults_in_frame",
    "label_of",
    "load",
    "metric_text",
    "parse_controls",
    "plain_stage",
    "show",
    "text_of",
    "values_of",
]
