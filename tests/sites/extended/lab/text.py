"""Directives, a role and a block of code."""

from html import escape

from sitegen.extension import Block, InputError

ABBREVIATIONS = {"CNN": "convolutional network", "RNN": "recurrent network"}


def card(block: Block) -> str:
    """Return a box with a title; its body is Markdown."""
    title = escape(block.argument)
    if link := block.options.get("link"):
        title = f'<a href="{escape(link)}">{title}</a>'
    return f'<section class="card"><p><strong>{title}</strong></p>\n{block.content}</section>\n'


def verse(block: Block) -> str:
    """Return lines that keep their breaks; the body is text."""
    lines = (escape(line) for line in block.text.strip().splitlines())
    return f'<p class="verse">{"<br>".join(lines)}</p>\n'


def short(text: str) -> str:
    """Return an abbreviation with its meaning."""
    if text not in ABBREVIATIONS:
        raise InputError(f"no abbreviation {text!r}", f"known: {', '.join(ABBREVIATIONS)}")
    return f'<abbr title="{escape(ABBREVIATIONS[text])}">{escape(text)}</abbr>'


def bars(block: Block) -> str:
    """Return a bar chart of lines such as `apples 3`."""
    rows = []
    for line in block.text.splitlines():
        name, _, number = line.rpartition(" ")
        if not number.isdigit():
            raise InputError(f"expected a name and a number, received {line!r}")
        rows.append(f'<li>{escape(name)} <meter max="10" value="{number}">{number}</meter></li>')
    return f'<ul class="bars" title="{escape(block.argument)}">{"".join(rows)}</ul>\n'
