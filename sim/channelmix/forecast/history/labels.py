"""
What the channels of a table are called in scenarios: as the analyst says, as the layout says, else as people call them.

Every new name is told, with the kind of channel that it stands for, and so is every name that could not be settled.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from channelmix.forecast.history.findings import Ledger, counted
from channelmix.forecast.history.profiles import Profile
from channelmix.forecast.history.table import Table
from channelmix.forecast.names import kind_of, plain_name, scenario_name, scenario_names
from channelmix.scenario.suggest import did_you_mean

NAMELESS = "contacts"
"""What a channel is called that has no name."""


def labels(given: Sequence[str], profile: Profile, ledger: Ledger) -> dict[str, str]:
    """
    Return what scenarios call each channel of a table.

    Args:
        given: The names in the table, each once.
        profile: What the layout calls them.
        ledger: Takes what is told, and has what the analyst decided.
    """
    _tell_unknown(given, ledger)
    own = {plain_name(name): called for name, called in ledger.decisions.channels.items()}
    usual = scenario_names([name for name in given if plain_name(name) not in own])
    called = {
        name: own.get(plain_name(name)) or profile.channels.get(name.casefold()) or usual.get(name) or NAMELESS
        for name in given
    }
    _tell_renamed({name: new for name, new in called.items() if name != new}, ledger)
    _tell_apart(called, ledger)
    return called


def _tell_unknown(given: Sequence[str], ledger: Ledger) -> None:
    """Tell of decided names that no channel of the table has: they change nothing."""
    known = {plain_name(name) for name in given}
    for name in ledger.decisions.channels:
        if plain_name(name) not in known:
            ledger.note(
                "channels", f"--channel names {name}, which the table does not have (it has {', '.join(given[:8])})",
                f"it changes nothing{did_you_mean(name, given)}",
            )  # fmt: skip


def _tell_renamed(changed: Mapping[str, str], ledger: Ledger) -> None:
    if not changed:
        return
    pairs = ", ".join(
        f"{name or '(empty)'} → {new}{f' ({kind})' if (kind := kind_of(new)) else ''}" for name, new in changed.items()
    )
    ledger.note("channels", f"channels are renamed for scenarios: {pairs}", "--channel 'NAME=name' names one otherwise")


def _tell_apart(called: Mapping[str, str], ledger: Ledger) -> None:
    """Tell of names that look like one channel and are kept apart."""
    meant: dict[str, list[str]] = {}
    for name, new in called.items():
        meant.setdefault(scenario_name(new.replace("_", " ")), []).append(name)
    for name, several in meant.items():
        if len({called[each] for each in several}) > 1:
            ledger.note(
                "channels", f"{' and '.join(several)} look like one channel, {name}",
                f"they are kept apart; --channel '{several[0]}={name}' and the same for the others joins them",
            )  # fmt: skip


def refuse_nameless(table: Table, cells: Sequence[Any], rows: Sequence[int], ledger: Ledger) -> None:
    """Refuse rows without a channel in a table whose other rows have one."""
    nameless = [row for row, cell in zip(rows, cells, strict=True) if not str(cell).strip()]
    if nameless and len(nameless) < len(cells):
        ledger.refused(
            "nameless", f"{counted(len(nameless), 'row')} without a channel, while others have one",
            "name it or remove them", count=len(nameless), examples=[table.place(row) for row in nameless],
        )  # fmt: skip
