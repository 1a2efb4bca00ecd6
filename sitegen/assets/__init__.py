"""Assets: the files of `static/` and their addresses, the client's programs, the service worker."""

from sitegen.assets.bundle import bundle_program, bundler_version
from sitegen.assets.files import AssetMap, StaticFolder, map_assets, published_styles, static_folders
from sitegen.assets.service_worker import service_worker_output

__all__ = [
    "AssetMap",
    "StaticFolder",
    "bundle_program",
    "bundler_version",
    "map_assets",
    "published_styles",
    "service_worker_output",
    "static_folders",
]
