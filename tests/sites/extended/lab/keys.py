"""Checks of keys of front matter."""

from sitegen.extension import InputError


def positive(value: int) -> None:
    """Refuse numbers below 1."""
    if value < 1:
        raise InputError(f"expected a number of minutes, at least 1, received {value}")
