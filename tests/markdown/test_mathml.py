from __future__ import annotations

from xml.etree import ElementTree

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sitegen.markdown.latex import ENVIRONMENTS, known_commands
from sitegen.markdown.math_alphabet import STYLES, styled
from sitegen.markdown.mathml import FormulaError, mathml
from sitegen.markdown.mathml_core import KEPT

MACROS = {r"\R": r"\mathbb{R}", r"\norm": r"\lVert #1 \rVert", r"\pair": r"(#1, #2)", r"\loop": r"\loop x"}
BAD_MACROS = {r"\half": r"\norm{x", r"\norm": "#1", r"\open": "{x", r"\typo": r"\alhpa"}
PIECES = st.sampled_from(
    [
        *(
            "a",
            "1",
            "x",
            "_",
            "^",
            "{",
            "}",
            "&",
            r"\\",
            "'",
            "+",
            "(",
            ")",
            r"\left",
            r"\right",
            "|",
            ".",
            r"\frac",
        ),
        *(
            "<",
            r"\sqrt",
            r"\text{a}",
            "%",
            "\n",
            " ",
            r"\ ",
            "~",
            "#1",
            r"\begin{cases}",
            r"\end{cases}",
            "π",
        ),
        *(r"\mathrm{", r"\begin{array}{c|c}", r"\end{array}", r"\hline", r"\big", r"\not", r"\over"),
        *(r"\operatorname{ab}", r"\norm", r"\R"),
    ]
) | st.sampled_from(sorted(known_commands()))


def convert(latex: str, *, display: bool = False) -> str:
    return mathml(latex, display=display, macros=MACROS)


def faults(latex: str) -> list[tuple[int, str]]:
    with pytest.raises(FormulaError) as caught:
        convert(latex)
    return [(problem.offset, str(problem)) for problem in caught.value.problems]


@given(st.lists(PIECES, max_size=12).map(" ".join), st.booleans())
@settings(max_examples=400, deadline=None)
def test_any_formula_is_well_formed_mathml_tidy_without_a_backslash_or_is_refused(
    latex: str, display: bool
) -> None:
    try:
        tree = ElementTree.fromstring(convert(latex, display=display))
    except FormulaError as error:
        assert all(0 <= problem.offset <= len(latex) for problem in error.problems)
        return
    for element in tree.iter():
        assert set(element.attrib) <= KEPT | {"mathvariant"}
        assert element.get("mathvariant", "normal") == "normal"
        assert element.tag != "menclose"
        assert not (element.text or "").startswith("\\") or element.text == "\\"


def test_every_fault_that_the_text_shows_is_reported_with_its_offset() -> None:
    assert faults(r"\alhpa + {\bta") == [
        (0, r"unknown command \alhpa in a formula"),
        (10, r"unknown command \bta in a formula"),
        (9, "{ is never closed by }"),
    ]


@pytest.mark.parametrize(
    ("latex", "offset", "message"),
    [
        (r"a}", 1, "} without {"),
        (r"x \right)", 2, r"\right without \left"),
        (r"\end{align}", 0, r"\end{align} without \begin{align}"),
        (r"\begin{align} x", 0, r"\begin{align} is never closed by \end{align}"),
        (r"\begin{tabular} x \end{tabular}", 0, "unknown environment 'tabular' in a formula"),
        ("{" * 41, 40, "the formula is nested too deeply"),
        (r"\norm", 0, r"\norm lacks an argument"),
        (r"\norm{x", 5, "{ is never closed by }"),
        (r"{\norm}", 1, r"\norm lacks an argument"),
        (r"\loop", 0, "a macro calls itself"),
        (r"\frac{a}", 0, "an argument is missing"),
        (r"\tag{1}", 0, r"\tag cannot be used in a formula"),
        ("a\\", 1, "a backslash at the end of a formula"),
    ],
)
def test_a_fault_is_named_with_its_offset(latex: str, offset: int, message: str) -> None:
    assert (offset, message) in faults(latex)


@pytest.mark.parametrize(
    ("latex", "message"),
    [
        (r"\half", r"\norm lacks an argument"),
        (r"\open", "{ is never closed by }, from a macro in the configuration"),
        (r"\typo", r"unknown command \alhpa in a formula, from a macro in the configuration"),
    ],
)
def test_a_fault_in_a_macro_is_named_where_the_macro_is_used(latex: str, message: str) -> None:
    with pytest.raises(FormulaError) as caught:
        mathml(latex, display=False, macros=BAD_MACROS)

    assert [str(problem) for problem in caught.value.problems] == [message]


def test_a_comment_hides_its_line() -> None:
    assert convert("a % {\n b") == "<math><mrow><mi>a</mi><mi>b</mi></mrow></math>"


@pytest.mark.parametrize(
    ("macro", "same"),
    [
        (r"\R", r"\mathbb{R}"),
        (r"\R x", r"\mathbb{R} x"),
        (r"\norm{x^2}", r"\lVert x^2 \rVert"),
        (r"\norm x y", r"\lVert x \rVert y"),
        (r"\pair{\norm{a}}{\R}", r"(\lVert a \rVert, \mathbb{R})"),
        (r"\norm\R", r"\lVert \mathbb{R} \rVert"),
    ],
)
def test_a_macro_is_what_it_stands_for(macro: str, same: str) -> None:
    assert convert(macro) == convert(same)


@pytest.mark.parametrize("environment", sorted(ENVIRONMENTS))
def test_every_environment_puts_two_rows_into_a_table_or_none(environment: str) -> None:
    columns = {"array": "{ll}", "alignat": "{1}", "alignat*": "{1}", "alignedat": "{1}"}.get(environment, "")
    body = "a" if ENVIRONMENTS[environment] == "" else r"a \\ b"

    html = convert(rf"\begin{{{environment}}}{columns} {body} \end{{{environment}}}", display=True)

    assert html.count("<mtr>") == (0 if body == "a" else 2)


@pytest.mark.parametrize(
    ("text", "variant", "expected"),
    [
        ("aZ9α", "bold", "𝐚𝐙𝟗𝛂"),
        ("hx", "italic", "ℎ𝑥"),
        ("CRx1", "double-struck", "ℂℝ𝕩𝟙"),
        ("LBx", "script", "ℒℬ𝓍"),
        ("Cg", "fraktur", "ℭ𝔤"),
        ("a1", "monospace", "𝚊𝟷"),
        ("+ é", "bold", "+ é"),
        ("a", "unknown", "a"),
    ],
)
def test_styled_letters_are_those_of_unicode(text: str, variant: str, expected: str) -> None:
    assert styled(text, variant) == expected


@pytest.mark.parametrize("variant", sorted(STYLES))
def test_every_letter_of_latin_has_every_style_under_its_own_sign(variant: str) -> None:
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

    assert not set(styled(letters, variant)) & set(letters)
    assert len(set(styled(letters, variant))) == len(letters)
