"""Calls everything that NumPy exports and much of the standard library, in the pinned Pyodide.

The last expression is a JSON object with a digest of the result, or the error, of every call.
"""

import builtins
import contextlib
import hashlib
import importlib
import inspect
import io
import itertools
import json
import math
import re
import sys
import unicodedata
import warnings
import zlib
from collections.abc import Callable

import numpy as np
import numpy.ma
import numpy.polynomial

warnings.simplefilter("ignore")
np.set_printoptions(precision=12, threshold=10**6)

MATRIX = np.array([[4.0, 1.0, 0.5], [1.0, 3.0, 0.25], [0.5, 0.25, 2.0]])
VECTOR = np.array([0.5, -1.25, 2.0, 3.5])
WHOLE = np.array([3, 1, 2, 3])
ARGUMENTS = [
    (),
    (VECTOR,),
    (WHOLE,),
    (MATRIX,),
    (MATRIX + 1j,),
    (VECTOR.astype(np.float16),),
    (np.array(["b", "a", "a"]),),
    (VECTOR, VECTOR[::-1]),
    (WHOLE, WHOLE),
    (MATRIX, MATRIX),
    (MATRIX, 2),
    (VECTOR, WHOLE, WHOLE),
    (VECTOR > 0, VECTOR, 0.0),
    (2, 3, 4),
]
NOT_CALLED = re.compile(
    # Their results are memory that nothing has written, addresses, times, or the terminal's.
    "empty|ndarray|nditer|memmap|test|info|show|get_include|source|lookfor|fromfile|tofile|save|load|"
    "f2py|typing|ids|seed|default_rng|RandomState|SeedSequence|BitGenerator|PCG64|MT19937|Philox|SFC64|byte_bounds|"
    "may_share|shares_memory|printoptions|set.*|get.*|frombuffer|nested_iters|broadcast|flatiter"
)


def digest(value: object) -> str:
    """Return a digest of what a value looks like."""
    text = re.sub("0x[0-9a-f]+", "", repr(value))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def attempt(function: Callable[..., object], arguments: tuple[object, ...]) -> str:
    """Return a digest of a call's result, or the error."""
    with contextlib.redirect_stdout(io.StringIO()):
        try:
            return digest(function(*arguments))
        except Exception as error:  # noqa: BLE001  # errors are results, too
            return f"{type(error).__name__}: {digest(str(error))}"


def call_all(owner: object, prefix: str, found: dict[str, str]) -> None:
    """Call every public function of a module or an object."""
    for name in sorted(dir(owner)):
        if name.startswith("_") or NOT_CALLED.fullmatch(name):
            continue
        function = getattr(owner, name)
        if not callable(function):
            continue
        for at, arguments in enumerate(ARGUMENTS):
            copies = tuple(one.copy() if isinstance(one, np.ndarray) else one for one in arguments)
            found[f"{prefix}.{name} {at}"] = attempt(function, copies)


def call_numpy() -> dict[str, str]:
    """Call NumPy."""
    found: dict[str, str] = {}
    for module in (np, np.linalg, np.fft, np.polynomial.polynomial, np.ma, np.strings):
        call_all(module, module.__name__, found)
    call_all(MATRIX, "array", found)
    for generator in (np.random.PCG64, np.random.MT19937, np.random.Philox, np.random.SFC64):
        call_all(np.random.Generator(generator(3)), generator.__name__, found)
    call_all(np.random.RandomState(3), "RandomState", found)
    kinds = "?bHilQefdDSUO"
    for one, other in itertools.product(kinds, kinds):
        found[f"cast {one} {other}"] = attempt(WHOLE.astype(one, copy=True).astype, (other,))
        found[f"sum {one} {other}"] = attempt(np.add, (WHOLE.astype(one), WHOLE.astype(other)))
    return found


def call_library() -> dict[str, str]:
    """Import every module of the standard library, and use what is in the program itself."""
    found: dict[str, str] = {}
    for name in sorted(sys.stdlib_module_names - {"antigravity", "this", "idlelib", "turtle", "turtledemo"}):
        found[f"import {name}"] = attempt(lambda name=name: importlib.import_module(name).__name__, ())
    letters = [chr(code) for code in (*range(0x3100), *range(0x3100, 0x110000, 29))]
    for name in ("name", "category", "bidirectional", "combining", "east_asian_width", "mirrored", "numeric"):
        function = getattr(unicodedata, name)
        rows = [
            function(letter, None) if name in {"name", "numeric"} else function(letter) for letter in letters
        ]
        found[f"unicodedata.{name}"] = digest(rows)
    found["lookup"] = digest([unicodedata.lookup(name) for name in ("SNOWMAN", "GREEK SMALL LETTER PI")])
    for form in ("NFC", "NFD", "NFKC", "NFKD"):
        found[form] = digest([unicodedata.normalize(form, letter) for letter in letters])
    for method in ("upper", "lower", "title", "casefold", "isalpha", "isdigit", "isspace", "isidentifier"):
        found[f"str.{method}"] = digest([getattr(letter, method)() for letter in letters])
    text = "".join(letter for letter in letters if not 0xD800 <= ord(letter) < 0xE000)
    for codec in ["big5", "cp437", "euc_jp", "gb18030", "utf_7", "utf_8", "utf_16", "utf_32"]:
        found[codec] = attempt(text.encode, (codec, "ignore"))
    for name in sorted(hashlib.algorithms_available):
        found[name] = attempt(lambda name=name: hashlib.new(name, b"abc").digest(), ())
    call_all(math, "math", found)
    call_all(importlib.import_module("cmath"), "cmath", found)
    found["decimal"] = attempt(lambda: importlib.import_module("decimal").Decimal(2).sqrt(), ())
    for name in ("zlib", "bz2", "lzma"):
        found[name] = attempt(lambda name=name: importlib.import_module(name).compress(b"abc" * 999), ())
    found["ast"] = attempt(
        lambda: importlib.import_module("ast").dump(compile(SOURCE, "a.py", "exec", 1024)), ()
    )
    return found


def read_signatures() -> dict[str, str]:
    """Read the signatures of what is compiled, and import frozen modules again."""
    found: dict[str, str] = {}
    for owner in (builtins, str, dict, np, np.ndarray, np.random.Generator, math, zlib):
        for name, function in list(vars(owner).items()):
            if callable(function):
                key = f"signature {owner.__name__} {name}"
                found[key] = attempt(lambda function=function: str(inspect.signature(function)), ())
    for name in ("codecs", "os", "posixpath", "stat"):
        found[f"reload {name}"] = attempt(
            lambda name=name: importlib.reload(importlib.import_module(name)).__name__, ()
        )
    return found


SOURCE = """
async def f[T](a: int = 1, /, *b, c, **d) -> T:
    match a:
        case {"x": [1, *_], **rest} if (y := rest): yield y
        case int(real=0) | None: return
    try: await a
    except* ValueError as e: raise e from None
    finally: del a
    return [x async for x in f"{a!r:>{b}}" if lambda: x]
"""

json.dumps({**call_numpy(), **call_library(), **read_signatures()})
