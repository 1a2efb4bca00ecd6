import pytest

from sitegen.demo import ControlError, Session, load
from tests.demo.conftest import WriteDemo


def value(session: Session) -> float:
    assert session.frame is not None
    return session.frame.metrics["value"]


@pytest.mark.usefixtures("counter")
def test_nothing_runs_before_the_first_step() -> None:
    session = Session(load("counter"))
    assert (session.frame, session.steps, session.done) == (None, 0, False)
    assert session.step()
    assert (value(session), session.steps) == (0.0, 1)


@pytest.mark.usefixtures("counter")
def test_a_generator_goes_on_until_it_ends() -> None:
    session = Session(load("counter"), {"start": 48})
    assert [session.step() for _ in range(4)] == [True, True, False, False]
    assert (value(session), session.steps, session.done) == (49.0, 2, True)


@pytest.mark.usefixtures("counter")
def test_a_live_control_reaches_the_running_loop() -> None:
    session = Session(load("counter"))
    session.step()
    session.set({"pace": 5})
    session.step()
    assert value(session) == 5.0


@pytest.mark.usefixtures("counter")
def test_a_button_counts_presses() -> None:
    session = Session(load("counter"))
    session.step()
    session.set({"jump": 1})
    session.step()
    assert value(session) == 11.0


@pytest.mark.usefixtures("counter")
def test_a_control_that_is_not_live_cannot_change_in_a_run() -> None:
    session = Session(load("counter"))
    session.step()
    session.set({"start": 0, "pace": 2.0})
    with pytest.raises(ControlError, match="start is 5; expected 0 until the run starts again"):
        session.set({"start": 5, "pace": 3.0})
    session.step()
    assert value(session) == 2.0


@pytest.mark.usefixtures("counter")
def test_the_same_seed_gives_the_same_frames() -> None:
    def draws(seed: int) -> list[float]:
        session = Session(load("counter"), {"seed": seed})
        return [session.frame.metrics["draw"] for _ in range(5) if session.step() and session.frame]

    assert draws(1) == draws(1)
    assert draws(1) != draws(2)


@pytest.mark.usefixtures("line")
def test_a_plain_function_has_one_frame_and_a_new_one_for_new_values() -> None:
    session = Session(load("line"))
    assert session.step()
    assert session.done
    assert not session.step()
    first = session.frame
    session.set({"slope": 2})
    assert session.frame is not first
    assert session.frame is not None
    assert (session.frame.metrics["slope"], session.steps, session.done) == (2.0, 1, True)
    assert first is not None
    assert session.frame.metrics["draw"] == first.metrics["draw"]


def test_a_frame_that_is_not_finite_ends_the_run(write_demo: WriteDemo) -> None:
    write_demo(
        "grow",
        """
        @dataclass
        class Controls: ...

        @demo(title="Grow")
        def grow(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
            value = np.float32(1e30)
            while True:
                yield Frame(metrics={"value": value})
                value = value * value
        """,
    )
    session = Session(load("grow"))
    assert [session.step() for _ in range(4)] == [True, True, False, False]
    assert session.done


def test_something_else_than_a_frame_is_refused(write_demo: WriteDemo) -> None:
    write_demo(
        "odd",
        """
        @dataclass
        class Controls: ...

        @demo(title="Odd")
        def odd(controls: Controls, rng: np.random.Generator) -> Iterator[Frame]:
            yield 3
        """,
    )
    with pytest.raises(TypeError, match="the demo 'odd' gave int; expected Frame"):
        Session(load("odd")).step()
