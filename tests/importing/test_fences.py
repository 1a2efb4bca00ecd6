"""The words behind the opening of a block of code."""

from __future__ import annotations

import pytest

from sitegen.importing.fences import fence_info


@pytest.mark.parametrize(
    ("info", "expected"),
    [
        ("", ""),
        ("python", "python"),
        ("js:file.js", 'js title="file.js"'),
        ("jsx:title=src/a.jsx", 'jsx title="src/a.jsx"'),
        ("js {1,3-4} showLineNumbers", "js {1,3-4}"),
        ("js{2}", "js {2}"),
        ("js {1,9-99}", "js {1}"),
        ("{.python .numberLines}", "python"),
        ("{r, echo=FALSE}", "r"),
        ("{python}", "python"),
        ('py title="a.py" hl_lines="1 3"', 'py {1,3} title="a.py"'),
        ("go {linenos=table,hl_lines=[2]}", "go {2}"),
        ("rust,linenos,hl_lines=1-2", "rust {1-2}"),
        ("diff-js:siteMetadata.js", 'diff title="siteMetadata.js"'),
        ("ts [config.ts]", 'ts title="config.ts"'),
        ("ruby lib/a.rb http://example.org", 'ruby title="lib/a.rb"'),
        ("golang", "go"),
        ("title=only.txt", 'text title="only.txt"'),
        ("mermaid", "mermaid"),
    ],
)
def test_the_words_of_other_generators_become_those_of_sitegen(info: str, expected: str) -> None:
    assert fence_info(info, lines=4) == expected
