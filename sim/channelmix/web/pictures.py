"""
The answer to a question as HTML: the very body of report.html, so that the page, the mailed file and the workbook show
the same figures; behind its first screen stands what differs from the first plan, a picture for each figure.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from html import escape

from channelmix.report.cases import Case
from channelmix.report.comparison_page import UNTOLD, certainty, channels_of, in_words
from channelmix.report.difference_chart import Gap, difference_chart
from channelmix.report.figures import CHANNEL, TOTAL, Figures, Measure, change_of
from channelmix.report.language import say, speaking, spoken
from channelmix.report.mixes import HELD, mixed_channels
from channelmix.report.numbers import Kind, counted
from channelmix.report.plain import clean
from channelmix.report.reversal import SLOWER, SLOWER_SUCH_AS
from channelmix.report.stored import Study, numbered, plain_names
from channelmix.report.study_html import study_parts

OF_CHANNELS = ("service_level", "response_level", "wait_mean_s")
OF_ALL = ("cost_per_year", "fte")


def answer_html(study: Study, *, has_form: bool = True) -> str:
    """Return what a study found, as a piece of the page; ``has_form``: it can be changed and run again from there."""
    language = spoken()
    said = _said_here() if has_form else {}
    with speaking(replace(language, words={**language.words, **said})):
        return piece_of(study_parts(study, after_answer=_differences(study))[1])


def _said_here() -> dict[str, str]:
    """Return what the page says where the report sends its reader to files and commands, by the report's text."""
    slower = say(
        "Slower adoption of {plan} was not simulated: set the shares of customers who change channel lower under "
        "'Change and run again' above, and run again."
    )
    return {
        SLOWER: slower,
        SLOWER_SUCH_AS: slower,
        HELD: say(
            "Agents are held as each scenario gives them, so this page does not tell what is cheaper at equal service. "
            "Other numbers of agents can be tried under 'Change and run again' above."
        ),
    }


def piece_of(parts: Sequence[str]) -> str:
    """Return the parts of a report as a piece of a page that has a first heading of its own."""
    return "\n".join(parts).replace("<h1>", "<h2>", 1).replace("</h1>", "</h2>", 1)


def _differences(study: Study) -> str:
    if not study.differences:
        return ""
    cases = numbered(plain_names(study.cases)[1])
    title = say("Against {plan}", plan=cases[0].name)
    figures = "\n".join(_figure(each, cases) for each in _measures(cases, study.differences))
    count = counted(study.cases[0].summary["replications"], "replication")
    note = say("The same customers in all plans, {count}; lines are 95 % intervals that hold together.", count=count)
    return (
        f'<section class="differences" aria-label="{_safe(title)}"><h2>{_safe(title)}</h2>'
        f'<div class="grid pictures">{figures}</div><p class="note">{_safe(note)}</p></section>'
    )


@dataclass(frozen=True)
class _Told:
    """One figure that differs."""

    title: str
    measure: Measure
    name: str
    """What the summary calls it."""
    changes: Sequence[Figures]
    """Where it stands in each difference."""
    channel: str | None = None


def _measures(cases: Sequence[Case], differences: Sequence[Figures]) -> Iterator[_Told]:
    """Yield each figure that differs."""
    total = [change["total"] for change in differences]
    for name in OF_ALL:
        unit = f" ({cases[0].currency})" if name == "cost_per_year" else ""
        yield _Told(f"{TOTAL[name].label}{unit}", TOTAL[name], name, total)
    for channel in channels_of(cases):
        for name in OF_CHANNELS:
            found = [change["channels"].get(channel, {}) for change in differences]
            yield _Told(f"{channel}: {CHANNEL[name].label}", CHANNEL[name], name, found, channel)


def _sides(measure: Measure) -> tuple[str, str]:
    """Return what it means to lie left of no difference, and right of it."""
    if measure.kind in (Kind.MONEY, Kind.HOURS):
        return say("lower"), say("higher")
    if measure.kind is Kind.TIME:
        return say("shorter"), say("longer")
    if not measure.better:
        return say("less"), say("more")
    return (say("worse"), say("better")) if measure.better > 0 else (say("better"), say("worse"))


def _figure(told: _Told, cases: Sequence[Case]) -> str:
    """Return the picture of one figure; nothing where no plan differs."""
    changes = [change_of(figures, told.name) for figures in told.changes]
    beside = [change for change in changes if change.mean is not None]
    mixed = [told.channel in mixed_channels(case, cases[0]) for case in cases[1:]]
    verdicts = [
        certainty(figures.get(told.name, {}), told.measure, mixed=is_mixed, beside=beside)
        for figures, is_mixed in zip(told.changes, mixed, strict=True)
    ]
    gaps = [
        Gap(case.name, change, say(in_words(verdict, told.measure.kind) or UNTOLD))
        for case, change, verdict in zip(cases[1:], changes, verdicts, strict=True)
    ]
    known = [gap for gap in gaps if gap.estimate.mean is not None]
    if all(gap.estimate.low == gap.estimate.high == 0 for gap in known):
        return ""
    svg = difference_chart(told.title, told.measure.kind, known, sides=_sides(told.measure))
    return f"<figure><figcaption>{_safe(told.title)}</figcaption>{svg}</figure>"


def _safe(text: str) -> str:
    return escape(clean(text))
