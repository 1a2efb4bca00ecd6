"""Letters in mathematical styles: characters of Unicode, since MathML Core has no attribute for them."""

from __future__ import annotations

import unicodedata

STYLES = {
    "bold": "BOLD",
    "italic": "ITALIC",
    "bold-italic": "BOLD ITALIC",
    "double-struck": "DOUBLE-STRUCK",
    "script": "SCRIPT",
    "bold-script": "BOLD SCRIPT",
    "fraktur": "FRAKTUR",
    "bold-fraktur": "BOLD FRAKTUR",
    "sans-serif": "SANS-SERIF",
    "bold-sans-serif": "SANS-SERIF BOLD",
    "sans-serif-italic": "SANS-SERIF ITALIC",
    "monospace": "MONOSPACE",
}
"""MathML's old `mathvariant` → the words in Unicode's character names."""

EXCEPTIONS = {
    ("italic", "h"): "ℎ",
    **{("script", letter): sign for letter, sign in zip("BEFHILMRego", "ℬℰℱℋℐℒℳℛℯℊℴ", strict=True)},
    **{("fraktur", letter): sign for letter, sign in zip("CHIRZ", "ℭℌℑℜℨ", strict=True)},
    **{("double-struck", letter): sign for letter, sign in zip("CHNPQRZ", "ℂℍℕℙℚℝℤ", strict=True)},
}
"""Letters that are not in Unicode's mathematical alphabets, since Unicode contained them before."""


def styled(text: str, variant: str) -> str:
    """Return a text in a style; characters without such a style stay as they are."""
    return "".join(_styled(character, variant) for character in text)


def _styled(character: str, variant: str) -> str:
    if (variant, character) in EXCEPTIONS:
        return EXCEPTIONS[variant, character]
    style = STYLES.get(variant)
    name = unicodedata.name(character, "")
    if style is None or not name:
        return character
    words = name.replace("LATIN ", "").replace("GREEK ", "").replace(" LETTER", "")
    try:
        return unicodedata.lookup(f"MATHEMATICAL {style} {words}")
    except KeyError:
        return character
