"""
Which alternatives are asked for: of each kind all of them, or other promises of some channels only.

A text asks for a kind, such as ``skills``, or names channels after it, such as ``promises:phone,chat``.
"""

from collections.abc import Sequence

from channelmix.errors import InputError
from channelmix.scenario import Loaded
from channelmix.scenario.suggest import did_you_mean
from channelmix.staffing.alternatives.helping import unpriced
from channelmix.staffing.alternatives.skills import skill_variants
from channelmix.staffing.alternatives.variants import Variant, concurrency_variants, promise_variants

KINDS = ("promises", "skills", "concurrency")

_VARIANTS = {"promises": promise_variants, "skills": skill_variants, "concurrency": concurrency_variants}
_WHY_NOT = {
    "promises": "no channel has a target",
    "skills": "it takes two groups of different work that nobody hands over to",
    "concurrency": "no group states how many contacts of a channel an agent holds",
}


def kinds_of(asked: Sequence[str]) -> list[str]:
    """
    Return the kinds that are asked for, in the order in which they are searched.

    Examples:
        >>> kinds_of(["skills", "promises:phone", "promises:chat"])
        ['promises', 'skills']
    """
    return [kind for kind in KINDS if kind in map(_kind, asked)]


def variants_of(kind: str, asked: Sequence[str], loaded: Loaded) -> list[Variant]:
    """Return what is to be searched of a kind."""
    every, named = list(_VARIANTS[kind](loaded)), [_named(each) for each in asked if _kind(each) == kind]
    if "" in named:
        return every
    chosen = {name for text in named for name in _channels(text, loaded)}
    return [variant for variant in every if variant.of in chosen]


def count_of(kind: str, asked: Sequence[str], loaded: Loaded) -> int:
    """Return how many searches a kind of alternatives takes; people of the same skills are searched once."""
    every = [unpriced(variant.loaded.scenario) for variant in variants_of(kind, asked, loaded)]
    return sum(each not in every[:place] for place, each in enumerate(every))


def require_alternatives(asked: Sequence[str], loaded: Loaded) -> None:
    """
    Make sure that a scenario has what may be otherwise, before anything is searched.

    Raises:
        InputError: If it has not, a kind is unknown, or a channel is named that has no promise.
    """
    for text in asked:
        kind = _kind(text)
        if kind not in KINDS or (_named(text) and kind != "promises"):
            raise InputError(f"alternatives must be of {', '.join(KINDS)}, or such as promises:phone (got {text!r})")
        if not any(True for _ in _VARIANTS[kind](loaded)):
            raise InputError(f"{loaded.path}: --{kind} finds nothing to change: {_WHY_NOT[kind]}")
    faults = [fault for text in asked if _named(text) for fault in _faults(_channels(_named(text), loaded), loaded)]
    if faults:
        promised = ", ".join(name for name, channel in loaded.scenario.channels.items() if channel.target is not None)
        told = "; ".join(dict.fromkeys(faults))
        raise InputError(f"{loaded.path}: --promises takes channels with a target, which are {promised}: {told}")


def _faults(named: Sequence[str], loaded: Loaded) -> list[str]:
    """Return what is wrong with channels that were named."""
    known = loaded.scenario.channels
    unknown = [f"there is no channel {each!r}{did_you_mean(each, known)}" for each in named if each not in known]
    return [*unknown, *(f"{each} has none" for each in named if each in known and known[each].target is None)]


def _kind(text: str) -> str:
    return text.partition(":")[0]


def _named(text: str) -> str:
    return text.partition(":")[2]


def _channels(named: str, loaded: Loaded) -> list[str]:
    """Return the channels of a list with commas; one whose own name has a comma stands alone."""
    return [named] if named in loaded.scenario.channels else [each.strip() for each in named.split(",")]
