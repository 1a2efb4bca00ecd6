"""Random edits of translations and of the languages of a site."""

from __future__ import annotations

import random
from pathlib import Path

CONFIG = 'languages = {de = {title = "Eine Seite", feeds = ["json"]}, ar = {}}\n'
PAGE = '---\ntitle: "{title}"\ndate: 2026-01-05\ndescription: d\ntags: [eins]\n---\n\nText {number}.\n'
FILES: dict[str, str | bytes] = {
    "content/posts/post-1.de.md": PAGE.format(title="Eins", number=1),
    "content/de/posts/post-2.md": PAGE.format(title="Zwei", number=2),
    "content/ar/posts/post-1.md": PAGE.format(title="واحد", number=1),
    "content/posts/bundle/index.de.md": PAGE.format(title="Bündel", number=3) + "\n![](picture.svg)\n",
    "content/about.de.md": "---\ntitle: Über\n---\n\n[eins](posts/post-1.md) und [drei](posts/post-3.md).\n",
}


def _translations(site: Path) -> list[Path]:
    found = [*(site / "content").rglob("*.de.md"), *(site / "content").rglob("*.ar.md")]
    return sorted([*found, *(site / "content/de").rglob("*.md"), *(site / "content/ar").rglob("*.md")])


def _original(site: Path, choose: random.Random) -> Path:
    files = (file for file in (site / "content/posts").glob("post-*.md") if file.stem.count(".") == 0)
    return choose.choice(sorted(files))


def translate_post(site: Path, choose: random.Random) -> None:
    """Write a translation, in one of two places."""
    code, name = choose.choice(["de", "ar"]), _original(site, choose).stem
    beside = site / "content/posts" / f"{name}.{code}.md"
    inside = site / "content" / code / "posts" / f"{name}.md"
    file = choose.choice([beside, inside])
    if beside.exists() or inside.exists():
        return
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(PAGE.format(title=f"{code} {name}", number=choose.randrange(99)))


def edit_translation(site: Path, choose: random.Random) -> None:
    for file in _translations(site)[:1]:
        file.write_text(f"{file.read_text()}\nMehr {choose.random()}.\n")


def retitle_translation(site: Path, choose: random.Random) -> None:
    if files := _translations(site):
        file = choose.choice(files)
        file.write_text(file.read_text().replace("title: ", f"weight: {choose.randrange(9)}\ntitle: ", 1))
        file.write_text(file.read_text().replace('title: "', f'title: "{choose.choice("XYZ")}', 1))


def delete_translation(site: Path, choose: random.Random) -> None:
    if files := _translations(site):
        choose.choice(files).unlink()


def draft_translation(site: Path, choose: random.Random) -> None:
    if files := _translations(site):
        file = choose.choice(files)
        file.write_text(file.read_text().replace("---\n", "---\ndraft: true\n", 1))


def link_translations(site: Path, choose: random.Random) -> None:
    """Link from a translation to a post by the name of the original."""
    files = [file for file in _translations(site) if file.parent.name == "posts"]
    if files:
        file, target = choose.choice(files), _original(site, choose).name
        file.write_text(f"{file.read_text()}\n[dort]({target})\n")


def name_language_in_first_line(site: Path, choose: random.Random) -> None:
    file = _original(site, choose)
    head, fence, body = file.read_text().rpartition("---\n")
    name = choose.choice(["English", "Dutch", "Germn", "Python"])
    file.write_text(f"{head}{fence}\nLanguage: {name}\n{body}")


def require_across_languages(site: Path, choose: random.Random) -> None:
    if files := _translations(site):
        file = choose.choice(files)
        required = f"---\nrequires: [{_original(site, choose).stem}]\n"
        file.write_text(file.read_text().replace("---\n", required, 1))


def declare_languages(site: Path, choose: random.Random) -> None:
    """Add a language to the configuration, or take one away, which leaves its files without a language."""
    tables = choose.choice(
        [
            CONFIG,
            'languages = {de = {}, ar = {title = "موقع"}, fr = {}}\n',
            'languages = {de = {author = "A"}}\n',
            "",
        ]
    )
    file = site / "sitegen.toml"
    kept = [line for line in file.read_text().splitlines() if not line.startswith("languages ")]
    file.write_text("\n".join([*kept, tables]))


EDITS = [
    *3 * [translate_post, edit_translation],
    *2 * [retitle_translation, delete_translation, link_translations, declare_languages],
    draft_translation, name_language_in_first_line, require_across_languages,
]  # fmt: skip
