"""The BibTeX entry of a post is one that BibTeX reads, whatever its title is."""

from __future__ import annotations

from datetime import date
from html import unescape

from pybtex.database import parse_string

from tests.render.sample_site import render, sample_config, sample_page, sample_site


def entry(title: str, *authors: str) -> str:
    """Return the entry that a post shows."""
    config = sample_config(cite_posts=True)
    post = sample_page("posts/one.md", title=title, authors=authors, date=date(2026, 3, 1))
    page = render(config, sample_site(config, [sample_page("_index.md", "home"), post]))[
        "posts/one/index.html"
    ]
    return unescape(page.partition("<code>")[2].partition("</code>")[0])


def test_an_entry_names_author_title_site_day_and_address() -> None:
    assert entry("How deep?", "Ada Lovelace", "Charles Babbage") == (
        "@misc{lovelace-2026-deep,\n"
        "  author = {Ada Lovelace and Charles Babbage},\n"
        "  title = {{How deep?}},\n"
        "  howpublished = {Notes \\& queries},\n"
        "  year = {2026},\n"
        "  month = {3},\n"
        "  url = {https://example.org/blog/posts/one/},\n"
        "}"
    )


def test_bibtex_reads_every_title_and_name() -> None:
    text = entry(r"100 % of {a} & b_c \ $x^2$ #1 ~", "Smith, Jones and Sons", "Ada")
    found = parse_string(text, "bibtex").entries["sons-2026-100-of-a-b-c-x-2-1"]

    assert found.fields["title"].startswith(r"{100 \% of \{a\} \& b\_c")
    assert [str(person) for person in found.persons["author"]] == ["{Smith, Jones and Sons}", "Ada"]
