"""Pack the pinned files and the site's demos into the files that readers download.

The modules here run on the author's machine, `in_pyodide/` runs inside the pinned Pyodide while it packs, and
`node/` runs in Node.
"""

from sitegen.runtime.pack.compiler import Compiler
from sitegen.runtime.pack.files import Packed, pack_runtime
from sitegen.runtime.pack.results import PublishedFile, Results, key_of
from sitegen.runtime.pack.run_node import PackError

__all__ = [
    "Compiler",
    "PackError",
    "Packed",
    "PublishedFile",
    "Results",
    "key_of",
    "pack_runtime",
]
