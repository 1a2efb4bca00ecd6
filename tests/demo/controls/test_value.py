from sitegen.demo import Drawing
from sitegen.demo.controls.value import InvalidValueError, join_faults, parse_numbers, to_plain


def test_only_the_text_of_an_encoded_value_goes_to_the_page() -> None:
    assert to_plain(Drawing("0,0 1,1", 28, 28)) == "0,0 1,1"
    assert [to_plain(value) for value in (True, 2, 0.5, "a")] == [True, 2, 0.5, "a"]


def test_numbers_are_parsed_only_if_all_are_finite_and_their_count_fits() -> None:
    assert parse_numbers("1, 2.5", 2) == (1.0, 2.5)
    assert [parse_numbers(text, 2) for text in ("1", "1,2,3", "1,nan", "1,inf", "a,b", "")] == [None] * 6


def test_only_the_first_faults_are_listed() -> None:
    assert join_faults(["a", "b"]) == "a; b"
    assert join_faults(["a", "b", "c", "d", "e"]) == "a; b; c and 2 more"


def test_the_error_has_the_expectation_as_its_text() -> None:
    error = InvalidValueError("a number", "it is a text")
    assert (str(error), error.hint) == ("a number", "it is a text")
