"""Trained models of other frameworks: read a file, convert layouts, check stored answers.

`read_model` reads a file, `fit_state` converts its arrays for a model of `sitegen.nn`, `check_answers` runs
the model on stored inputs and compares; `check_graph` runs the graph of an ONNX file beside the model.
"""

from sitegen.model_import.answers import TOLERANCE, Answers, check_answers, read_answers
from sitegen.model_import.fit import channels_first, fit_state, takes_pictures
from sitegen.model_import.onnx import check_graph
from sitegen.model_import.read import ModelFile, read_model
from sitegen.model_import.target import build_model

__all__ = [
    "TOLERANCE",
    "Answers",
    "ModelFile",
    "build_model",
    "channels_first",
    "check_answers",
    "check_graph",
    "fit_state",
    "read_answers",
    "read_model",
    "takes_pictures",
]
