"""
Amounts that were chosen rather than measured: shares, times and units, in the language that is spoken.

They stand apart from figures, whose intervals need a numerical library: the page reads plans without any.
"""

from typing import TYPE_CHECKING

from channelmix.report.language import say, spoken, told_number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from channelmix.scenario.units import Duration


def told_unit(unit: str) -> str:
    """
    Return a unit as it follows a number, with the blank that belongs between them.

    Examples:
        >>> told_unit(" %"), told_unit(" h"), told_unit("")
        (' %', ' h', '')
    """
    return spoken().percent if unit == " %" else f" {say(unit.strip())}" if unit else ""


def told_list(names: "Iterable[str]") -> str:
    """
    Return names as a sentence lists them.

    Examples:
        >>> told_list(["phone", "email", "chat"]), told_list(["phone"]), told_list([])
        ('phone, email and chat', 'phone', '')
    """
    *others, last = list(names) or [""]
    return f"{', '.join(others)} {say('and')} {last}" if others else last


def told_span(span: "Duration") -> str:
    """Return a span of time as people write it, in the language that is spoken."""
    amount, _, unit = str(span).partition(" ")
    return f"{told_number(amount)} {say(unit)}"


def percent(share: float) -> str:
    """
    Write a share that was chosen, not measured.

    Examples:
        >>> percent(0.8), percent(0.995)
        ('80 %', '99.5 %')
    """
    return f"{told_number(f'{100 * share:.3g}')}{told_unit(' %')}"
