"""Models in ONNX: the graph of a file, its layers and their weights, and a run of both beside each other.

`read_onnx_file` reads a graph, `find_layers` finds which constants are a layer, `fit_onnx` converts them for
a model of `sitegen.nn`, `check_graph` compares the answers of graph and model.
"""

from sitegen.model_import.onnx.check import check_graph
from sitegen.model_import.onnx.file import read_onnx_file
from sitegen.model_import.onnx.fit import fit_onnx
from sitegen.model_import.onnx.graph import OnnxGraph
from sitegen.model_import.onnx.layer import find_layers
from sitegen.model_import.onnx.trace import settled

__all__ = ["OnnxGraph", "check_graph", "find_layers", "fit_onnx", "read_onnx_file", "settled"]
