"""Train."""

# region: loop
for step in range(3):
    print(step)
# endregion

# region: empty

# endregion


def train() -> None:
    """Train."""
