"""
What an audit finds: each finding with what will be done about it, and the decision that would change that.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from channelmix.errors import DataError
from channelmix.forecast.history.decisions import CHOICES, Decisions

Verdict = Literal["refused", "repaired", "note"]
_SHOWN = 3


@dataclass(frozen=True)
class Finding:
    """One thing that an audit noticed."""

    code: str
    verdict: Verdict
    found: str
    action: str
    """What is done about it, or what to do if it is refused."""
    count: int = 1
    channel: str = ""
    examples: tuple[str, ...] = ()
    decide: str = ""
    """The decision that would change it, as ``key=word|word``; the word in use is marked."""

    def __str__(self) -> str:
        where = f"{self.channel}: " if self.channel else ""
        shown = f" ({'; '.join(self.examples)})" if self.examples else ""
        return f"{where}{self.found}{shown}: {self.action}"

    def as_dict(self) -> dict[str, Any]:
        """Return the finding for JSON."""
        return asdict(self)


@dataclass
class Ledger:
    """Collects findings while a history is read."""

    decisions: Decisions
    findings: list[Finding] = field(default_factory=list)

    def note(self, code: str, found: str, action: str, **details: Any) -> None:
        """Note what changes nothing but should be known."""
        self._add(code, "note", found, action, details)

    def repaired(self, code: str, found: str, action: str, **details: Any) -> None:
        """Note what is repaired, and how."""
        self._add(code, "repaired", found, action, details)

    def refused(self, code: str, found: str, action: str, **details: Any) -> None:
        """Note what stands in the way of a forecast."""
        self._add(code, "refused", found, action, details)

    def _add(self, code: str, verdict: Verdict, found: str, action: str, details: dict[str, Any]) -> None:
        examples = tuple(str(example) for example in details.pop("examples", ()))
        decide = self._choice(code) if code in CHOICES and verdict != "note" else ""
        self.findings.append(
            Finding(code, verdict, found, action, examples=shortened(examples), decide=decide, **details)
        )

    def _choice(self, code: str) -> str:
        words = [f"[{word}]" if word == self.decisions[code] else word for word in CHOICES[code].words]
        return f"{code}={'|'.join(words)}"

    def stop_if_refused(self, name: str) -> None:
        """
        End with everything that stands in the way.

        Raises:
            DataError: If anything was refused.
        """
        refused = [finding for finding in self.findings if finding.verdict == "refused"]
        if refused:
            lines = [f"{name}: {finding}" for finding in refused]
            count = len(refused)
            closing = f"{count} problem{'s' if count != 1 else ''} in {name}; nothing was fitted."
            raise DataError("\n".join([*lines, closing]))


def shortened(examples: Sequence[str]) -> tuple[str, ...]:
    """
    Return the first examples, and how many more there are.

    Examples:
        >>> shortened(["a", "b", "c", "d", "e"])
        ('a', 'b', 'c', 'and 2 more')
    """
    more = len(examples) - _SHOWN
    return (*examples[:_SHOWN], *([f"and {more} more"] if more > 0 else []))


def counted(number: int, noun: str) -> str:
    """
    Return a number with its noun.

    Examples:
        >>> counted(1, "day"), counted(1200, "row")
        ('1 day', '1,200 rows')
    """
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def listed(names: Sequence[str], most: int = 8) -> str:
    """
    Return names in a row, the first ones if there are many.

    Examples:
        >>> listed(["a", "b", "c"], most=2)
        'a, b and 1 more'
    """
    more = len(names) - most
    return ", ".join(names[:most]) + (f" and {more} more" if more > 0 else "")
