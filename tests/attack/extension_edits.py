"""Random edits of an extension and of what uses it."""

from __future__ import annotations

import random
from pathlib import Path

LAB = """from lab_words import WORD

def setup(site):
    site.add_directive("box", lambda block: f'<div class="NUMBER">{block.content}</div>', options=("k",))
    site.add_role("loud", lambda text: f"<b>{text}NUMBER</b>")
    site.add_fence("plot", lambda block: f"<p>{WORD} {block.argument} {len(block.text)}</p>")
    site.add_filter("shout", lambda text: f"{text}NUMBER {WORD}")
    site.add_output("index.txt", lambda site: "".join(f"{post.title} {post.extra}" for post in site.posts))
    site.add_key("level", str, default="NUMBER")
"""
WORDS = 'WORD = "NUMBER"\n'
FILES = {"lab.py": LAB.replace("NUMBER", "1"), "lab_words.py": WORDS.replace("NUMBER", "one")}
USES = (
    ":::{box}\nA *text* with {loud}`words`.\n:::",
    "::::{box} x\n:k: v\n\n:::{box}\nInside.\n:::\n::::",
    "```plot red\n1 2 3\n```",
    "```chart\n1 2\n```",
    "A word is {loud}`loud`.",
)


def use_extension(site: Path, choose: random.Random) -> None:
    """Use it in a text."""
    file = choose.choice(sorted((site / "content/posts").glob("post-*.md")))
    file.write_text(f"{file.read_text()}\n{choose.choice(USES)}\n")


def change_extension(site: Path, choose: random.Random) -> None:
    """Change what it returns."""
    (site / "lab.py").write_text(LAB.replace("NUMBER", str(choose.randrange(9))))


def change_comment_of_extension(site: Path, choose: random.Random) -> None:
    """Change its file, and nothing that it returns."""
    file = site / "lab.py"
    file.write_text(f"{file.read_text()}# {choose.random()}\n")


def change_module_of_extension(site: Path, choose: random.Random) -> None:
    """Change a module that it imports."""
    (site / "lab_words.py").write_text(WORDS.replace("NUMBER", str(choose.randrange(9))))


def add_name_to_extension(site: Path, choose: random.Random) -> None:
    """Show a language in another way, and add a function that a template asks for."""
    file = site / "lab.py"
    more = choose.choice(
        [
            '    site.add_fence("chart", lambda block: "<p>A chart</p>")\n',
            '    site.add_function("more", lambda: "more")\n',
            '    site.add_key("minutes", int, default=2)\n',
        ]
    )
    if more not in file.read_text():
        file.write_text(file.read_text() + more)


def use_extension_in_template(site: Path, choose: random.Random) -> None:
    """Use the filter, and a function that may not be there."""
    (site / "templates").mkdir(exist_ok=True)
    (site / "templates/post.html").write_text(
        '{% extends "sitegen/post.html" %}{% block footer %}{{ page.title | shout }}{{ page.extra.level }}'
        f"{choose.randrange(9)}{{{{ more() if more is defined }}}}{{% endblock %}}\n"
    )


def break_extension(site: Path, choose: random.Random) -> None:
    """Make it fail, when it is imported or when it is used."""
    text = LAB.replace("NUMBER", "1")
    broken = choose.choice([text.replace("WORD", "WORT"), text.replace("block.content", "block.contents")])
    (site / "lab.py").write_text(broken)


EDITS = [
    *4 * [use_extension], change_extension, change_comment_of_extension, change_module_of_extension,
    add_name_to_extension, use_extension_in_template, break_extension,
]  # fmt: skip
