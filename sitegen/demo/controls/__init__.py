"""Controls: one class for each kind of input, and the parsing of their values.

A control is declared beside the type of a field in a demo's `Controls` dataclass:

    rate: Annotated[float, Slider(1e-3, 1.0, log=True, live=True)] = 0.05

Each class has `kind` and the `types` that its field may have. Its method `faults` checks the declaration,
`parse` checks a value, and `describe` returns what the page needs.
"""
