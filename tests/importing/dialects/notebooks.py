"""Folders of notebooks."""

from __future__ import annotations

import json
import re
from typing import Any

from tests.importing.dialects.blog import TITLES, Blog, Post, slug_of
from tests.importing.dialects.matter import (
    yaml_block,
)
from tests.importing.dialects.texts import write_text


def write_notebooks(blog: Blog, count: int) -> None:
    """Write a folder of notebooks."""
    choose = blog.choose
    for number in range(blog.first, blog.first + count):
        when = blog.when()
        title = choose.choice(TITLES)
        stem = slug_of(title, number)
        file = f"{when:%Y-%m-%d}-{stem}"
        inside = choose.choice(["", "", "deep/"])
        post = Post(number, f"{inside}{file}.ipynb", addresses=[f"/{inside}{file}/"], day=f"{when:%Y-%m-%d}")
        blog.posts.append(post)
        text = write_text(
            blog, post, ["markdown"], lambda _blog, _one, other: "/" + other.addresses[0].strip("/") + "/"
        )
        in_title = choose.choice(["heading", "metadata", "matter"])
        parts = re.split(r"\n\n", text)
        cells: list[dict[str, Any]] = []
        if in_title == "heading":
            cells.append(
                {"cell_type": "markdown", "metadata": {}, "source": [f"# Title {number}\n", "\n", "Words."]}
            )
            post.title = f"Title {number}"
        elif in_title == "matter":
            cells.append(
                {
                    "cell_type": "raw",
                    "metadata": {},
                    "source": yaml_block({"title": title, "tags": ["alpha"]}, choose),
                }
            )
            post.title, post.tags = title, ["alpha"]
        cells += [
            {
                "cell_type": "markdown",
                "metadata": {},
                "source": text if blog.chance(0.5) else "\n\n".join(parts).splitlines(keepends=True),
            }
        ]
        for _ in range(choose.randrange(3)):
            outputs = choose.choice(
                [
                    [],
                    [{"output_type": "stream", "name": "stdout", "text": ["out\n"]}],
                    [
                        {
                            "output_type": "error",
                            "ename": "E",
                            "evalue": "v",
                            "traceback": ["\x1b[31mE\x1b[0m"],
                        }
                    ],
                    [
                        {
                            "output_type": "execute_result",
                            "execution_count": 1,
                            "metadata": {},
                            "data": {"text/plain": ["5"], "text/html": "<table><tr><td>1</td></tr></table>"},
                        }
                    ],
                    [
                        {
                            "output_type": "display_data",
                            "metadata": {},
                            "data": {"image/png": "iVBORw0KGgo=", "text/plain": "x"},
                        }
                    ],
                    [{"output_type": "unknown"}],
                    ["wrong"],
                ]
            )
            source = choose.choice(
                [
                    "x = 1 +",
                    "import nosuchmodule\nnosuchmodule.f()",
                    "%matplotlib inline",
                    "!ls",
                    "%%bash\nls",
                    "df.head()",
                    "",
                    "plot(x)",
                ]
            )
            cells.append(
                {
                    "cell_type": "code",
                    "metadata": {},
                    "execution_count": choose.choice([None, 1]),
                    "source": source,
                    "outputs": outputs,
                }
            )
        kernel = choose.choice(["python", "python", "R", "julia"])
        metadata: dict[str, Any] = {
            "kernelspec": {"name": kernel, "language": kernel, "display_name": kernel},
            "language_info": {"name": kernel},
        }
        if in_title == "metadata":
            metadata["title"] = title
            post.title = title
        notebook: dict[str, Any] = {
            "cells": cells,
            "metadata": metadata,
            "nbformat": 4,
            "nbformat_minor": choose.choice([0, 2, 5]),
        }
        content = json.dumps(notebook, indent=1)
        if blog.chance(0.05):
            post.refused, post.addresses, content = (
                True,
                [],
                choose.choice(["{", "[]", "", "null", content[: len(content) // 2]]),
            )
        blog.write(post.path, content)
    blog.write("notes.csv", "a,b\n")
