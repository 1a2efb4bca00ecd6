# ruff: noqa: ARG001  (declarations are looked at, not run)
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np
import pytest

from sitegen.demo import Curve, DemoDeclarationError, Frame, Slider, UnknownDemoError, demo, load
from tests.demo.conftest import WriteDemo


@dataclass
class Controls:
    n: Annotated[int, Slider(1, 3)] = 1


@pytest.mark.usefixtures("counter")
def test_a_demo_knows_its_name_title_description_and_kind() -> None:
    found = load("counter")
    assert (found.name, found.title, found.description) == ("counter", "Counter", "Counts upwards.")
    assert (found.poster_steps, found.generator, found.module) == (3, True, "demos.counter")
    assert [control.name for control in found.controls] == ["start", "pace", "seed", "jump"]


def test_facts_are_kept_for_the_caption() -> None:
    @demo(title="F", facts=["Seed 1", "2 points"])
    def facts(controls: Controls, rng: np.random.Generator) -> Frame:
        return Frame(line=Curve([rng.random() + controls.n]))

    assert facts.facts == ("Seed 1", "2 points")


def broken(kind: str) -> None:
    if kind == "one argument":

        @demo(title="T")  # type: ignore[arg-type]
        def a(controls: Controls) -> Frame:
            return Frame()

    elif kind == "no annotation":

        @demo(title="T")
        def b(controls, rng: np.random.Generator) -> Frame:  # type: ignore[no-untyped-def]  # noqa: ANN001 - what the test refuses
            return Frame()

    elif kind == "bad controls":

        @demo(title="T")
        def c(controls: int, rng: np.random.Generator) -> Frame:
            return Frame()

    elif kind == "wrong return":

        @demo(title="T")  # type: ignore[arg-type]
        def d(controls: Controls, rng: np.random.Generator) -> int:
            return 0

    elif kind == "generator annotated as plain":

        @demo(title="T")
        def e(controls: Controls, rng: np.random.Generator) -> Frame:  # type: ignore[misc]
            yield Frame(metrics={"n": controls.n + rng.random()})

    elif kind == "several":

        @demo(title=" ", poster_steps=-1, facts="text")
        def f(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
            yield Frame(metrics={"n": controls.n + rng.random()})

    elif kind == "steps without a generator":

        @demo(title="T", poster_steps=4)
        def g(controls: Controls, rng: np.random.Generator) -> Frame:
            return Frame()


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("one argument", "the demo 'a' takes 1 arguments; expected two: controls and rng"),
        (
            "no annotation",
            "the demo 'b' does not say the type of 'controls'; expected a dataclass of controls",
        ),
        (
            "bad controls",
            "the demo 'c' has controls that cannot be used: "
            "'int' is not a dataclass; write @dataclass above it",
        ),
        ("wrong return", "the demo 'd' is annotated to return <class 'int'>; expected Frame"),
        (
            "generator annotated as plain",
            "the demo 'e' is annotated to return <class 'sitegen.demo.frame.Frame'>; "
            "expected Iterator[Frame]",
        ),
        (
            "several",
            "the demo 'f' has no title\n"
            "the demo 'f' has poster_steps=-1; expected a whole number from 0\n"
            "the demo 'f' has facts that are not a list of texts",
        ),
        (
            "steps without a generator",
            "the demo 'g' has poster_steps, but is not a generator: a function that returns has one frame",
        ),
    ],
)
def test_a_bad_declaration_is_refused_at_import(kind: str, message: str) -> None:
    with pytest.raises(DemoDeclarationError) as caught:
        broken(kind)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("name", "program", "message"),
    [
        ("missing", None, "there is no demo 'missing'"),
        ("a.b", None, "'a.b' is not a demo's name; expected letters, digits and _"),
        ("empty", "", "the module demos.empty holds 0 functions with @demo; expected one"),
        (
            "renamed",
            "@dataclass\nclass C: ...\n@demo(title='T')\ndef other(controls: C, rng: object) -> Frame: ...\n",
            "the demo of the module demos.renamed is called 'other'; expected 'renamed'",
        ),
    ],
)
def test_a_name_without_a_demo_is_refused(
    write_demo: WriteDemo, name: str, program: str | None, message: str
) -> None:
    if program is not None:
        write_demo(name, program)
    with pytest.raises(UnknownDemoError) as caught:
        load(name)
    assert str(caught.value) == message


def test_a_module_that_a_demo_misses_is_reported_by_its_own_name(write_demo: WriteDemo) -> None:
    write_demo("needy", "import a_module_that_is_not_there")
    with pytest.raises(ModuleNotFoundError, match="a_module_that_is_not_there"):
        load("needy")
