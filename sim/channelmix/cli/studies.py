"""
Options of a study: how precise, with which means, and where.

``--cluster`` needs the extra ``cluster``; nothing of it is imported without the option.
"""

import functools
import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import rich_click as click

from channelmix.cli.again import given_again
from channelmix.cli.commands import Function, Options
from channelmix.cli.console import say
from channelmix.errors import InputError, WorkersLost

if TYPE_CHECKING:
    from channelmix.report.sheets import Remark
    from channelmix.simulate.precision import Goal, Precision

CONNECT_S = 10


@dataclass(frozen=True, kw_only=True)
class PlaceOptions:
    """What the user said about who plays, and whether what has been played counts."""

    executor: str | None
    cluster: str | None
    no_cache: bool


@dataclass(frozen=True, kw_only=True)
class StudyOptions(PlaceOptions):
    """What the user said about precision and place."""

    precision: tuple[str, ...]
    most: int | None
    budget: str | None
    controls: bool

    def goal(self, options: Options, select: str | None = None) -> "Goal | None":
        """
        Return what is asked for, None if nothing is, or if a command is repeated whose number is known.

        Args:
            options: What else was said; that ``--replications`` then does not count is told.
            select: What scenarios are selected by, where they are.

        Raises:
            InputError: If options ask for what excludes each other, or end what nothing begins.
        """
        if self.precision and select is not None:
            raise InputError("--precision and --select exclude each other (got both)")
        self._check_most(select)
        state = given_again.get()
        if state is not None and state.replications is not None:
            return None
        if (self.precision or select is not None) and options.replications is not None and not options.quiet:
            option = "--precision" if self.precision else "--select"
            say(f"{option} says how long to play on, up to --most; --replications {options.replications} is not heeded")
        if not self.precision:
            if self.budget is not None:
                raise InputError(f"--budget ends a study that --precision goes on with; give both (got {self.budget})")
            return None
        from channelmix.simulate.precision import MOST, Goal

        return Goal(wishes=self.precision, most=self.most or MOST, seconds=self._seconds())

    def _check_most(self, select: str | None) -> None:
        """Refuse a most that ends nothing, or ends a selection before it begins."""
        if self.most is None:
            return
        if not self.precision and select is None:
            raise InputError(
                f"--most ends a study that --precision, or --select of compare, goes on with; give both, or say "
                f"--replications (got --most {self.most})"
            )
        if select is not None:
            from channelmix.compare.selection import FIRST_STAGE

            if self.most < FIRST_STAGE:
                raise InputError(
                    f"--most must be {FIRST_STAGE} or more with --select, whose first stage is that (got {self.most})"
                )

    def _seconds(self) -> float | None:
        if self.budget is None:
            return None
        from channelmix.scenario.units import Duration

        try:
            return Duration.read(self.budget).seconds
        except ValueError as error:
            raise InputError(f"--budget {error}") from None


_STUDY = (
    click.option(
        "--precision", multiple=True, metavar="FIGURE=AMOUNT",
        help="Add replications until the interval of a figure is this narrow on each side, for instance "
        "phone.service_level=0.5pp, phone.asa_s='5 s' or total.cost=2%. May be repeated.",
    ),
    click.option(
        "--most", type=click.IntRange(min=2), metavar="N",
        help="Replications at which --precision and --select give up. Absent: 10,000.",
    ),
    click.option("--budget", metavar="TIME", help="Time at which --precision gives up, such as '10 min'."),
    click.option(
        "--controls", is_flag=True,
        help="Take the luck of the draw out of the figures: expected arrivals and work are known exactly.",
    ),
)  # fmt: skip
_PLACE = (
    click.option(
        "--executor", type=click.Choice(["threads", "processes"]),
        help="What --workers counts. Absent: what suits the engine.",
    ),
    click.option("--cluster", metavar="ADDRESS", help="Play on a dask cluster, such as tcp://head:8786."),
    click.option("--no-cache", is_flag=True, help="Play anew what an earlier run has played already."),
)  # fmt: skip


def study_options(function: Function) -> Function:
    """Give a command the options of a study, handed to it as one ``study``."""

    return _gathering(function, "study", StudyOptions, options=(*_STUDY, *_PLACE))


def place_options(function: Function) -> Function:
    """Give a command the options of who plays, handed to it as one ``place``."""
    return _gathering(function, "place", PlaceOptions, options=_PLACE)


def _gathering(function: Function, name: str, kind: type[PlaceOptions], *, options: Sequence[Any]) -> Function:
    @functools.wraps(function)
    def gathered(**given: Any) -> Any:
        found = kind(**{field: given.pop(field) for field in kind.__dataclass_fields__})
        return function(**{name: found}, **given)

    decorated: Any = gathered
    for option in reversed(options):
        decorated = option(decorated)
    return cast("Function", decorated)


@contextmanager
def crew(place: PlaceOptions, workers: int) -> Iterator[tuple[Executor | str | None, int]]:
    """
    Offer who plays, and how many they are.

    Raises:
        InputError: If the extra is missing.
        WorkersLost: If no cluster answers.
    """
    if place.cluster is None:
        yield place.executor, workers
        return
    try:
        import distributed
    except ImportError:
        raise InputError("--cluster needs dask; install it with: pip install 'channelmix[cluster]'") from None
    # What it says of a cluster that goes, tracebacks of its own threads included, is said by us in one line.
    for name in ("distributed", "distributed.client", "distributed.core", "distributed.comm", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    dask: Any = distributed.Client
    try:
        client = dask(place.cluster, timeout=CONNECT_S, set_as_default=False)
    except (OSError, ValueError) as error:
        raise WorkersLost(
            f"no cluster answers at {place.cluster} within {CONNECT_S} s (got '{error}'); "
            f"start one, or play here without --cluster"
        ) from None
    try:
        yield client.get_executor(), max(sum(client.nthreads().values()), 1)
    finally:
        client.close(timeout=CONNECT_S)


def precision_remark(precision: "Precision | None") -> "tuple[Remark, ...]":
    """Return how a study that went on until it was precise enough has ended."""
    if precision is None:
        return ()
    from channelmix.report.sheets import Remark

    ends = {"precision": "all wishes are met", "replications": "--most was reached", "time": "the budget ended"}
    lines = [
        f"{each.wish}: {'met' if each.met else 'NOT met'}, half-width {_width(each.wish, each.half_width)}"
        for each in precision.reached
    ]
    title = f"Precision: ended at {precision.replications:,} replications, since {ends[precision.ended_by]}"
    return (Remark(title, tuple(lines)),)


def _width(wish: str, half_width: float | None) -> str:
    """
    Write half the width of an interval in the unit of its figure.

    Examples:
        >>> _width("phone.service_level=0.5pp", 0.00828), _width("phone.asa_s=1 s", 0.5465), _width("a.cost=2%", None)
        ('0.83 points', '0.55 s', 'unknown')
    """
    if half_width is None:
        return "unknown"
    from channelmix.report.figures import kind_of
    from channelmix.report.numbers import Kind

    kind = kind_of(wish.partition("=")[0].strip())
    size, unit = {Kind.SHARE: (100 * half_width, " points"), Kind.TIME: (half_width, " s")}.get(kind, (half_width, ""))
    return f"{size:,.2g}{unit}" if size < 100 else f"{size:,.0f}{unit}"


def controls_remark(summary: dict[str, Any]) -> "tuple[Remark, ...]":
    """Return what control variates gained."""
    if "controls" not in summary:
        return ()
    from channelmix.report.sheets import Remark

    gains = summary["controls"]["gains"]
    shown = [name for name in gains if name.endswith(("service_level", "abandoned_share", "wait_mean_s", ".cost"))]
    lines = [
        f"{name}: without them {gains[name]:.1f} times as many replications for the same interval"
        if gains[name] >= 1.05 else f"{name}: no gain" for name in shown
    ]  # fmt: skip
    known = [
        f"{each['channel']} {each['what']}: {each['expected']:,.1f} expected, {each['simulated']:,.1f} drawn"
        for each in summary["controls"]["known"]
    ]
    return (Remark("Control variates", (*(lines or ["too few replications to use them"]), *known)),)
