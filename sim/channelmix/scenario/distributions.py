"""
How long things take: a mean, or a table that says how times spread around it.

A table is lognormal with cv 1 unless it says otherwise. A bare time means what each key states:
talk times and reply delays spread (lognormal, cv 1), patience is exponential, and delays are
exactly that long. So every distribution here is complete: nothing is left to be guessed by the
reader, and parameters that its shape does not use are errors.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, Self

from pydantic import Field, GetJsonSchemaHandler, field_validator, model_validator
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from channelmix.scenario.settings import AsTuple, Key, Place, Settings, Share, quoted, rule, rules
from channelmix.scenario.units import (
    DAY_SECONDS,
    SPAN_UNIT,
    TIME_PATTERN,
    Duration,
    PositiveSpan,
    Span,
    clock,
    time_of_day,
)
from channelmix.scenario.week import read_all

Shape = Literal["exponential", "lognormal", "gamma", "weibull", "deterministic", "uniform", "triangular", "empirical"]

_USES: dict[str, tuple[str, ...]] = {
    "exponential": ("mean",),
    "lognormal": ("mean", "cv"),
    "gamma": ("mean", "cv"),
    "weibull": ("mean", "cv"),
    "deterministic": ("mean",),
    "uniform": ("low", "high"),
    "triangular": ("low", "mode", "high"),
    "empirical": ("file", "times"),
}
"""The parameters of each shape; ``by`` may take the place of ``mean``, or stand beside it."""

_LONGEST_S = 3660 * DAY_SECONDS

_WITH_CV = tuple(shape for shape, uses in _USES.items() if "cv" in uses)


class Distribution(Settings):
    """
    How a time is distributed; a table is lognormal unless it says otherwise, and each key says what a bare time means.

    Examples:
        >>> Distribution.model_validate("6 min").distribution
        'lognormal'
        >>> Distribution.model_validate({"mean": "6 min", "cv": 1.27}).expected_seconds
        360.0
    """

    bare: ClassVar[Shape] = "lognormal"
    """The distribution that a bare time means."""

    distribution: Shape = "lognormal"
    """Shape of the spread. Talk times are close to lognormal; patience is usually taken as exponential; deterministic
    means always exactly the mean; empirical draws from measured times, each as likely as the others."""

    mean: Span | None = None
    """The average. Needed by exponential, lognormal, gamma, weibull and deterministic, unless `by` starts at
    "00:00"."""

    cv: Annotated[float | None, Field(gt=0, le=100), Key(absent="1 for lognormal, gamma and weibull")] = None
    """Coefficient of variation, the standard deviation divided by the mean; only for lognormal, gamma and weibull. 1
    if absent, which is an assumption: measure your own."""

    low: Span | None = None
    """Shortest time of a uniform or triangular distribution."""

    mode: Span | None = None
    """Most likely time of a triangular distribution."""

    high: PositiveSpan | None = None
    """Longest time of a uniform or triangular distribution."""

    by: Annotated[
        dict[str, Duration] | None,
        Key(type="table: time of day → time", unit=SPAN_UNIT),
        Field(json_schema_extra={"propertyNames": {"pattern": TIME_PATTERN}}),
    ] = None
    """The mean by local time at which the contact arrives: `{ "08:00" = "5 min", "17:00" = "7 min" }`. Each holds to
    the next, the last to midnight; before the first, `mean` holds."""

    file: Annotated[str | None, Key(type="path")] = None
    """CSV or Excel file with measured times to draw from, in seconds, in a column named seconds; for an empirical
    distribution."""

    times: Annotated[
        tuple[Annotated[float, Field(ge=0, le=_LONGEST_S)], ...] | None, AsTuple, Field(min_length=1),
        Key(type="list of numbers", unit="s"),
    ] = None  # fmt: skip
    """Measured times to draw from, in place of a file."""

    @model_validator(mode="before")
    @classmethod
    def _complete(cls, value: Any) -> Any:
        if isinstance(value, cls):
            return value
        if not isinstance(value, Mapping):
            value = cls._from_bare(value)
        shape = value.get("distribution", "lognormal")
        return {**value, "cv": 1.0} if shape in _WITH_CV and value.get("cv") is None else value

    @classmethod
    def _from_bare(cls, value: object) -> dict[str, object]:
        if isinstance(value, bool | list):
            raise rule(f'must be a time such as "6 min", or a table with mean and cv (got {quoted(value)})')
        return {"mean": Duration.read(value), "distribution": cls.bare}

    @field_validator("by", mode="before")
    @classmethod
    def _times(cls, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        means = sorted(read_all(value, lambda key, mean: (time_of_day(key), _positive(mean))), key=lambda step: step[0])
        if not means or len({start for start, _ in means}) < len(means):
            raise rule(f"must be a table of different times of day and means (got {quoted(value)})")
        return {clock(start): mean for start, mean in means}

    @model_validator(mode="after")
    def _fits_its_shape(self) -> Self:
        faults = [*self._unused(), *self._missing(), *self._out_of_order()]
        if faults:
            raise rules(faults)
        return self

    def _unused(self) -> list[tuple[Place, str]]:
        uses = (*_USES[self.distribution], *(("by",) if "mean" in _USES[self.distribution] else ()))
        return [
            ((key,), f"must be absent for a distribution that is {self.distribution} (got {_text(getattr(self, key))})")
            for key in ("mean", "cv", "low", "mode", "high", "by", "file", "times")
            if key not in uses and getattr(self, key) is not None
        ]

    def _missing(self) -> list[tuple[Place, str]]:
        if self.distribution == "empirical":
            nothing = self.file is None and self.times is None
            return [((), "must have a file, or times, if it is empirical (got none)")] if nothing else []
        missing = [key for key in _USES[self.distribution] if getattr(self, key) is None]
        if "mean" in missing and self.by is not None:
            if "00:00" in self.by:
                missing.remove("mean")
            else:
                return [(("by",), f'must start at "00:00", or stand beside a mean (got {quoted(next(iter(self.by)))})')]
        return [((), f"must have {key} if it is {self.distribution} (got none)") for key in missing]

    def _out_of_order(self) -> list[tuple[Place, str]]:
        if self.mean is not None and not self.mean.seconds and self.distribution != "deterministic":
            return [(("mean",), f"must be longer than 0 s (got {self.mean})")]
        bounds = [bound for bound in (self.low, self.mode, self.high) if bound is not None]
        seconds = [bound.seconds for bound in bounds]
        if seconds == sorted(seconds) and (len(seconds) < 2 or seconds[0] < seconds[-1]):
            return []
        names = "low <= mode <= high" if self.mode is not None else "low <= high"
        return [((), f"must have {names}, and low below high (got {', '.join(map(str, bounds))})")]

    @property
    def expected_seconds(self) -> float:
        """The mean in seconds; with ``by``, averaged over the hours of a day."""
        if self.low is not None and self.high is not None:
            bounds = (self.low, self.high) if self.mode is None else (self.low, self.mode, self.high)
            return sum(bound.seconds for bound in bounds) / len(bounds)
        if self.times:
            return sum(self.times) / len(self.times)
        means = self.means()
        ends = [start for start, _ in means[1:]] + [DAY_SECONDS]
        return sum((end - start) * mean for (start, mean), end in zip(means, ends, strict=True)) / DAY_SECONDS

    def means(self) -> tuple[tuple[int, float], ...]:
        """
        Return the mean by time of day, as (seconds of the local day, mean in seconds), the first at 0.

        Empty for distributions that have no mean of their own: uniform, triangular, empirical.
        """
        steps = [(time_of_day(start), mean.seconds) for start, mean in (self.by or {}).items()]
        if self.mean is not None and (not steps or steps[0][0] > 0):
            steps.insert(0, (0, self.mean.seconds))
        return tuple(steps)

    @property
    def counts_days(self) -> bool:
        """Whether it is written in days, which count as opening days where a customer comes back."""
        spans = [self.mean, self.low, self.mode, self.high, *(self.by or {}).values()]
        return any(span.counts_days for span in spans if span is not None)

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        table = handler.resolve_ref_schema(handler(schema))
        span = Duration.described()["anyOf"]
        return {"title": cls.__name__, "description": table.get("description", ""), "anyOf": [*span, table]}


def _positive(value: object) -> Duration:
    span = Duration.read(value)
    if not span.seconds:
        raise rule(f"must be longer than 0 s (got {quoted(value)})")
    return span


def _text(value: object) -> str:
    return str(value) if isinstance(value, Duration) else quoted(value)


class Handling(Distribution):
    """How long an agent works on a contact; a bare time is lognormal with cv 1."""

    per: Literal["turn", "conversation"] = "turn"
    """Whether the time is that of each turn, or of the whole conversation, split evenly over its turns. With one turn,
    as on the phone, both are the same."""


class Patience(Distribution):
    """How long a customer waits before leaving; a bare time is exponential."""

    bare: ClassVar[Shape] = "exponential"

    balk: Share = 0.0
    """Share of customers who leave at once if they would have to wait."""


class Delay(Distribution):
    """How much later something happens; a bare time is exact."""

    bare: ClassVar[Shape] = "deterministic"
