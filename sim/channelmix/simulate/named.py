"""
One figure out of all, by the name a user writes: ``phone.service_level``, ``total.cost_per_year``.

Channels and groups are meant by their own names; where a channel and a group share one, or it
is ``total``, ``channels.NAME.FIGURE`` and ``groups.NAME.FIGURE`` tell them apart. What a user may
write behind the name (half a point, 5 seconds, 2 per cent) is read here too.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

from channelmix.errors import InputError
from channelmix.results import Figure
from channelmix.scenario.suggest import did_you_mean
from channelmix.scenario.units import Duration
from channelmix.simulate.figures import FigureSet

SHARES = frozenset(
    {"abandoned_share", "service_level", "response_level", "delayed_share", "occupancy", "load", "kept_share"}
)
"""Figures that are fractions of 1; those whose name ends in ``_s`` are times."""

MORE_IS_BETTER = frozenset({"service_level", "response_level", "answered", "kept_share"})
LESS_IS_BETTER = frozenset(
    {
        "abandoned_share", "abandoned", "rejected", "cleared", "unfinished", "asa_s", "wait_mean_s", "wait_p50_s",
        "wait_p90_s", "wait_p95_s", "delayed_share", "resolution_mean_s", "backlog_end", "backlog_max",
        "oldest_max_s", "cost", "cost_per_contact", "cost_per_year", "overtime_hours", "paid_hours", "fte",
    }
)  # fmt: skip

KINDS = ("channels", "groups")

_POINTS = re.compile(r"([0-9.]+)\s*(?:pp|pts?|points?)")
_PER_CENT = re.compile(r"([0-9.]+)\s*%")


@dataclass(frozen=True)
class Name:
    """Where a figure stands in a summary."""

    kind: str
    """One of ``KINDS``, or "total"."""
    place: str
    """Name of the channel or group; "" for the total."""
    figure: str

    def __str__(self) -> str:
        return f"{self.place or 'total'}.{self.figure}"

    @property
    def better(self) -> int:
        """1 where more is better, -1 where less is, 0 where neither is."""
        return (self.figure in MORE_IS_BETTER) - (self.figure in LESS_IS_BETTER)

    @property
    def is_share(self) -> bool:
        """Whether the figure is a fraction of 1."""
        return self.figure in SHARES

    def is_in(self, figures: FigureSet) -> bool:
        """Return whether there is such a figure; a scenario may lack a channel or group."""
        return self.kind == "total" or self.place in _places(figures, self.kind)

    def of(self, figures: FigureSet) -> Figure:
        """Return the figure out of all, which must have it."""
        if self.kind == "total":
            return figures.total[self.figure]
        return _places(figures, self.kind)[self.place][self.figure]


@dataclass(frozen=True)
class Wish:
    """How narrow a figure's interval must be, as half its width."""

    name: Name
    half_width: float
    relative: bool = False
    """Whether ``half_width`` is a share of the figure itself."""

    def asks(self, value: float | None) -> float:
        """Return the half-width asked for, in units of the figure."""
        return self.half_width * abs(value or 0.0) if self.relative else self.half_width

    def __str__(self) -> str:
        return f"{self.name}={_amount(self)}"


def _amount(wish: Wish) -> str:
    if wish.relative:
        return f"{100 * wish.half_width:g}%"
    if wish.name.is_share:
        return f"{100 * wish.half_width:g}pp"
    return f"{wish.half_width:g}{' s' if wish.name.figure.endswith('_s') else ''}"


def find_name(text: str, figures: FigureSet, *, option: str) -> Name:
    """
    Return the figure that a user means.

    Args:
        text: For instance ``phone.service_level``.
        figures: Those there are.
        option: What asked for it, for messages.

    Raises:
        InputError: If there is no such figure, or two.
    """
    *places, figure = text.strip().split(".")
    found = [name for name in all_names(figures) if name.figure == figure and _means(places, name)]
    if len(found) == 1:
        return found[0]
    if found:
        both = " or ".join(f"{name.kind}.{name}" for name in found)
        raise InputError(f"{option}: {text} could be two figures; write {both}")
    known = [str(name) for name in all_names(figures)]
    raise InputError(
        f"{option} must name a figure such as {known[0]} (got {text!r}){did_you_mean(text.strip(), known)}"
    )


def all_names(figures: FigureSet) -> list[Name]:
    """Return the names of all figures, in the order of the summary."""
    places = [(kind, place, mine) for kind in KINDS for place, mine in _places(figures, kind).items()]
    everything = [*places, ("total", "", figures.total)]
    return [Name(kind, place, figure) for kind, place, mine in everything for figure in mine]


def _places(figures: FigureSet, kind: str) -> Mapping[str, Mapping[str, Figure]]:
    return figures.channels if kind == "channels" else figures.groups


def _means(places: list[str], name: Name) -> bool:
    return places in ([name.place], [name.kind, name.place]) if name.place else places == ["total"]


_SMALLEST = 1e-12
"""No figure is known so well."""


def read_wish(text: str, figures: FigureSet, *, option: str) -> Wish:
    """
    Return what ``phone.service_level=0.5pp`` asks for.

    Raises:
        InputError: If the figure or the amount cannot be understood.
    """
    left, equals, right = text.partition("=")
    if not equals:
        raise InputError(f"{option} must be written FIGURE=AMOUNT, such as phone.service_level=0.5pp (got {text!r})")
    name = find_name(left, figures, option=option)
    half_width, relative = read_amount(right, name, option=option)
    if not (half_width >= _SMALLEST and math.isfinite(half_width)):
        raise InputError(f"{option}: {name} must be {_SMALLEST:g} or more (got {right.strip()!r})")
    return Wish(name, half_width, relative)


def read_amount(text: str, name: Name, *, option: str) -> tuple[float, bool]:
    """
    Return an amount of a figure in its own unit, and whether it is a share of the figure itself.

    Examples:
        >>> read_amount("0.5pp", Name("channels", "phone", "service_level"), option="--precision")
        (0.005, False)
        >>> read_amount("2 min", Name("channels", "phone", "asa_s"), option="--precision")
        (120.0, False)
        >>> read_amount("2%", Name("total", "", "cost"), option="--precision")
        (0.02, True)
    """
    plain = text.strip()
    try:
        if points := _POINTS.fullmatch(plain):
            if not name.is_share:
                raise InputError(f"{option}: {name} is no share, so it is not counted in points (got {plain!r})")
            return round(float(points[1]) / 100, 12), False
        if share := _PER_CENT.fullmatch(plain):
            if name.is_share:
                raise InputError(f"{option}: write points, such as {share[1]}pp, for {name} (got {plain!r})")
            return round(float(share[1]) / 100, 12), True
        if name.figure.endswith("_s") and not plain.replace(".", "").isdigit():
            return Duration.read(plain).seconds, False
        return float(plain), False
    except ValueError:
        way = "0.5pp" if name.is_share else "5 s" if name.figure.endswith("_s") else "1000 or 2%"
        raise InputError(f"{option}: {name} needs an amount such as {way} (got {plain!r})") from None
