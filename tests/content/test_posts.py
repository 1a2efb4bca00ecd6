"""The posts: outline of the overview, order of the series, and what the programs in the text print."""

import contextlib
import io
import re
from pathlib import Path

import pytest

POSTS = Path(__file__).parents[2] / "content" / "posts"
NAMES = sorted(path.parent.name for path in POSTS.glob("*/index.md"))
OVERVIEW = "introduction-to-deep-learning"
OUTLINE = """What deep learning is; Why it matters; Neurons and layers; Convolutional networks (CNN);
Recurrent networks (RNN); The vanishing gradient; Long short-term memory (LSTM); Transformers; Attention;
BERT, GPT and T5; Vision; Language; Speech and driving; Data; Compute; The black box; Bias; The libraries"""
CELL = re.compile(r"```\{code-cell\} python\n(?::[^\n]*\n)*(.*?)```", re.DOTALL)


def text(name: str) -> str:
    return (POSTS / name / "index.md").read_text(encoding="utf-8").split("\n---\n", 1)[1]


def prose(name: str) -> str:
    """The text without code, formulas, directives, tables and what is set in italics, as titles are."""
    left_out = r"```.*?```|~~~.*?~~~|\$\$.*?\$\$|^:{3,}\{.*?^:{3,}$|^\|.*?$|\*[^*\n]+\*"
    return re.sub(left_out, "", text(name), flags=re.DOTALL | re.MULTILINE)


def headings(name: str) -> list[str]:
    outside_code = re.sub(r"(````*).*?\1", "", text(name), flags=re.DOTALL)
    return re.findall(r"^#+ (.+)$", outside_code, flags=re.MULTILINE)


def run(program: str, namespace: dict[str, object]) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(program, "<cell>", "exec"), namespace)  # noqa: S102  (our own text is what is tested)
    return printed.getvalue()


@pytest.mark.parametrize("heading", [heading.strip() for heading in OUTLINE.split(";")])
def test_the_overview_has_the_heading(heading: str) -> None:
    assert heading in headings(OVERVIEW)


@pytest.mark.parametrize("name", NAMES)
def test_no_heading_stands_twice(name: str) -> None:
    assert len(headings(name)) == len(set(headings(name)))


def test_every_section_of_the_overview_has_prose_of_its_own_or_in_its_parts() -> None:
    sections = re.split(r"^## (.+)$", prose(OVERVIEW), flags=re.MULTILINE)[1:]
    words = {title: len(body.split()) for title, body in zip(sections[::2], sections[1::2], strict=True)}
    assert {title: count for title, count in words.items() if count < 60} == {}


@pytest.mark.parametrize("name", NAMES)
def test_no_word_is_doubled(name: str) -> None:
    assert re.findall(r"\b([^\W\d_]+)\s+\1\b", prose(name), flags=re.IGNORECASE) == []


def test_the_parts_of_the_series_are_numbered_and_the_overview_names_them_in_that_order() -> None:
    parts: dict[int, str] = {}
    for name in NAMES:
        source = (POSTS / name / "index.md").read_text(encoding="utf-8")
        if re.search(r"^series: 'Deep learning, live'$", source, flags=re.MULTILINE):
            [part] = re.findall(r"^part: (\d+)$", source, flags=re.MULTILINE)
            parts[int(part)] = name
    assert sorted(parts) == list(range(len(parts)))
    assert parts.pop(0) == OVERVIEW
    listed = re.findall(r"^\d+\. \[[^\]]+\]\(\.\./([a-z-]+)/index\.md\)", text(OVERVIEW), flags=re.MULTILINE)
    assert listed == [parts[number] for number in sorted(parts)]


def test_another_seed_is_stuck_as_the_overview_says() -> None:
    [learning] = [program for program in CELL.findall(text(OVERVIEW)) if "default_rng(1)\ninputs" in program]
    assert run(learning, {}) == "[0 1 1 0]\n"
    assert run(learning.replace("default_rng(1)", "default_rng(2)"), {}) != "[0 1 1 0]\n"


def test_the_library_counts_as_many_parameters_as_the_overview_names() -> None:
    program = """
import numpy as np
from sitegen.nn import Linear, Sequential, Tanh
rng = np.random.default_rng(0)
model = Sequential(Linear(2, 32, rng=rng), Tanh(), Linear(32, 32, rng=rng), Tanh(), Linear(32, 1, rng=rng))
print(model.parameter_count)
"""
    assert run(program, {}) == "1185\n"
    assert text(OVERVIEW).count("1185") == 3
