"""What a demo is made of; the same code runs at build time and in the reader's browser.

@dataclass
class Controls:
    slope: Annotated[float, Slider(-2.0, 2.0)] = 1.0

@demo(title="A line")
def line(controls: Controls, rng: np.random.Generator) -> Frame:
    \"\"\"Move the slope and watch the line turn.\"\"\"
    x = np.linspace(-1, 1, 50)
    return Frame(line=Curve(controls.slope * x, x, y_range=(-2, 2)), metrics={"slope": controls.slope})
"""

from sitegen.demo.clip import Clip, Recording
from sitegen.demo.control import Button, Choice, Seed, Slider, Toggle
from sitegen.demo.declaration import Demo, DemoDeclarationError, UnknownDemoError, demo, load
from sitegen.demo.facts import Facts
from sitegen.demo.figure.arrows import Arrows
from sitegen.demo.figure.bars import Bars
from sitegen.demo.figure.curve import Curve
from sitegen.demo.figure.graph import Graph
from sitegen.demo.figure.heatmap import Heatmap
from sitegen.demo.figure.image import Image
from sitegen.demo.figure.image_grid import ImageGrid
from sitegen.demo.figure.matrix import Matrix
from sitegen.demo.figure.scatter import Scatter
from sitegen.demo.figure.sound import Sound
from sitegen.demo.figure.surface import Surface
from sitegen.demo.figure.tokens import Tokens
from sitegen.demo.figure.words import Table, Text
from sitegen.demo.frame import Frame, Percent
from sitegen.demo.ink import Drawing, Ink
from sitegen.demo.mark import Mark, MarkError
from sitegen.demo.points import Points, PointSet
from sitegen.demo.reading import Control, ControlError, Fault, controls_of, parse_controls, values_of
from sitegen.demo.records import (
    CellErrorData,
    CellOutput,
    ControlData,
    ErrorData,
    FrameData,
    MarkData,
    MetricData,
    StepData,
)
from sitegen.demo.session import Session
from sitegen.demo.show import metric_text, show, words_of
from sitegen.demo.text_field import TextField

__all__ = [
    "Arrows",
    "Bars",
    "Button",
    "CellErrorData",
    "CellOutput",
    "Choice",
    "Clip",
    "Control",
    "ControlData",
    "ControlError",
    "Curve",
    "Demo",
    "DemoDeclarationError",
    "Drawing",
    "ErrorData",
    "Facts",
    "Fault",
    "Frame",
    "FrameData",
    "Graph",
    "Heatmap",
    "Image",
    "ImageGrid",
    "Ink",
    "Mark",
    "MarkData",
    "MarkError",
    "Matrix",
    "MetricData",
    "Percent",
    "PointSet",
    "Points",
    "Recording",
    "Scatter",
    "Seed",
    "Session",
    "Slider",
    "Sound",
    "StepData",
    "Surface",
    "Table",
    "Text",
    "TextField",
    "Toggle",
    "Tokens",
    "UnknownDemoError",
    "controls_of",
    "demo",
    "load",
    "metric_text",
    "parse_controls",
    "show",
    "values_of",
    "words_of",
]
