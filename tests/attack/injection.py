"""Put a payload into every field that an author can fill and read the pages back with an HTML parser."""

from __future__ import annotations

import json
import re
from pathlib import Path

from justhtml import JustHTML

from tests.attack.common import Outcome, builder, write_site

MARK = "PWNED"
PAYLOADS = (
    f"\"'><img src=x onerror={MARK}()><script>{MARK}()</script>",
    f"</title></textarea></style></script><svg onload={MARK}()>",
    f"--><script>{MARK}()</script><!--",
    f"]]><script>{MARK}()</script><![CDATA[",
    f"{{{{ {MARK} }}}}{{% raw %}}<b onclick={MARK}()>",
    f"javascript:{MARK}()",
    f"&lt;script&gt;{MARK}()&lt;/script&gt;&#60;img src=x onerror={MARK}()&#62;",
)
ALLOWED_SCHEMES = re.compile(r"(?!\s*(javascript|vbscript|data(?!:(image|audio)/)))", re.IGNORECASE)

FRONT = (
    "title",
    "description",
    "image_alt",
    "series",
    "part",
    "authors",
    "tags",
    "requires",
    "slug",
    "updated",
    "extra",
)
"""Keys of the front matter."""
CONFIGURATION = ("title", "author", "description", "menu title", "menu url", "extra")
BODY: dict[str, str] = {
    "heading": "# {}",
    "setext heading": "{}\n===",
    "paragraph": "{}",
    "link text": "[{}](../other/)",
    "link": "[a](<{}>)",
    "link title": "[a](../other/ '{}')",
    "alt text": "![{}](p.svg)",
    "picture title": "![a](p.svg '{}')",
    "code": "`{}`",
    "fence": "```python\n{}\n```",
    "fence language": "```{}\nx\n```",
    "quote": "> {}",
    "list": "- {}",
    "table": "| {} |\n|---|\n| {} |",
    "footnote": "x[^1]\n\n[^1]: {}",
    "autolink": "<https://a.example/{}>",
    "maths": "$\\text{{{}}}$",
    "note title": ":::{{note}} {}\ntext\n:::",
    "note": ":::{{note}}\n{}\n:::",
    "figure caption": ":::{{figure}} p.svg\n:alt: {}\n\n{}\n:::",
    "details": ":::{{details}} {}\ntext\n:::",
    "attribute": '*a*{{title="{}"}}',
    "class": "*a*{{.{}}}",
    "cell": "```{{code-cell}} python\nprint({!r})\n{!r}\n```",
    "cell error": "```{{code-cell}} python\n:raises: ValueError\nraise ValueError({!r})\n```",
    "demo caption": ":::{{demo}} shown\n\n{}\n:::",
    "demo value": ":::{{demo}} shown\n:words: {}\n:::",
    "raw": "<p>{}</p>",
}
"""Places in the body."""
DEMO = '''
from dataclasses import dataclass
from typing import Annotated
import numpy as np
from sitegen.demo import Bars, Choice, Curve, Frame, Graph, Heatmap, Matrix, Slider, Table, Text, Tokens, demo

BAD = {payload}

@dataclass
class Controls:
    words: Annotated[str, Text(label=BAD)] = BAD
    choice: Annotated[str, Choice([BAD, "b"], label=BAD)] = BAD
    rate: Annotated[float, Slider(0, 1, label=BAD, unit=BAD)] = 0.5

@demo(title=BAD)
def shown(controls: Controls, rng: np.random.Generator) -> Frame:
    """{docstring}"""
    return Frame(
        text=BAD + controls.words,
        metrics={{BAD: 1.0}},
        bars=Bars([1.0, 2.0], [BAD, "b"], label=BAD),
        curve=Curve({{BAD: np.arange(3.0)}}, np.arange(3.0), label=BAD),
        tokens=Tokens([BAD, "b"], label=BAD),
    )
'''


def inject(count: int, folder: Path) -> Outcome:
    """Put a payload into one field after another and look for anything that a browser would run."""
    outcome = Outcome()
    rendered = 0
    light = count < len(fields())
    with builder() as build:
        places = fields(programs=not light)
        tries = [  # every field has its turn before a second payload is tried
            (*place, PAYLOADS[(number + turn) % len(PAYLOADS)])
            for turn in range(len(PAYLOADS))
            for number, place in enumerate(places)
        ]
        step = max(1, len(places) // count)
        for kind, field, payload in tries[::step][:count]:
            site = folder / f"site-{outcome.count}"
            _site_with(site, kind, field, payload)
            outcome.count += 1
            ended = build.build(site)
            name = f"{kind} {field} with {payload[:40]!r}"
            if ended.status == 70:
                outcome.fail(f"{name}: {ended.error[-300:]}")
            if ended.status != 0:
                continue
            rendered += 1
            for page in sorted((site / "public").rglob("*.html")):
                outcome.failures += [
                    f"{name}: {page.name}: {what}" for what in active_parts(page.read_text())
                ]
    outcome.note = f"{len(fields())} fields, {rendered} published, the others refused with a message"
    return outcome


def fields(*, programs: bool = True) -> list[tuple[str, str]]:
    """Every place for a payload; cells and demos need the runtime, so that they take longer."""
    found = [("front matter", name) for name in FRONT] + [("configuration", name) for name in CONFIGURATION]
    found += [("body", name) for name in BODY if programs or not name.startswith(("cell", "demo"))]
    return [*found, *([("demo", "all texts")] if programs else [])]


def _site_with(site: Path, kind: str, field: str, payload: str) -> None:
    text = json.dumps(payload)
    config = 'title = "T"\n[markdown]\nhtml = false\n'
    front, body = "title: T\ndate: 2026-01-01\ndescription: d\n", "text\n"
    files: dict[str, str | bytes] = {
        "content/posts/other.md": "---\ntitle: O\ndate: 2026-01-01\ndescription: d\n---\ntext\n",
        "content/posts/x/p.svg": '<svg xmlns="http://www.w3.org/2000/svg"/>',
    }
    if kind == "front matter":
        value = {
            "authors": f"[{text}]",
            "tags": f"[{text}]",
            "requires": f"[{text}]",
            "extra": f"{{a: {text}}}",
        }.get(field, "1" if field == "part" else text)
        others = {"image_alt": "image: p.svg\n", "series": "part: 1\n", "part": f"series: {text}\n"}.get(
            field, ""
        )
        front = "".join(line for line in front.splitlines(True) if not line.startswith(f"{field}:"))
        front += f"{field}: {value}\n{others}"
    elif kind == "configuration":
        menu = {"menu title": (text, '"/"'), "menu url": ('"A"', text)}.get(field)
        if menu:
            config = f'title = "T"\n[[menus.main]]\ntitle = {menu[0]}\nurl = {menu[1]}\n'
        elif field == "extra":
            config = f'title = "T"\n[extra]\na = {text}\n'
        else:
            config = f"{field} = {text}\n" + ('title = "T"\n' if field != "title" else "")
    elif kind == "body":
        template = BODY[field]
        body = template.format(payload, payload)
        if field.startswith("demo"):
            files["content/demos/shown.py"] = DEMO.format(payload='"fine"', docstring="Fine.")
    else:
        body = ":::{demo} shown\n:::\n"
        docstring = payload.replace("\\", "\\\\").replace('"', '\\"')
        files["content/demos/shown.py"] = DEMO.format(payload=repr(payload), docstring=docstring)
    files["content/posts/x/index.md"] = f"---\n{front}---\n\n{body}\n"
    write_site(site, files, config)


DATA = ("application/json", "application/ld+json")
"""Types of script elements that hold data, which browsers do not run."""


def active_parts(html: str) -> list[str]:
    """Return what in a page would run the payload: elements, handlers, addresses."""
    found = []
    for element in JustHTML(html, sanitize=False).query("*"):
        attributes = element.attrs or {}
        if element.name == "script":
            kind = (attributes.get("type") or "").lower()
            if MARK in element.to_text() and kind not in DATA:
                found.append(f"<script> holds the payload: {element.to_text()[:80]}")
            if not attributes.get("src") and kind not in DATA:
                found.append(f"an inline script: {element.to_text()[:80]}")
        for name, value in attributes.items():
            if name.lower().startswith("on"):
                found.append(f"<{element.name}> has {name}={value!r}")
            if name.lower() in ("href", "src", "action", "formaction", "xlink:href", "data", "srcdoc"):
                bare = re.sub(r"[\x00-\x20]", "", value or "")
                if not ALLOWED_SCHEMES.match(bare) or name.lower() == "srcdoc":
                    found.append(f"<{element.name}> has {name}={value!r}")
        if element.name in ("iframe", "object", "embed", "base", "form") and MARK in str(attributes):
            found.append(f"<{element.name}> {attributes}")
    return found
