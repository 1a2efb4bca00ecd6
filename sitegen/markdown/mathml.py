r"""LaTeX → a `math` element that browsers show without a script.

`latex.py` checks the text, latex2mathml converts it, `mathml_core.py` turns the result into MathML Core.

Why not math-core, which writes MathML Core itself and is faster: in version 0.9.0 a formula of 24 times
`\log(` takes 7 seconds, and each further one doubles the time; nested groups end the process with a
segmentation fault (200 levels on a stack of 256 kB, some thousand on 8 MB); of several faults in a formula
only the first is reported, without a near miss; split, flalign, alignat, alignedat, smallmatrix and eqnarray
are unknown.
"""

from __future__ import annotations

import html
from collections.abc import Mapping
from functools import lru_cache
from xml.etree.ElementTree import Element

from latex2mathml import exceptions
from latex2mathml.converter import Converter

from sitegen.markdown.latex import LatexError, check, prepare
from sitegen.markdown.mathml_core import to_core

FAULTS: tuple[type[Exception], ...] = (
    *(
        fault
        for fault in vars(exceptions).values()
        if isinstance(fault, type) and issubclass(fault, Exception)
    ),
    *(LookupError, ValueError, TypeError, AttributeError, RuntimeError, StopIteration),
)
"""What the converter raises for a formula that it cannot convert: its own errors, and Python's."""
MESSAGES = {
    "DoubleSubscriptsError": "two indices on one sign: put braces around the inner one",
    "DoubleSuperscriptsError": "two exponents on one sign: put braces around the inner one",
    "MissingSuperScriptOrSubscriptError": "nothing follows ^ or _",
    "ExtraLeftOrMissingRightError": r"\left and \right do not match",
    "MissingEndError": r"\begin without \end",
    "NoAvailableTokensError": "an argument is missing",
    "LimitsMustFollowMathOperatorError": r"\limits must follow an operator",
    "NumeratorNotFoundError": "the numerator is missing",
    "DenominatorNotFoundError": "the denominator is missing",
}


def mathml(latex: str, *, display: bool, macros: Mapping[str, str]) -> str:
    """Return a formula as a `math` element.

    Raises:
        FormulaError: with every fault of the formula.
    """
    return _mathml(latex, display, tuple(sorted(macros.items())))


class FormulaError(ValueError):
    """All faults of one formula."""

    def __init__(self, problems: list[LatexError]) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


@lru_cache(maxsize=512)
def _mathml(latex: str, display: bool, macro_items: tuple[tuple[str, str], ...]) -> str:
    macros = dict(macro_items)
    if problems := check(latex, macros):
        raise FormulaError(problems)
    try:
        tree = Converter(display="block" if display else "inline").convert_to_element(prepare(latex, macros))
        to_core(tree, display)
        if not display:
            del tree.attrib["display"]
    except LatexError as error:
        raise FormulaError([error]) from None
    except FAULTS as error:
        # Any error of the converter is reported as a fault of the formula.
        message = MESSAGES.get(type(error).__name__, "the formula cannot be read")
        raise FormulaError([LatexError(message)]) from None
    return _serialise(tree)


def _serialise(element: Element) -> str:
    attributes = "".join(f' {name}="{html.escape(value)}"' for name, value in element.attrib.items())
    inner = "".join(_serialise(child) for child in element)
    return f"<{element.tag}{attributes}>{html.escape(element.text or '', quote=False)}{inner}</{element.tag}>"
