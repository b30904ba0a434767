"""
A lever: one field of the form, whose text becomes a number within bounds, or an offered choice, and then a setting.
"""

import math
from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

from channelmix.errors import InputError
from channelmix.report.language import say
from channelmix.report.plain import clean

MINUS = "\N{MINUS SIGN}"


@dataclass(frozen=True, kw_only=True)
class Lever(ABC):
    """One field of the form."""

    key: str
    """Dotted name of the setting, or what the field is called if it moves several."""
    label: str
    hint: str = ""
    value: str
    """What the field shows if nobody touches it."""
    low: float = 0
    high: float = 0
    whole: bool = True
    options: Sequence[str] = ()
    """What may be chosen; empty where a number is written."""

    @property
    def short(self) -> str:
        """The label as part of a plan's name, in which a colon would set a family of plans apart."""
        return self.label.replace(":", "")

    @abstractmethod
    def settings(self, text: str) -> list[str]:
        """
        Return what is written or chosen as settings; nothing where it is what the plan has.

        Raises:
            InputError: If it cannot be understood, or is out of bounds.
        """

    @abstractmethod
    def told(self, text: str) -> str:
        """Say the change in few words; the text has been understood before."""

    def number(self, text: str) -> float:
        """
        Return what is written as a number.

        Raises:
            InputError: If it is none, or out of bounds.
        """
        try:
            found = float(text.strip().replace(",", ".").replace(MINUS, "-"))
        except ValueError:
            found = math.nan
        if not self.low <= found <= self.high or (self.whole and not found.is_integer()):
            bounds = {"low": f"{self.low:g}", "high": f"{self.high:g}", "got": repr(clean(text)[:40])}
            raise InputError(
                f"{self.label}: "
                + (
                    say("must be a whole number from {low} to {high} (got {got})", **bounds)
                    if self.whole
                    else say("must be a number from {low} to {high} (got {got})", **bounds)
                )
            )
        return found
