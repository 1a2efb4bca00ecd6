"""Notebooks: each page with code cells as a Jupyter notebook to download, its programs with their outputs.

The notebook is written without Jupyter's libraries. What it needs to run stands in its first cell.
"""

from sitegen.notebook.document import make_notebooks
from sitegen.notebook.jupyter import show_pictures

__all__ = ["make_notebooks", "show_pictures"]
