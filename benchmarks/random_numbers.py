"""
What a number costs that is looked up by name, against one that is drawn in sequence.

Run as ``python benchmarks/random_numbers.py``; prints nanoseconds a number, the best of ten.
"""

import timeit

import numpy as np

from channelmix.streams import customer_ids, uniforms

COUNT = 1_000_000


def nanoseconds(statement) -> float:
    """Return the time of one number."""
    return min(timeit.repeat(statement, number=1, repeat=10)) / COUNT * 1e9


def main() -> None:
    """Measure both, and print their ratio."""
    customers = customer_ids(737_000, np.arange(COUNT))
    generator = np.random.default_rng(1)
    by_name = nanoseconds(lambda: uniforms(1, 0, "handling", customers))
    in_sequence = nanoseconds(lambda: generator.random(COUNT))
    print(f"by name {by_name:.1f} ns, in sequence {in_sequence:.1f} ns, ratio {by_name / in_sequence:.1f}")


if __name__ == "__main__":
    main()
