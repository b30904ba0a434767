"""
Answers to questions of risk in words, each with its interval.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from channelmix.report.numbers import Kind, number
from channelmix.report.sheets import Remark
from channelmix.report.sweep_page import kind_of


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
        'phone.asa_s@90%: 30 s (20 s to –)'
    """
    figure, sign = re.split("([<>@])", answer["question"])[:2]
    kind = kind_of(figure.strip()) if sign == "@" else Kind.SHARE
    low, mean, high = (number(answer[end], kind) for end in ("low", "mean", "high"))
    share = answer["forecast_share"]
    part = "" if share is None else f"; {100 * share:.0f} % of the spread is the forecast"
    return f"{answer['question']}: {mean} ({low} to {high}){part}"
