"""Changes to Markdown as text, without a parse: what is code, every address, pieces that are put together."""
