"""One reader for each kind of site."""
