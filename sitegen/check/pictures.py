"""Pictures of a finished site that tell more than they show."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from sitegen.errors import Problem
from sitegen.images import has_position
from sitegen.model import Output

WITH_METADATA = (".jpg", ".jpeg", ".png", ".webp", ".avif", ".tif", ".tiff")
HINT = "strip_metadata = true in [images] publishes JPEG, PNG and WebP files without it"


def picture_problems(outputs: Iterable[Output], folder: PurePosixPath) -> Iterator[Problem]:
    """Yield a warning for each picture that names the place where it was taken.

    Args:
        outputs: all files of the site.
        folder: the output folder's name, which comes before paths.
    """
    for output in outputs:
        path = output.output_path
        if path.suffix.casefold() in WITH_METADATA and has_position(output.content):
            hint = f"{HINT}; this file comes from {output.origin}"
            message = "the picture names the place where it was taken"
            yield Problem(message, folder / path, None, None, hint, "picture-location", "warning")
