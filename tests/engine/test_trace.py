"""Steps that record what they read, and whether they are still valid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath

import pytest

from sitegen.engine.digests import digest_of
from sitegen.engine.trace import Fact, Recorder, Tracer, Traces

COLOUR: Fact = ("page", "a.md", "front_matter", "colour")
SIZE: Fact = ("page", "a.md", "front_matter", "size")


def traced(values: Mapping[Fact, str], previous: Traces | None = None) -> Tracer:
    return Tracer(lambda fact: values.get(fact, ""), previous)


def run(tracer: Tracer, name: str, *reads: Fact, result: str = "r") -> None:
    with tracer.recorder.step() as found:
        for fact in reads:
            tracer.recorder.read(fact)
    tracer.ran(name, "arguments", found, result)


def test_a_step_is_valid_while_everything_that_it_read_is_unchanged() -> None:
    first = traced({COLOUR: "red", SIZE: "1"})
    run(first, "index.html", COLOUR)

    assert traced({COLOUR: "red", SIZE: "2"}, first.made).valid("index.html", "arguments")
    assert not traced({COLOUR: "blue", SIZE: "1"}, first.made).valid("index.html", "arguments")


def test_a_step_with_other_arguments_or_without_a_trace_is_not_valid() -> None:
    first = traced({COLOUR: "red"})
    run(first, "index.html", COLOUR)
    second = traced({COLOUR: "red"}, first.made)

    assert not second.valid("index.html", "others")
    assert not second.valid("other.html", "arguments")


def test_a_reused_step_stays_valid_in_the_build_after() -> None:
    first = traced({COLOUR: "red"})
    run(first, "index.html", COLOUR)
    second = traced({COLOUR: "red"}, first.made)
    trace = second.valid("index.html", "arguments")
    assert trace
    second.reuse("index.html", trace)

    assert traced({COLOUR: "red"}, second.made).valid("index.html", "arguments")
    assert not traced({COLOUR: "blue"}, second.made).valid("index.html", "arguments")


def build_with_part(colour: str, result: str, previous: Traces | None = None) -> Tracer:
    """Run a step that reads the result of another one."""
    tracer = traced({COLOUR: colour}, previous)
    run(tracer, "part", COLOUR, result=result)
    run(tracer, "index.html", ("step", "part"))
    return tracer


def test_a_step_is_valid_where_the_step_that_it_reads_gives_the_same_result() -> None:
    first = build_with_part("red", "one")
    second = traced({COLOUR: "blue"}, first.made)
    run(second, "part", COLOUR, result="one")
    assert second.valid("index.html", "arguments")

    third = traced({COLOUR: "blue"}, first.made)
    run(third, "part", COLOUR, result="two")
    assert not third.valid("index.html", "arguments")


def test_a_reused_step_brings_along_the_steps_that_it_is_made_of() -> None:
    first = build_with_part("red", "one")
    second = traced({COLOUR: "red"}, first.made)
    trace = second.valid("index.html", "arguments")
    assert trace
    second.reuse("index.html", trace)

    assert set(second.made.steps) == {"part", "index.html"}
    assert not traced({COLOUR: "blue"}, second.made).valid("index.html", "arguments")


def test_steps_are_stale_that_read_a_changed_fact_also_through_another_step() -> None:
    made = build_with_part("red", "one").made

    assert made.stale([COLOUR]) == {"part", "index.html"}
    assert made.stale([SIZE]) == set()


def test_a_build_that_knows_its_stale_steps_keeps_the_traces_of_all_others() -> None:
    first = traced({COLOUR: "red", SIZE: "1"})
    run(first, "one.html", COLOUR)
    run(first, "two.html", SIZE)
    changed = {COLOUR: digest_of("blue")}
    second = Tracer(lambda _: "", first.made, first.made.stale(changed), changed)
    assert not second.valid("one.html", "arguments")
    run(second, "one.html", COLOUR)

    values = {COLOUR: digest_of("blue"), SIZE: "1"}
    assert traced(values, second.made).valid("one.html", "arguments")
    assert traced(values, second.made).valid("two.html", "arguments")


def test_a_stale_step_that_does_not_run_again_has_no_trace() -> None:
    first = traced({COLOUR: "red"})
    run(first, "one.html", COLOUR)
    second = Tracer(lambda _: "", first.made, {"one.html"}, {COLOUR: "x"})

    assert second.made.steps == {}


def test_a_value_that_is_made_once_is_read_by_every_step_that_asks_for_it() -> None:
    recorder, made = Recorder(), []

    def make() -> str:
        recorder.read(COLOUR)
        made.append(1)
        return "value"

    reads = []
    for _ in range(2):
        with recorder.step() as found:
            assert recorder.once("key", make) == "value"
        reads.append(list(found))

    assert reads == [[COLOUR], [COLOUR]]
    assert made == [1]


def test_outside_a_step_nothing_is_recorded() -> None:
    recorder = Recorder()
    recorder.read(COLOUR)
    recorder.read_all([SIZE])

    with recorder.step() as found:
        pass
    assert found == {}


@dataclass(frozen=True)
class Item:
    name: str
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Other:
    name: str
    tags: tuple[str, ...] = ()


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("1", 1), (1, True), ((), None), ("a", ("a",)), (Item("a"), Item("b")), (Item("a"), Other("a")),
        (Item("a", ("b",)), Item("a", ("b", ""))), ({"a": 1}, {"a": "1"}), ({"a": 1}, (("a", 1),)),
        (PurePosixPath("a"), "a"), (frozenset({"a"}), ("a",)),
    ],
)  # fmt: skip
def test_different_values_have_different_digests(one: object, other: object) -> None:
    assert digest_of(one) != digest_of(other)


def test_equal_values_have_equal_digests_whatever_objects_they_are() -> None:
    assert digest_of(Item("a", ("b", "c"))) == digest_of(Item("".join("a"), tuple("bc")))
    assert digest_of(frozenset("abcdef")) == digest_of(frozenset("fedcba"))
