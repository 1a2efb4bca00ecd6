"""Models of Keras: the layers of a file, and their weights in the layouts of `sitegen.nn`."""

from sitegen.model_import.keras.file import read_keras_file
from sitegen.model_import.keras.fit import fit_keras
from sitegen.model_import.keras.layer import KerasLayer

__all__ = ["KerasLayer", "fit_keras", "read_keras_file"]
