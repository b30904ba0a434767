"""
Exact formulas of queueing theory: the yardstick that simulated figures are held against.

    losses, no waiting      blocked_share, lines_needed (Erlang B), FiniteLines, RetrialLine
    everybody waits         ErlangC, DeterministicHandling, waits_by_rank
    people hang up          ErlangA, GeneralPatience, FiniteLines, with_redials
    several kinds in line   Kind, mixed, SeenBy
    several at once (chat)  SharedAgents, processor_sharing_time
    load over the day       offered_load, interval_loads, agents_over_the_day (modified offered load)
    by the chance to wait   square_root_staffing, safety_for_delay, delay_when_patience_equals_handling
    head counts             Goal and the lines' agents_needed, agents_for, fewest, paid_agents, rostered_agents

Each module names its paper, what it assumes and how far it may be trusted. Loads are erlangs (contacts per unit
of time times handling time); times may be in any unit as long as it is the same throughout, and are called seconds.
Figures carry the names of simulated results: ``delayed_share``, ``abandoned_share``, ``asa_s``, ``wait_mean_s``,
``occupancy``. Nothing here is heavier than numpy until a function needs scipy.special.
"""

from channelmix.queueing.checks import Formula
from channelmix.queueing.deterministic import DeterministicHandling
from channelmix.queueing.durations import (
    Deterministic,
    Duration,
    Exponential,
    Gamma,
    Lognormal,
    Mixture,
    Never,
    Triangular,
    Uniform,
    Weibull,
)
from channelmix.queueing.erlang_a import ErlangA
from channelmix.queueing.erlang_b import blocked_share, lines_needed
from channelmix.queueing.erlang_c import ErlangC
from channelmix.queueing.finite import FiniteLines
from channelmix.queueing.general_patience import GeneralPatience
from channelmix.queueing.goals import Goal, agents_for
from channelmix.queueing.modified_load import (
    agents_over_the_day,
    delay_for_safety,
    interval_loads,
    safety_for_delay,
)
from channelmix.queueing.offered_load import (
    delay_when_patience_equals_handling,
    offered_load,
    square_root_staffing,
)
from channelmix.queueing.priority import service_level_of_first_rank, waits_by_rank, waits_by_rank_one_agent
from channelmix.queueing.retrials import RetrialLine, with_redials
from channelmix.queueing.search import fewest, fewest_for_occupancy, paid_agents, rostered_agents
from channelmix.queueing.shared_line import Kind, SeenBy, mixed
from channelmix.queueing.sharing import SharedAgents, processor_sharing_time

__all__ = [
    "Deterministic",
    "DeterministicHandling",
    "Duration",
    "ErlangA",
    "ErlangC",
    "Exponential",
    "FiniteLines",
    "Formula",
    "Gamma",
    "GeneralPatience",
    "Goal",
    "Kind",
    "Lognormal",
    "Mixture",
    "Never",
    "RetrialLine",
    "SeenBy",
    "SharedAgents",
    "Triangular",
    "Uniform",
    "Weibull",
    "agents_for",
    "agents_over_the_day",
    "blocked_share",
    "delay_for_safety",
    "delay_when_patience_equals_handling",
    "fewest",
    "fewest_for_occupancy",
    "interval_loads",
    "lines_needed",
    "mixed",
    "offered_load",
    "paid_agents",
    "processor_sharing_time",
    "rostered_agents",
    "safety_for_delay",
    "service_level_of_first_rank",
    "square_root_staffing",
    "waits_by_rank",
    "waits_by_rank_one_agent",
    "with_redials",
]
