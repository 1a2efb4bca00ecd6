"""Parts of files: regions, ranges of lines, functions and classes."""

from __future__ import annotations

import pytest

from sitegen.markdown.file_part import NoPartError, python_object, ranges, region, whole

PROGRAM = """\
import math

# region: outer
class Model:
    \"\"\"A model.\"\"\"

    # region: step
    @property
    def step(self) -> float:
        # region: inner
        return math.pi
        # endregion
    # endregion

# endregion: outer

async def train(): pass
"""


@pytest.mark.parametrize(
    ("name", "text", "first"),
    [
        ("inner", "return math.pi\n", 11),
        ("step", "@property\ndef step(self) -> float:\n    return math.pi\n", 8),
        (
            "outer",
            'class Model:\n    """A model."""\n\n    @property\n    def step(self) -> float:\n'
            "        return math.pi\n",
            4,
        ),
    ],
)
def test_a_region_has_neither_markers_nor_common_indentation(name: str, text: str, first: int) -> None:
    found = region(PROGRAM, name)

    assert (found.text, found.first) == (text, first)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("// region: a", "// endregion"),
        ("//#region a", "//#endregion"),
        ("  /* #region a */", "  /* #endregion */"),
        ("<!-- region a -->", "<!-- endregion -->"),
        ("-- region: a", "-- ENDREGION a"),
        ("% region: a", "% endregion"),
        (";; region: a", ";; endregion"),
        ("#region a", "#endregion"),
    ],
)
def test_regions_stand_in_the_comments_of_many_languages(start: str, end: str) -> None:
    assert region(f"x\n{start}\ny\n{end}\nz\n", "a").text == "y\n"


def test_a_word_that_begins_with_region_is_no_marker() -> None:
    text = "# regional: a\n# my region: a\nregion = 1\n"

    assert whole(text).text == text


@pytest.mark.parametrize(
    ("text", "name", "message", "hint"),
    [
        (PROGRAM, "stp", "the file has no region 'stp'", "did you mean 'step'?"),
        (PROGRAM, "zzzzzzzz", "the file has no region 'zzzzzzzz'", "its regions: inner, outer, step"),
        ("a\n", "x", "the file has no region 'x'", "mark it: '# region: name', '# endregion'"),
        ("# region: x\na\n", "x", "the region 'x' of line 1 never ends", "write '# endregion'"),
        ("# region: x\n\n# endregion\n", "x", "there is no text in the region 'x'", None),
        (2 * "# region: x\na\n# endregion\n", "x", "the region 'x' is there twice, in lines 1 and 4", None),
    ],
)
def test_a_region_that_cannot_be_shown_is_reported(
    text: str, name: str, message: str, hint: str | None
) -> None:
    with pytest.raises(NoPartError) as error:
        region(text, name)

    assert (str(error.value), error.value.hint) == (message, hint)


@pytest.mark.parametrize(
    ("wanted", "text", "first"),
    [
        ("2", "b\n", 2),
        ("2-3", "b\n  c\n", 2),
        (" 3 - ", "c\n\nd\n", 3),
        ("-2", "a\nb\n", 1),
        ("1,3-4,5", "a\n  c\n\nd\n", 1),
    ],
)
def test_lines_are_chosen_by_number(wanted: str, text: str, first: int) -> None:
    found = ranges("a\nb\n  c\n\n  d\n" if wanted == " 3 - " else "a\nb\n  c\n\nd\n", wanted)

    assert (found.text, found.first) == (text, first)


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ("0", "the file has no lines 0: it has 3"),
        ("3-2", "the file has no lines 3-2: it has 3"),
        ("2-9", "the file has no lines 2-9: it has 3"),
        ("", "'' is not a range of lines"),
        ("-", "'-' is not a range of lines"),
        ("a", "'a' is not a range of lines"),
        ("1,,2", "'' is not a range of lines"),
        ("2", "there is no text in lines 2"),
    ],
)
def test_lines_that_the_file_does_not_have_are_reported(wanted: str, message: str) -> None:
    with pytest.raises(NoPartError) as error:
        ranges("a\n\nc\n", wanted)

    assert str(error.value) == message


def test_a_function_or_a_class_comes_with_its_decorators() -> None:
    assert python_object(PROGRAM, "Model.step").text.startswith("@property\ndef step(self)")
    assert python_object(PROGRAM, "Model").first == 4
    assert python_object(PROGRAM, "train").text == "async def train(): pass\n"


@pytest.mark.parametrize(
    ("text", "name", "message", "hint"),
    [
        (PROGRAM, "Model.stp", "the program has no function or class 'Model.stp'",
         "did you mean 'Model.step'?"),
        ("x = 1\n", "x", "the program has no function or class 'x'", None),
        ("def f(:\n", "f", "the program does not parse in line 1: invalid syntax", None),
    ],
)  # fmt: skip
def test_a_function_that_the_program_does_not_have_is_reported(
    text: str, name: str, message: str, hint: str | None
) -> None:
    with pytest.raises(NoPartError) as error:
        python_object(text, name)

    assert (str(error.value), error.value.hint) == (message, hint)
