"""The modules that a program can import in the reader's browser."""

from __future__ import annotations

from collections.abc import Collection

STANDARD_LIBRARY = frozenset({
    "__future__", "_thread", "abc", "annotationlib", "argparse", "array", "ast", "asyncio", "atexit",
    "base64", "binascii", "bisect", "builtins", "bz2", "calendar", "cmath", "code", "codecs", "codeop",
    "collections", "colorsys", "compileall", "compression", "concurrent", "configparser", "contextlib",
    "contextvars", "copy", "copyreg", "csv", "ctypes", "dataclasses", "datetime", "decimal", "difflib",
    "dis", "email", "encodings", "enum", "errno", "faulthandler", "fcntl", "filecmp", "fileinput",
    "fnmatch", "fractions", "functools", "gc", "genericpath", "getopt", "getpass", "gettext", "glob",
    "graphlib", "gzip", "hashlib", "heapq", "hmac", "html", "http", "importlib", "inspect", "io",
    "ipaddress", "itertools", "json", "keyword", "linecache", "locale", "logging", "lzma", "marshal",
    "math", "mimetypes", "mmap", "modulefinder", "netrc", "ntpath", "nturl2path", "numbers", "opcode",
    "operator", "os", "pathlib", "pickle", "pkgutil", "platform", "posixpath", "pprint", "pty",
    "py_compile", "pyexpat", "queue", "quopri", "random", "re", "reprlib", "rlcompleter", "runpy", "sched",
    "secrets", "select", "selectors", "shelve", "shlex", "shutil", "signal", "site", "socket", "sqlite3",
    "sre_compile", "sre_constants", "sre_parse", "ssl", "stat", "statistics", "string", "stringprep",
    "struct", "subprocess", "symtable", "sys", "sysconfig", "tarfile", "tempfile", "termios", "textwrap",
    "threading", "time", "timeit", "token", "tokenize", "tomllib", "traceback", "tracemalloc", "tty",
    "types", "typing", "unicodedata", "unittest", "urllib", "uuid", "warnings", "wave", "weakref",
    "zipfile", "zipimport", "zlib", "zoneinfo",
})  # fmt: skip
"""The top-level modules that the pinned Python finds in a browser, without those that packing removes.

The list does not depend on the Python that builds the site. A test compares it with the pinned files.
"""
OWN = frozenset({"numpy", "sitegen", "demos"})


def reader_modules(packages: frozenset[str] = frozenset(), keep: Collection[str] = ()) -> frozenset[str]:
    """Return the top-level names that programs of a site can import in the reader's browser.

    Args:
        packages: the import names of the packages that the site publishes for its readers.
        keep: modules that the configuration keeps although packing would remove them (`runtime.keep`).
    """
    return STANDARD_LIBRARY | OWN | packages | {name.partition(".")[0] for name in keep}
