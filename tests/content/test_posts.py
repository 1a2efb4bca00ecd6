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
BERT, GPT and T5; Vision; Language; Recommendation; Speech and driving; Data; Compute; The black box; Bias;
The libraries"""
NAMED = "GPUs TPUs Netflix YouTube Siri Alexa Google-Assistant TensorFlow PyTorch Keras BERT GPT T5"
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


@pytest.mark.parametrize("name", NAMED.split())
def test_the_overview_names(name: str) -> None:
    assert name.replace("-", " ") in text(OVERVIEW)


def test_the_overview_takes_at_most_thirteen_minutes() -> None:
    assert len(prose(OVERVIEW).split()) <= 2_600


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


def test_the_parts_of_the_series_are_numbered_and_the_overview_links_each() -> None:
    parts: dict[int, str] = {}
    for name in NAMES:
        source = (POSTS / name / "index.md").read_text(encoding="utf-8")
        if re.search(r"^series: 'Deep learning, live'$", source, flags=re.MULTILINE):
            [part] = re.findall(r"^part: (\d+)$", source, flags=re.MULTILINE)
            parts[int(part)] = name
    assert sorted(parts) == list(range(len(parts)))
    assert parts.pop(0) == OVERVIEW
    linked = set(re.findall(r"\]\(\.\./([a-z-]+)/index\.md", text(OVERVIEW)))
    assert set(parts.values()) - linked == set()


def test_another_seed_is_stuck_as_the_part_on_neurons_says() -> None:
    programs = CELL.findall(text("neurons-and-layers"))
    [learning] = [program for program in programs if "default_rng(1)\ninputs" in program]
    learning = f"import numpy as np\n{learning}"
    assert run(learning, {}) == "[0 1 1 0]\n"
    assert run(learning.replace("default_rng(1)", "default_rng(2)"), {}) != "[0 1 1 0]\n"


def sentences(name: str) -> set[str]:
    """The sentences of a post's prose and captions with at least six words, in lower case."""
    body = re.sub(
        r"```.*?```|\$\$.*?\$\$|^(\[\^|:|\||#).*?$", "\n", text(name), flags=re.DOTALL | re.MULTILINE
    )
    plain = re.sub(r"\s+", " ", body)
    return {one.strip().casefold() for one in re.split(r"(?<=[.!?:]) ", plain) if len(one.split()) >= 6}


def test_no_sentence_stands_in_two_posts() -> None:
    said: dict[str, str] = {}
    twice = [
        f"{sentence} ({said[sentence]}, {name})"
        for name in NAMES
        for sentence in sorted(sentences(name))
        if said.setdefault(sentence, name) != name
    ]
    assert twice == []
