"""The post on BERT, GPT and T5: every lesson has a demo and a claim."""

import re
from pathlib import Path

import pytest

POST = Path(__file__).parents[2] / "content" / "posts" / "language-models" / "index.md"
TEXT = POST.read_text(encoding="utf-8").split("\n---\n", 1)[1]
ISLANDS = re.findall(r"^:::\{demo\} (\w+)\n:id: (\S+)\n(.*?)^:::$", TEXT, flags=re.DOTALL | re.MULTILINE)
LESSONS = {
    "bert": "bert-two bert-left bert-verb bert-lost",
    "gpt": "gpt-names gpt-hot gpt-fifty",
    "t5": "t5-report t5-mood t5-french t5-opinion t5-free",
}


def test_every_lesson_has_its_demo() -> None:
    found = {name: " ".join(island for demo, island, _ in ISLANDS if demo == name) for name in LESSONS}
    assert found == LESSONS


@pytest.mark.parametrize(("island", "body"), [(island, body) for _, island, body in ISLANDS])
def test_every_demo_makes_a_claim_and_tells_it(island: str, body: str) -> None:
    claims = re.findall(r"^:expect: \w+ [<>=]+ ([\d.]+)$", body, flags=re.MULTILINE)
    caption = body.rpartition("\n:expect:")[2].partition("\n")[2]
    assert claims, island
    assert "The build checks that" in caption
    assert caption.startswith("**")


def test_every_number_of_a_network_comes_from_the_build() -> None:
    names = set(re.findall(r"\{metric\}`([\w-]+)\.", TEXT))
    assert names <= {island for _, island, _ in ISLANDS}
    assert {"bert-two", "bert-left", "bert-verb", "gpt-names", "t5-report", "t5-opinion"} <= names


@pytest.mark.parametrize("picture", ["bert", "masks", "t5"])
def test_a_picture_tells_what_it_shows_and_serves_in_the_dark(picture: str) -> None:
    svg = (POST.parent / f"{picture}.svg").read_text(encoding="utf-8")
    assert re.search(r"<title>.+</title>\s*<desc>.+</desc>", svg)
    assert "prefers-color-scheme: dark" in svg
    assert f":::{{figure}} {picture}.svg\n:alt: " in TEXT
