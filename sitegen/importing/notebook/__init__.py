"""Jupyter notebooks: their cells as Markdown, live code cells and demos, their pictures as files."""

from sitegen.importing.notebook.file import NotebookError, read_cells
from sitegen.importing.notebook.markdown import Notebook, notebook_markdown

__all__ = ["Notebook", "NotebookError", "notebook_markdown", "read_cells"]
