"""The nouns that cross between the six verbs: every value here is frozen and complete when it is created.

    folder --load--> Source --parse--> Page --collect--> Site
           --run--> Results --render--> Output --write--> folder

Paths are `PurePosixPath`s: `source_path` is relative to the site's folder (`content/posts/x/index.md`),
`output_path` to the published folder (`posts/x/index.html`). A `permalink` is the path a browser asks for,
with the base path in front (`/blog/posts/x/`).
"""

from sitegen.model.card import CARD_HEIGHT, CARD_WIDTH, CardInfo, CardText
from sitegen.model.page import (
    Body,
    Cell,
    Expectation,
    Heading,
    Included,
    Island,
    Label,
    Link,
    Metric,
    Page,
    Placeholder,
)
from sitegen.model.pictures import MEASURED, ImageInfo, Picture, Video
from sitegen.model.results import Poster, Request, Results, SavedFrames, Still
from sitegen.model.runtime import PublishedPackage, PublishedRuntime, cell_name
from sitegen.model.site import Output, Report, Section, Site, Taxonomy, Term
from sitegen.model.source import (
    SOURCE_ENDINGS,
    Asset,
    Day,
    FrontMatter,
    Loaded,
    PageKind,
    Position,
    Source,
    is_index,
    is_source,
    moment_of,
    names_in,
)

__all__ = [
    "CARD_HEIGHT",
    "CARD_WIDTH",
    "MEASURED",
    "SOURCE_ENDINGS",
    "Asset",
    "Body",
    "CardInfo",
    "CardText",
    "Cell",
    "Day",
    "Expectation",
    "FrontMatter",
    "Heading",
    "ImageInfo",
    "Included",
    "Island",
    "Label",
    "Link",
    "Loaded",
    "Metric",
    "Output",
    "Page",
    "PageKind",
    "Picture",
    "Placeholder",
    "Position",
    "Poster",
    "PublishedPackage",
    "PublishedRuntime",
    "Report",
    "Request",
    "Results",
    "SavedFrames",
    "Section",
    "Site",
    "Source",
    "Still",
    "Taxonomy",
    "Term",
    "Video",
    "cell_name",
    "is_index",
    "is_source",
    "moment_of",
    "names_in",
]
