"""
What a planner sees of an audit: simulated figures beside exact ones, and whether the books add up.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from channelmix.report.figures import CHANNEL, GROUP, Measure, estimate_of
from channelmix.report.numbers import Kind, number, written
from channelmix.report.sheets import Cell, Row, Sheet

_MORE: Mapping[str, Measure] = {
    "delayed_share": Measure("had to wait", Kind.SHARE),
    "asa_s": Measure("speed of answer", Kind.TIME),
    "rejected_share": Measure("busy signal", Kind.SHARE),
    "occupancy": GROUP["occupancy"],
}
LAWS = {"littles_law": "Little's law", "flow_balance": "flow balance", "occupancy": "occupancy"}
FAR = 4.0
"""Standard errors beyond which chance is no explanation."""


def audit_sheets(audit: Mapping[str, Any]) -> tuple[Sheet, ...]:
    """Return the tables of an audit, from its JSON form."""
    return _beside(audit["channels"]), _books(audit)


def _beside(channels: Mapping[str, Any]) -> Sheet:
    rows = [row for name, found in channels.items() for row in _rows(name, found)]
    alike: dict[str, list[str]] = {}
    for name, found in channels.items():
        alike.setdefault("\n".join(_notes(found)), []).append(name)
    notes = [line for text, names in alike.items() for line in f"{', '.join(names)}: {text}".split("\n")]
    return Sheet(
        "Beside the nearest exact model", "channel", ("exact", "simulated", "apart"), tuple(rows), tuple(notes)
    )


def _rows(name: str, found: Mapping[str, Any]) -> Iterator[Row]:
    opens = True
    for figure, values in found["figures"].items():
        measure = {**CHANNEL, **_MORE}[figure]
        model, simulated = (
            Cell(number(values["model"], measure.kind)),
            written(estimate_of(found["figures"], figure), measure.kind),
        )
        yield Row(f"{name}, {measure.label}", (model, Cell(*simulated), _apart(values["z"])), opens_section=opens)
        opens = False


def _apart(z: float | None) -> Cell:
    if z is None:
        return Cell("–")
    sign = "−" if z < 0 else "+"
    return Cell(f"{sign}{abs(z):.1f} standard errors", verdict="too far" if abs(z) > FAR else "")


def _notes(found: Mapping[str, Any]) -> Iterator[str]:
    duty = "" if found.get("steady", True) else " on average while anybody is on duty"
    head = f"{found['model']} ({found['source']}), load {found['load']:.4g} for {found['agents']:.4g} agents{duty}"
    if not found["broken"]:
        yield f"{head}; all its assumptions hold"
        return
    yield f"{head}; {found['taken']}. The scenario breaks its assumptions, so figures differ for good reason:"
    yield from (f"- {reason}" for reason in found["broken"])


def _books(audit: Mapping[str, Any]) -> Sheet:
    rows = tuple(_law(check) for check in audit["checks"])
    replayed = audit["replications_replayed"]
    note = f"checked on {replayed} replication{'s' if replayed != 1 else ''} played again, contact by contact"
    if not audit["holds"]:
        note += "; a law that fails is a fault of channelmix: please report it"
    return Sheet("The run's books", "law", ("", "counted", "worked out anew"), rows, (note,))


def _law(check: Mapping[str, Any]) -> Row:
    counted, _, anew = check["text"].partition(" = ")
    verdict = Cell("holds" if check["holds"] else "FAILS")
    return Row(f"{LAWS[check['law']]}, {check['place']}", (verdict, Cell(counted), Cell(anew)))
