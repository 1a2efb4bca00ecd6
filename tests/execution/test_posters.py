from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any

import pytest

from sitegen.errors import DemoError
from sitegen.execution.posters import Part, make_posters
from sitegen.execution.run_demo import run_demo
from sitegen.markdown.expectation import parse_expectation
from sitegen.model import Island, Metric, Position, Request, Results
from tests.demo.conftest import COUNTER, HEAD, PLAIN
from tests.execution.conftest import InProcess, programs

POST, OTHER = PurePosixPath("content/posts/a.md"), PurePosixPath("content/posts/b.md")


@pytest.fixture
def content(tmp_path: Path) -> Iterator[Path]:
    """A content folder with the demos `counter` and `line`."""
    folder = tmp_path / "content"
    (folder / "demos").mkdir(parents=True)
    for name, program in (("counter", COUNTER), ("line", PLAIN)):
        (folder / "demos" / f"{name}.py").write_text(HEAD + program, encoding="utf-8")
    yield folder
    assert not (folder / "demos" / "__pycache__").exists()


def island(demo: str, line: int = 1, path: PurePosixPath = POST, **given: Any) -> Island:
    options: dict[str, str] = given.pop("options", {})
    expect: Sequence[str] = given.pop("expect", ())
    return Island(
        id=given.pop("id", demo),
        demo=demo,
        options={
            name: (text, Position(path, line + 1 + n)) for n, (name, text) in enumerate(options.items())
        },
        hide=tuple(given.pop("hide", ())),
        expect=tuple(parse_expectation(text, Position(path, line + 9)) for text in expect),
        caption=(),
        position=Position(path, line),
    )


def metric(demo: str, name: str, line: int = 50, path: PurePosixPath = POST, form: str = "") -> Metric:
    return Metric(demo, name, Position(path, line), form)


def make(content: Path, *parts: Part) -> Results:
    return make_posters(parts, programs(content, InProcess()))


def refused(content: Path, *parts: Part) -> list[str]:
    with pytest.raises(DemoError) as caught:
        make(content, *parts)
    assert all(problem.code == "demo" for problem in caught.value.problems)
    return str(caught.value).splitlines()


def test_a_poster_holds_what_a_template_needs(content: Path) -> None:
    place = island("counter", options={"start": "5"})
    poster = make(content, place).poster(place)
    assert (poster.demo, poster.title, poster.description) == ("counter", "Counter", "Counts upwards.")
    assert poster.source_path == "content/demos/counter.py"
    assert poster.source_code == HEAD + COUNTER
    assert (poster.poster_steps, poster.generator) == (3, True)
    assert poster.facts == ("Saved picture: seed 1, step 3.",)
    assert [(control["name"], control["value"]) for control in poster.controls] == [
        ("start", 5),
        ("pace", 1.0),
        ("seed", 1),
        ("jump", 0),
    ]


def test_the_poster_is_the_frame_after_its_steps(content: Path) -> None:
    place = island("counter", options={"start": "5"})
    frame = make(content, place).poster(place).frame
    assert (frame["step"], frame["done"], frame["text"]) == (3, False, "at 8.0")
    assert frame["marks"][0]["svg"].startswith('<div class="mark"')


def test_a_run_that_ends_early_says_how_many_steps_it_made(content: Path) -> None:
    place = island("counter", options={"start": "48"})  # it counts to 49
    poster = make(content, place).poster(place)
    assert (poster.poster_steps, poster.frame["step"]) == (1, 1)


def test_a_plain_function_has_its_one_frame(content: Path) -> None:
    place = island("line", options={"slope": "-2"})
    frame = make(content, place).poster(place).frame
    assert (frame["step"], frame["done"], frame["metrics"][0]["text"]) == (0, True, "−2.00")


def test_identical_requests_are_computed_once(content: Path) -> None:
    runner = InProcess()
    parts: list[Part] = [
        island("counter"),
        island("counter", path=OTHER),
        island("counter", options={"start": "1", "pace": "2"}),
        island("counter", options={"pace": "2", "start": "1"}, path=OTHER),
        metric("counter", "value", path=PurePosixPath("content/about.md")),
    ]
    make_posters(parts, programs(content, runner))
    assert runner.jobs == [
        {"demo": "counter", "values": ()},
        {"demo": "counter", "values": (("pace", "2"), ("start", "1"))},
    ]


def test_isolated_processes_give_the_same_as_this_one(content: Path) -> None:
    parts: list[Part] = [island("counter"), island("line"), metric("line", "slope")]
    assert make_posters(parts, programs(content)) == make(content, *parts)


def test_without_demos_no_process_is_started(content: Path) -> None:
    assert make_posters([], programs(content)) == Results()


def test_a_changed_program_is_seen_by_the_next_build(content: Path) -> None:
    place = island("line")
    before = make(content, place).poster(place)
    file = content / "demos" / "line.py"
    file.write_text(file.read_text(encoding="utf-8").replace('"Line"', '"Ruler"'), encoding="utf-8")
    after = make(content, place).poster(place)
    assert (before.title, after.title) == ("Line", "Ruler")


def test_a_changed_support_module_is_read_again(content: Path) -> None:
    support = content / "demos" / "train" / "numbers.py"
    support.parent.mkdir()
    program = PLAIN.replace('title="Line"', "title=TITLE")
    (content / "demos" / "line.py").write_text(
        f"{HEAD}\nfrom demos.train.numbers import TITLE\n{program}", encoding="utf-8"
    )
    place = island("line")
    titles = []
    for title in ("One", "Three"):
        support.write_text(f"TITLE = {title!r}\n", encoding="utf-8")
        titles.append(make(content, place).poster(place).title)
    assert titles == ["One", "Three"]


def test_a_metric_reads_the_island_of_its_own_page(content: Path) -> None:
    parts: list[Part] = [
        island("counter", options={"start": "20"}),
        island("counter", line=30, options={"start": "40"}),
        metric("counter", "value"),
        metric("counter", "value", path=OTHER),
        metric("counter", "value", form=".1f"),
    ]
    posters = make(content, *parts)
    texts = [posters.metric(part) for part in parts if isinstance(part, Metric)]
    assert texts == ["23.0", "3.00", "23.0"]


def test_a_metric_reads_the_island_with_that_id_before_the_first_of_its_demo(content: Path) -> None:
    parts: list[Part] = [
        island("counter", options={"start": "20"}, id="slow-start"),
        island("counter", line=30, options={"start": "40"}, id="far-start"),
        island("line", line=40, id="counter", options={"slope": "-2"}),
        metric("slow-start", "value"),
        metric("far-start", "value"),
        metric("counter", "slope"),
        metric("line", "slope"),
        metric("line", "slope", path=OTHER),
    ]
    posters = make(content, *parts)
    texts = [posters.metric(part) for part in parts if isinstance(part, Metric)]
    assert texts == ["23.0", "43.0", "−2.00", "−2.00", "1.00"]


def test_an_unknown_name_of_a_metric_is_compared_with_ids_and_demos(content: Path) -> None:
    assert refused(
        content,
        island("counter", 3, id="slow-start"),
        metric("slowstart", "value", 8),
        metric("lines", "slope", 9),
        metric("slow-start", "value", 10, path=OTHER),
    ) == [
        "content/posts/a.md:8:1: there is no demo 'slowstart' in content/demos "
        "and no demo of that id in this page",
        "  did you mean 'slow-start'?",
        "content/posts/a.md:9:1: there is no demo 'lines' in content/demos "
        "and no demo of that id in this page",
        "  did you mean 'line'?",
        "content/posts/b.md:10:1: there is no demo 'slow-start' in content/demos",
        "  there are 'counter' or 'line'",
    ]


def test_a_metric_takes_the_format_of_the_post(content: Path) -> None:
    part = metric("line", "slope", form=".0%")
    assert make(content, part).metric(part) == "100%"


def test_an_unknown_demo_is_refused_with_the_near_miss(content: Path) -> None:
    assert refused(content, island("conter", 7), metric("nothing", "x", 9)) == [
        "content/posts/a.md:7:1: there is no demo 'conter' in content/demos",
        "  did you mean 'counter'?",
        "content/posts/a.md:9:1: there is no demo 'nothing' in content/demos",
        "  there are 'counter' or 'line'",
    ]


def test_the_first_demo_of_a_site_is_reported_where_to_go(tmp_path: Path) -> None:
    assert refused(tmp_path / "content", island("spiral")) == [
        "content/posts/a.md:1:1: there is no demo 'spiral' in content/demos",
        "  write content/demos/spiral.py",
    ]


def test_all_mistakes_of_all_posts_are_reported_at_once(content: Path) -> None:
    assert refused(
        content,
        island("counter", 10, options={"stat": "1", "pace": "99"}),
        island("line", 30, hide=["slop", "seed"], expect=["slope >= 2", "slop > 0"]),
        metric("line", "slopes", 60),
    ) == [
        "content/posts/a.md:11:1: the demo 'counter': stat is '1'; expected one of the controls "
        "start, pace, seed, jump",
        "  did you mean 'start'?",
        "content/posts/a.md:12:1: the demo 'counter': pace is '99'; expected a number from 0.5 to 8",
        "content/posts/a.md:30:1: the demo 'line' has no control 'seed' to hide",
        "  it has 'slope'",
        "content/posts/a.md:30:1: the demo 'line' has no control 'slop' to hide",
        "  did you mean 'slope'?",
        "content/posts/a.md:39:1: the claim 'slope >= 2' does not hold: the demo 'line' computed slope = 1",
        "  correct the claim, or the demo and its values",
        "content/posts/a.md:39:1: the demo 'line' has no metric 'slop'",
        "  did you mean 'slope'?",
        "content/posts/a.md:60:1: the demo 'line' has no metric 'slopes'",
        "  did you mean 'slope'?",
    ]


@pytest.mark.parametrize(
    ("claim", "holds"),
    [
        ("slope >= 1", True),
        ("slope > 1", False),
        ("slope <= 1", True),
        ("slope < 1", False),
        ("0.5 <= slope <= 1.5", True),
        ("1 < slope <= 1.5", False),
        ("0.5 <= slope < 1", False),
    ],
)
def test_a_claim_is_checked_at_its_borders(content: Path, claim: str, holds: bool) -> None:
    place = island("line", expect=[claim])
    if holds:
        assert make(content, place).poster(place)
    else:
        assert f"the claim '{claim}' does not hold" in refused(content, place)[0]


@pytest.mark.parametrize(
    ("program", "message"),
    [
        ("1 / 0", "content/demos/broken.py:{line}: ZeroDivisionError: division by zero"),
        ("def f(:", "content/demos/broken.py:{line}: SyntaxError: invalid syntax"),
        (
            "raise type('Odd', (Exception,), {'__str__': lambda self: 1 / 0})()",
            "content/demos/broken.py:{line}: Odd: <exception str() failed>",
        ),
        ("import nowhere_to_be_found", "content/demos/broken.py:{line}: ModuleNotFoundError: "
                                       "No module named 'nowhere_to_be_found'"),
        ("", "content/demos/broken.py: UnknownDemoError: the module demos.broken holds 0 functions "
             "with @demo; expected one"),
    ],
)  # fmt: skip
def test_what_a_program_raises_is_reported_at_its_own_line(content: Path, program: str, message: str) -> None:
    text = f"{HEAD}\n{program}\n"
    (content / "demos" / "broken.py").write_text(text, encoding="utf-8")
    line = text.splitlines().index(program) + 1 if program else 0
    assert refused(content, island("broken", 3), island("broken", 5)) == [
        message.format(line=line),
        "  used in content/posts/a.md, line 3",
    ]


def test_an_error_deep_in_a_run_is_reported_at_the_demos_line(content: Path) -> None:
    program = PLAIN.replace("Curve([0.0, controls.slope])", "Curve([])")
    (content / "demos" / "line.py").write_text(HEAD + program, encoding="utf-8")
    line = 1 + (HEAD + program).splitlines().index(next(x for x in program.splitlines() if "Curve([])" in x))
    assert refused(content, island("line"))[0] == (
        f"content/demos/line.py:{line}: MarkError: Curve: series '' has shape (0,); expected (n,) with n >= 1"
    )


def test_a_poster_that_is_not_finite_is_refused(content: Path) -> None:
    program = PLAIN.replace("Curve([0.0, controls.slope])", "Curve([0.0, float('inf')])")
    (content / "demos" / "line.py").write_text(HEAD + program, encoding="utf-8")
    assert "has left the finite numbers: 'line' has 1 of 2 numbers" in refused(content, island("line"))[0]


@pytest.mark.parametrize(
    ("program", "reason"),
    [
        ("os._exit(3)", "exit code 3"),
        ("os.kill(os.getpid(), 9)", "signal SIGKILL"),
        ("print('the last one', flush=True); os._exit(4)", "exit code 4; its last line was: the last one"),
    ],
)
def test_a_process_that_dies_is_reported_with_its_end_and_the_other_demos_run(
    content: Path, program: str, reason: str
) -> None:
    (content / "demos" / "line.py").write_text(f"{HEAD}\nimport os\n{program}\n", encoding="utf-8")
    with pytest.raises(DemoError) as caught:
        make_posters([island("line", 4), island("counter", 5)], programs(content))
    assert str(caught.value).splitlines() == [
        f"content/demos/line.py: the process that ran the demo ended with {reason}",
        "  used in content/posts/a.md, line 4",
    ]


def test_a_crash_in_a_library_is_reported_at_the_line_of_the_demo(content: Path) -> None:
    text = f"{HEAD}\nimport ctypes\nctypes.string_at(0)\n"
    (content / "demos" / "line.py").write_text(text, encoding="utf-8")
    line = text.splitlines().index("ctypes.string_at(0)") + 1
    with pytest.raises(DemoError, match=rf"demos/line.py:{line}: .*signal SIGSEGV"):
        make_posters([island("line", 4)], programs(content))


@pytest.mark.parametrize("program", ["raise SystemExit(2)", "raise GeneratorExit", "raise BaseException"])
def test_an_exception_of_any_kind_is_reported_at_its_line(content: Path, program: str) -> None:
    text = f"{HEAD}\n{program}\n"
    (content / "demos" / "broken.py").write_text(text, encoding="utf-8")
    line = text.splitlines().index(program) + 1
    assert refused(content, island("broken"))[0].startswith(f"content/demos/broken.py:{line}: ")


def test_a_run_leaves_no_demo_behind(content: Path) -> None:
    import sys

    run_demo(Request("line"), content)
    assert not [name for name in sys.modules if name.split(".")[0] == "demos"]


def test_a_demo_without_end_is_reported_at_the_line_that_it_repeats(content: Path) -> None:
    program = PLAIN.replace("def line", "def endless").replace(
        "    return Frame", "    while True:\n        pass\n    return Frame"
    )
    text = HEAD + program
    (content / "demos" / "endless.py").write_text(text, encoding="utf-8")
    with pytest.raises(DemoError) as caught:
        make_posters([island("endless", 3), island("line", 9)], programs(content), seconds=8)
    lines = [text.splitlines().index(part) + 1 for part in ("    while True:", "        pass")]
    assert str(caught.value).splitlines() in [
        [
            f"content/demos/endless.py:{line}: the demo 'endless' did not reach its poster within 8 seconds; "
            "does it end?",
            "  used in content/posts/a.md, line 3",
        ]
        for line in lines
    ]
