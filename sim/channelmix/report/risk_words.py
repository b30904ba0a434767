"""
Answers to questions of risk in words, each with its interval.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from channelmix.report.figures import kind_of
from channelmix.report.numbers import Kind, number
from channelmix.report.sheets import Remark


def risk_remark(answers: Sequence[Mapping[str, Any]], replications: int) -> Remark:
    """
    Return what a run says about risk.

    Args:
        answers: Laid out as in risk.json.
        replications: Of the run, each one possible period.
    """
    title = f"Risk, each of {replications:,} replications being one possible period"
    return Remark(title, tuple(map(_line, answers)))


def _line(answer: Mapping[str, Any]) -> str:
    """
    Write one answer.

    Examples:
        >>> _line({"question": "phone.asa_s@90%", "mean": 30.0, "low": 20.0, "high": None, "forecast_share": None})
        'phone.asa_s@90%: 30 s, not exceeded in 90 % of the periods (20 s to unknown: too few replications)'
        >>> rare = {"mean": 0.1, "low": 0.02, "high": 0.3, "forecast_share": 0.4}
        >>> _line({"question": "phone.service_level<70%", **rare})
        'phone.service_level<70%: in 10.0 % of the periods (2.0 % to 30.0 %); 40 % of the spread is the forecast'
    """
    figure, sign, asked = re.split("([<>@])", answer["question"])[:3]
    kind = kind_of(figure.strip()) if sign == "@" else Kind.SHARE
    low, mean, high = (number(answer[end], kind) for end in ("low", "mean", "high"))
    share = answer["forecast_share"]
    part = "" if share is None else f"; {100 * share:.0f} % of the spread is the forecast"
    level = asked.strip().removesuffix("%").strip()
    told = f"{mean}, not exceeded in {level} % of the periods" if sign == "@" else f"in {mean} of the periods"
    ends = [_UNTOLD if answer[end] is None else text for end, text in (("low", low), ("high", high))]
    both = f"{ends[0]} to {ends[1]}" if ends != [_UNTOLD, _UNTOLD] else _UNTOLD
    return f"{answer['question']}: {told} ({both}){part}"


_UNTOLD = "unknown: too few replications"
