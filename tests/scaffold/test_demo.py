from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sitegen.demo import Session, load
from sitegen.execution.run_demo import demos_package, run_demo
from sitegen.model import Poster, Request
from sitegen.scaffold import directive, new_demo


@pytest.mark.parametrize("name", ["rolling", "first_steps", "a1", "frame", "controls"])
def test_a_new_demo_runs_without_a_change(tmp_path: Path, name: str) -> None:
    path = new_demo(tmp_path, name)
    assert path == tmp_path / "demos" / f"{name}.py"
    poster = run_demo(Request(name), tmp_path)
    assert isinstance(poster, Poster)
    assert (poster.metrics["height"]["value"] or 1) < 0.1
    assert poster.title == name.replace("_", " ").capitalize()


def test_the_slider_of_a_new_demo_acts_while_it_runs(tmp_path: Path) -> None:
    new_demo(tmp_path, "rolling")
    with demos_package(tmp_path):
        session = Session(load("rolling"))
        session.step()
        session.set({"rate": 0.5})
        session.step()
        session.step()
    assert session.frame is not None
    assert session.frame.metrics["height"] == 0


@pytest.mark.parametrize("taken", ["demos/mine.py", "demos/mine/a.py"])
def test_a_demo_that_exists_is_not_overwritten(tmp_path: Path, taken: str) -> None:
    (tmp_path / taken).parent.mkdir(parents=True)
    (tmp_path / taken).write_text("mine")
    with pytest.raises(FileExistsError, match="this demo already exists"):
        new_demo(tmp_path, "mine")
    assert (tmp_path / taken).read_text() == "mine"


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("my-demo", "did you mean 'my_demo'?"),
        ("Depth", "did you mean 'depth'?"),
        ("a.b", "did you mean 'a_b'?"),
        ("../up", "did you mean 'up'?"),
        ("class", "try 'class_demo'"),
        ("np", "try 'np_demo'"),
        ("demo", "try 'demo_demo'"),
    ],
)
def test_a_name_that_no_module_can_have_is_refused_with_a_valid_one(
    tmp_path: Path, name: str, hint: str
) -> None:
    with pytest.raises(ValueError, match=r"expected a name|is a keyword of") as caught:
        new_demo(tmp_path, name)
    assert str(caught.value).endswith(hint)
    assert not (tmp_path / "demos").exists()


@given(st.text(max_size=20))
def test_a_name_is_accepted_or_refused_but_never_crashes_or_leaves_the_folder(name: str) -> None:
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        try:
            path = new_demo(Path(folder), name)
        except ValueError:
            assert list(Path(folder).iterdir()) == []
        else:
            assert path.parent == Path(folder, "demos")


def test_the_directive_names_the_demo() -> None:
    assert directive("rolling").startswith(":::{demo} rolling\n")
