import xml.etree.ElementTree as ET

from sitegen.demo.marks.html import ROOMS, block, line, names, picture, room, root


def test_a_picture_has_a_role_a_name_and_its_kind() -> None:
    element = ET.fromstring(picture("curve", 'a "b"\ud800', "<svg/>", "mark-flat"))
    assert element.attrib == {
        "class": "mark mark-flat",
        "data-kind": "curve",
        "role": "img",
        "aria-label": 'a "b"\ufffd',
    }
    assert root("text") == '<div class="mark" data-kind="text">'


def test_nothing_stands_for_an_empty_part() -> None:
    assert block("a", "") == line("a", "") == names([]) == ""
    assert line("a", "<") == '<div class="a">&lt;</div>'
    assert names(["x", "<"]) == '<div class="mark-rows"><span>x</span> <span>&lt;</span></div>'


def test_the_room_is_the_first_width_that_is_wide_enough() -> None:
    assert room(10) == ROOMS[0]
    assert room(16 * ROOMS[1]) == ROOMS[1]
    assert room(16 * ROOMS[1] + 1) == ROOMS[2]
    assert room(5_000) == 0
