"""A static blog generator for posts that compute. Nothing is imported here: `sitegen.nn` must stay light."""

__version__ = "0.2.0"
