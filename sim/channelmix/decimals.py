"""
How many decimals a number takes beside what it was held against: what misses a promise never looks as if it kept it.

Terminal, pages and notes of a plan share this one rule, so that 79.96 % of a promised 80 % is nowhere 80.0 %.
"""

_MOST_MORE = 3
"""Decimals that are added at most; what still looks alike then is the same but for rounding."""


def decimals_apart(value: float, bound: float, *, at_least: bool = True, decimals: int = 1) -> int:
    """
    Return with how many decimals to write a number: more than usual where it misses its bound but would look like it.

    Args:
        value: The number, in the unit in which it is written.
        bound: What was promised, in the same unit.
        at_least: Whether the number must reach the bound; else it must not exceed it.
        decimals: With how many it is written anywhere else.

    Examples:
        >>> decimals_apart(79.96, 80), decimals_apart(80.04, 80), decimals_apart(5.04, 5, at_least=False)
        (2, 1, 2)
    """
    is_missed = value < bound if at_least else value > bound
    tried = range(decimals, decimals + _MOST_MORE + 1) if is_missed else ()
    return next((each for each in tried if f"{value:.{each}f}" != f"{bound:.{each}f}"), decimals)
