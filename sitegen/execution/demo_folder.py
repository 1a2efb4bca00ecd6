"""One scan of `content/demos/`: which demos there are, what each needs, and a digest of it.

A demo needs its module, the modules that this imports, and the files whose name stands in one of their texts,
as in `Path(__file__).with_name("weights.npz")`. Files in `train/` make weights; no demo imports from there.
"""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path, PurePosixPath

from sitegen.errors import Problem, SitegenError
from sitegen.execution.imports import imported_modules
from sitegen.source_files import list_files, named, read_bytes

PACKAGE = "demos"
"""The folder inside the content folder, and the package that its modules are imported from."""
TRAINING = "train"
LOOKS = frozenset({
    "glob", "iglob", "rglob", "iterdir", "listdir", "scandir", "walk", "exists", "lexists", "is_file",
    "is_dir", "isfile", "isdir", "stat", "lstat", "access", "find_spec", "import_module", "__import__",
    "iter_modules", "walk_packages", "subprocess", "system", "popen", "eval", "exec", "ImportError",
    "ModuleNotFoundError", "OSError", "FileNotFoundError", "Exception", "BaseException",
})  # fmt: skip
"""Names by which a program finds out which files or modules there are, or goes on without a missing one."""


@dataclass(frozen=True, slots=True)
class Module:
    """What the text of one Python file says."""

    imports: frozenset[str]
    """Dotted names inside the package, the package itself left out: `letters`, `parts.road`."""
    strings: frozenset[str]
    """The parts of its string constants, taken as paths."""
    outside: frozenset[str] = frozenset()
    """The top-level modules of other packages that it imports, or that `requires` of a demo names."""
    looks_for_files: bool = False
    """Whether it uses a name of `LOOKS`."""


@dataclass(frozen=True)
class DemoFolder:
    """The files of a site's demos."""

    folder: Path
    digests: Mapping[PurePosixPath, str]
    """The digest of each file, by its path in the folder."""
    problems: tuple[Problem, ...] = ()
    """Files that cannot be used, and warnings."""

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The modules that may hold a demo, sorted; one with an underscore in front is a helper."""
        return tuple(
            sorted(
                p.stem for p in self.digests if p.suffix == ".py" and len(p.parts) == 1 and p.stem[0] != "_"
            )
        )

    def files(self, name: str) -> tuple[PurePosixPath, ...]:
        """Return the files that a demo needs, its own module included, sorted."""
        own = PurePosixPath(f"{name}.py")
        found, waiting = {own}, [own]
        while waiting:
            module = self._module(waiting.pop())
            named = {path for text in module.strings for path in self._named(text, module)}
            for path in {*self._imported(module.imports), *named} - found:
                found.add(path)
                waiting += [path] if path.suffix == ".py" else []
        return tuple(sorted(found & self.digests.keys()))

    def modules(self, name: str) -> frozenset[str]:
        """Return the top-level names of the other packages that a demo imports, by its own modules too."""
        files = (path for path in self.files(name) if path.suffix == ".py")
        return frozenset(module for path in files for module in self._module(path).outside)

    def digest(self, name: str) -> str:
        """Return a digest of everything in the folder that a demo's run may depend on.

        The names of all files are part of it for a demo that looks for files which it does not name.
        """
        total = hashlib.blake2b(digest_size=16)
        files = self.files(name)
        for path in files:
            total.update(f"{path}\0{self.digests[path]}\0".encode())
        if any(self._module(path).looks_for_files for path in files if path.suffix == ".py"):
            total.update(self.listing.encode())
        return total.hexdigest()

    @cached_property
    def listing(self) -> str:
        """The names of all files as one text."""
        return "\0".join(sorted(map(str, self.digests)))

    def _named(self, text: str, module: Module) -> list[PurePosixPath]:
        """Return the data files of a name; of several, those whose folder the module names as well."""
        found = self._data.get(text, [])
        in_named_folder = [path for path in found if path.parent.name in module.strings]
        return in_named_folder if len(found) > 1 and in_named_folder else found

    @cached_property
    def _data(self) -> dict[str, list[PurePosixPath]]:
        """The files that are no modules, by name."""
        found: dict[str, list[PurePosixPath]] = {}
        for path in self.digests:
            if path.suffix != ".py" and TRAINING not in path.parts:
                found.setdefault(path.name, []).append(path)
        return found

    @cached_property
    def _modules(self) -> dict[PurePosixPath, Module]:
        return {}

    def _module(self, path: PurePosixPath) -> Module:
        if path not in self._modules:
            self._modules[path] = read_module(self.folder, path) if path in self.digests else EMPTY
        return self._modules[path]

    def _imported(self, names: Iterable[str]) -> Iterator[PurePosixPath]:
        for name in names:
            place = PurePosixPath(*name.split("."))
            for path in (place.with_suffix(".py"), place / "__init__.py"):
                if path in self.digests:
                    yield path


EMPTY = Module(frozenset(), frozenset())


def scan_demos(content_dir: Path, *, root: Path | None = None, outside_links: bool = False) -> DemoFolder:
    """Read the folder of demos below a content folder; a missing one has no files.

    Args:
        content_dir: the content folder.
        root: the site's folder; the folder that holds the content folder when absent.
        outside_links: whether links may lead out of the site's folder.
    """
    folder = content_dir / PACKAGE
    root = root or content_dir.parent
    paths, unusable = list_files(folder, root=root, skip=is_made_by_python, outside=outside_links)
    digests, problems = {}, list(unusable)
    for path in paths:
        try:
            data = read_bytes(folder / path, named(folder / path, root))
        except FileNotFoundError:  # deleted since its folder was listed
            continue
        except SitegenError as error:
            problems += error.problems
            continue
        digests[path] = hashlib.blake2b(data, digest_size=16).hexdigest()
    return DemoFolder(folder, digests, tuple(problems))


def is_made_by_python(path: PurePosixPath, is_folder: bool) -> bool:
    """Return whether a path is a folder of compiled modules or such a module."""
    return path.name == "__pycache__" if is_folder else path.suffix in {".pyc", ".pyo"}


def read_module(folder: Path, path: PurePosixPath) -> Module:
    """Return the imports and strings of a file; none where it does not parse, which the run reports."""
    try:
        tree = ast.parse((folder / path).read_bytes())
    except (SyntaxError, ValueError, OSError):
        return EMPTY
    imports: set[str] = set()
    strings: set[str] = set()
    used: set[str] = set()
    required: set[str] = set()
    for node in ast.walk(tree):
        used.update(_used_names(node))
        required.update(_required(node))
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            strings.update(node.value.split("/"))
        else:
            imports.update(imported_names(node, path.parent))
    outside = imported_modules(tree) - {PACKAGE} | required
    return Module(frozenset(imports), frozenset(strings), outside, not LOOKS.isdisjoint(used))


def _required(node: ast.AST) -> Iterator[str]:
    """Yield the modules of `@demo(requires=["scipy"])`, which libraries import only when they are used."""
    if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) == "demo":
        values = (keyword.value for keyword in node.keywords if keyword.arg == "requires")
        for value in values:
            for part in getattr(value, "elts", ()):
                if isinstance(part, ast.Constant) and isinstance(part.value, str):
                    yield part.value


def _used_names(node: ast.AST) -> Iterator[str]:
    """Yield the names that a part of a program uses; a bare `except` catches every exception."""
    if isinstance(node, ast.Name):
        yield node.id
    elif isinstance(node, ast.Attribute):
        yield node.attr
    elif isinstance(node, ast.alias):  # `from os import listdir as names`
        yield node.name
    elif isinstance(node, ast.ExceptHandler) and node.type is None:
        yield "BaseException"


def imported_names(node: ast.AST, folder: PurePosixPath) -> Iterator[str]:
    """Yield what a statement imports from the package, as in a module of `folder`."""
    names: list[str] = []
    if isinstance(node, ast.Import):
        names = [alias.name for alias in node.names]
    elif isinstance(node, ast.ImportFrom):
        package = (PACKAGE, *folder.parts)[: 2 + len(folder.parts) - node.level] if node.level else ()
        base = ".".join((*package, *filter(None, (node.module,))))
        names = [base, *(f"{base}.{alias.name}" for alias in node.names)]
    for name in names:
        first, _, rest = name.partition(".")
        if first == PACKAGE and rest:
            yield rest
