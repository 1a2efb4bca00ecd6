"""The introduction to deep learning keeps its outline, and the programs printed in it print what it says."""

import contextlib
import io
import re
from pathlib import Path

import pytest

POST = Path(__file__).parents[2] / "content" / "posts" / "introduction-to-deep-learning" / "index.md"
TEXT = POST.read_text(encoding="utf-8").split("\n---\n", 1)[1]
PROSE = re.sub(r"```.*?```|\$\$.*?\$\$|^:{3}\{.*?^:{3}$|^\|.*?$", "", TEXT, flags=re.DOTALL | re.MULTILINE)
OUTLINE = """What deep learning is; Why it matters; Neurons and layers; Convolutional networks (CNN);
Recurrent networks (RNN); The vanishing gradient; Long short-term memory (LSTM); Transformers; Attention;
BERT, GPT and T5; Vision; Language; Speech and driving; Data; Compute; The black box; Bias; The libraries"""
PRINTED = re.compile(r"```python\n(.*?)```\n\n```text\n(.*?)```", re.DOTALL)


def headings() -> list[str]:
    outside_code = re.sub(r"```.*?```", "", TEXT, flags=re.DOTALL)
    return re.findall(r"^#+ (.+)$", outside_code, flags=re.MULTILINE)


def run(program: str, namespace: dict[str, object]) -> str:
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(program, str(POST), "exec"), namespace)  # noqa: S102  (our own text is what is tested)
    return printed.getvalue()


@pytest.mark.parametrize("heading", [heading.strip() for heading in OUTLINE.split(";")])
def test_the_outline_has_its_heading(heading: str) -> None:
    assert heading in headings()


def test_no_heading_stands_twice() -> None:
    assert len(headings()) == len(set(headings()))


def test_every_section_has_prose_of_its_own_or_in_its_parts() -> None:
    sections = re.split(r"^## (.+)$", PROSE, flags=re.MULTILINE)[1:]
    words = {title: len(body.split()) for title, body in zip(sections[::2], sections[1::2], strict=True)}
    assert {title: count for title, count in words.items() if count < 60} == {}


def test_no_word_is_doubled() -> None:
    assert re.findall(r"\b([^\W\d_]+)\s+\1\b", PROSE, flags=re.IGNORECASE) == []


def test_the_programs_print_what_the_post_says() -> None:
    namespace: dict[str, object] = {}
    pairs = PRINTED.findall(TEXT)
    assert len(pairs) >= 6
    for program, expected in pairs:
        assert run(program, namespace) == expected


def test_the_other_seed_is_stuck_as_the_post_says() -> None:
    programs = [program for program, _ in PRINTED.findall(TEXT)]
    [learning] = [program for program in programs if "default_rng(1)\ninputs" in program]
    assert (
        run("import numpy as np\n" + learning.replace("default_rng(1)", "default_rng(2)"), {})
        != "[0 1 1 0]\n"
    )


def test_the_library_counts_as_many_parameters_as_the_post_names() -> None:
    program = """
import numpy as np
from sitegen.nn import Linear, Sequential, Tanh
rng = np.random.default_rng(0)
model = Sequential(Linear(2, 32, rng=rng), Tanh(), Linear(32, 32, rng=rng), Tanh(), Linear(32, 1, rng=rng))
print(model.parameter_count)
"""
    assert run(program, {}) == "1185\n"
    assert TEXT.count("1185") == 3
