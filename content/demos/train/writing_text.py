"""Write content/demos/data/writing*.txt.bz2, texts for the demo `writing`, and writing.json about them.

    python -m content.demos.train.writing_text

It takes the prose of this project: posts, guide, README and the other documents, without programs, tables,
formulas and sources. Some posts are held out, one more for choosing sizes. The file is a snapshot: later
changes of the texts do not change the network. A few seconds.
"""

import bz2
import json
import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

from ..writing_text import ABOUT, ALPHABET, CHUNK, DATA, KNOWN, SAME, split_words

ROOT = Path(__file__).parents[3]
HELD_OUT = ("networks-that-forecast", "networks-that-recommend")
CHOOSING = ("networks-that-find",)  # for choosing size and training
LEFT_OUT = ("content/guide/reference/",)  # made from the code by a program
DOCUMENTS = ("README.md", "CONTRIBUTING.md", "SECURITY.md", "CHANGELOG.md")
BLOCKS = re.compile(
    r"\A---\n.*?\n---\n"  # front matter
    r"|^ *(`{3,}|~{3,}).*?^ *\1`*$"  # programs
    r"|\$\$.*?\$\$(?: \(\w+\))?",
    re.DOTALL | re.MULTILINE,
)
LINES = re.compile(r"^ *(?::{3,}|:[\w-]+:|\||#|\[\^[^\]]+\]:|> *\[!|\[[^\]]+\]: ).*$", re.MULTILINE)
LEAST = 3  # words of a sentence
GROUPS = 400


def cleaned(source: str) -> list[str]:
    """Return the paragraphs of a page in Markdown, each of whole sentences that need nothing but letters."""
    text = LINES.sub("\n", BLOCKS.sub("\n", source)).translate(SAME)
    text = re.sub(r"!\[[^\]]*\]\([^)]*\)|\[\^[^\]]+\]", "", text)
    text = re.sub(r"\[([^\]]+)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"^ *(?:>|[-*+]|\d+\.) +", "\n", text, flags=re.MULTILINE)
    text = re.sub(r"\$(\w+)\$", r"\1", text)
    text = re.sub(r"\*+", "", text)
    paragraphs = []
    for block in re.split(r"\n\s*\n", text):
        sentences = re.split(r'(?<=[.!?]) (?=[A-Z"(])', " ".join(block.split()))
        kept = [one for sentence in sentences if (one := plain(sentence))]
        if kept:
            paragraphs.append(" ".join(kept))
    return paragraphs


def plain(sentence: str) -> str:
    """Return a sentence without the marks of code, or nothing if it has other signs or no end."""
    if re.search(r"\{\w+\}`|\$", sentence) or not re.search(r'[.!?:]["\')]*$', sentence):
        return ""
    text = sentence.replace("`", "")
    return text if set(text) <= set(ALPHABET) and len(text.split()) >= LEAST else ""


def pages() -> dict[str, Path]:
    """Return the pages by name: a post's is that of its folder."""
    paths = [*sorted((ROOT / "content").rglob("*.md")), *(ROOT / name for name in DOCUMENTS)]
    named = {path.relative_to(ROOT).as_posix(): path for path in paths}
    return {
        path.parent.name if path.name == "index.md" else name: path
        for name, path in named.items()
        if not name.startswith(LEFT_OUT)
    }


def title(path: Path) -> str:
    """Return the title of a page."""
    found = re.search(r"^(?:title: '(.+)'|# (.+))$", path.read_text(encoding="utf-8"), re.MULTILINE)
    return path.stem if found is None else found[1] or found[2]


def groups(text: str, count: int = GROUPS) -> list[str]:
    """Return the groups of letters that byte-pair encoding finds: again and again the most frequent pair."""
    chunks = Counter(CHUNK.findall(text))
    cut = {chunk: list(chunk) for chunk in chunks}
    found: list[str] = []
    while len(found) < count:
        pairs: Counter[tuple[str, str]] = Counter()
        for chunk, parts in cut.items():
            for pair in pairwise(parts):
                pairs[pair] += chunks[chunk]
        best = max(pairs, key=lambda pair: (pairs[pair], pair))
        if "".join(best) not in found:
            found.append("".join(best))
        for parts in cut.values():
            place = 0
            while place < len(parts) - 1:
                if (parts[place], parts[place + 1]) == best:
                    parts[place : place + 2] = ["".join(best)]
                place += 1
    return found


def main() -> None:
    """Write the texts, their pieces, and how many words each has."""
    parts: dict[str, list[str]] = {"known": [], "held-out": [], "choosing": []}
    words = []
    for name, path in pages().items():
        part = "held-out" if name in HELD_OUT else "choosing" if name in CHOOSING else "known"
        page = "\n".join(cleaned(path.read_text(encoding="utf-8")))
        parts[part].append(page)
        if part == "known":
            words.append([title(path), len(split_words(page))])
    texts = {name: "\n".join(pages) + "\n" for name, pages in parts.items()}
    for name, text in texts.items():
        path = KNOWN if name == "known" else DATA / f"writing-{name}.txt.bz2"
        path.write_bytes(bz2.compress(text.encode("ascii")))
    about = {
        "data": "the prose of this project: its posts, its guide, README, CONTRIBUTING, SECURITY, CHANGELOG",
        "licence": "MIT, as this project",
        "changes": "without programs, tables, formulas, headings, sources, and sentences with other signs",
        "script": "content/demos/train/writing_text.py",
        "words": {name: len(split_words(text)) for name, text in texts.items()},
        "letters": {name: len(text) for name, text in texts.items()},
        "held_out": list(HELD_OUT),
        "choosing": list(CHOOSING),
        "pages": words,
        "pieces": groups(texts["known"]),
    }
    ABOUT.write_text(json.dumps(about, ensure_ascii=False) + "\n", encoding="utf-8")
    print(about["words"], about["letters"])


if __name__ == "__main__":
    main()
