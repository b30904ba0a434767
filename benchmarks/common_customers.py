"""
What common customers and control variates save on W1, measured on so many replications.

    python benchmarks/common_customers.py 40
"""

import sys
from pathlib import Path

from channelmix.results import difference
from channelmix.scenario import load
from channelmix.simulate import run
from channelmix.simulate.workers import processors

W1 = Path(__file__).parent / "w1.toml"
LEVEL = "service_level"


def main(replications: int) -> None:
    few, many = (
        run(
            load(W1, [f'groups.phone_team.agents={{ "08:00" = {agents}, "18:00" = 0 }}']),
            replications=replications, workers=processors(), engine="fast", controls=True,
        )
        for agents in (150, 155)
    )  # fmt: skip
    from channelmix.simulate.study import _figures

    plain = [_figures(each.simulation, each.counts).channels["phone"][LEVEL] for each in (few, many)]
    apart = sum(figure.standard_error**2 for figure in plain)
    together = difference(plain[1], plain[0]).standard_error ** 2
    print(f"{replications} replications; level {plain[0].value:.4f} with 150 agents, {plain[1].value:.4f} with 155")
    print(f"variance of the difference: {apart / together:.1f} times less on common customers")
    print(f"replications for the level: {few.controlled.gains['phone.service_level']:.1f} times fewer with controls")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
