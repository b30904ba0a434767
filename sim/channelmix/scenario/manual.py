"""
The manual's page of the scenario file, printed from the table of keys.

``python -m channelmix.scenario.manual > docs/reference/scenario.md`` brings the page up to date;
a test compares the two.
"""

from collections.abc import Iterator

from channelmix.scenario.distributions import Distribution
from channelmix.scenario.keys import KeyRow, Section, sections
from channelmix.scenario.kinds import KINDS
from channelmix.scenario.units import SECONDS_IN

_OPENING = f"""\
# The scenario file

A scenario file states an operation, or with `base` only what differs from another file. It is written in TOML 1.1.
This page lists every key, and is printed from the models that check the file. `channelmix check FILE` names every
mistake with its line, `channelmix show FILE` prints what a file comes to with its bases, and `channelmix schema` gives
editors what they need to complete and check while you type.

**Not yet** in the last column: the key has its place, but its behaviour is not built; using it is an error.

## How values are written

- **Times**: a number counts seconds; text carries a unit: `"20 s"`, `"5 min"`, `"4 h"`, `"2 days"`, `"1 working day"`
  (units: {", ".join(SECONDS_IN)}).
- **Times of day**: `"08:30"`, and `"24:00"` for the end of the day. Hours: `"08:00-20:00"`.
- **Weekdays**: `mon`, `mon-fri`, `sat-sun`; each day may be named once.
- **Steps**: `{{ "08:00" = 12, "12:00" = 9, "20:00" = 0 }}`. A step holds to the next, the last to midnight; before the
  first the value is 0. By weekday: `{{ mon-fri = {{ ... }}, sat = {{ ... }} }}`; days not named have 0.
- **Distributions**: a time, or a table such as `{{ mean = "6 min", cv = 1.27 }}`; see [distribution](#distribution).
- **Shares** are fractions: 0.8 is 80 %. **Money** is in the currency of `[money]`.
- **NAME** in a key stands for a name of your own choice. `[]` stands for each entry of a list.

## What the kind of a channel settles

Only these defaults. Volumes, handling times and patience come from the scenario, or from a preset with its sources.
"""


def reference() -> str:
    """
    Return the page as Markdown.

    Examples:
        >>> reference().splitlines()[0]
        '# The scenario file'
    """
    tables = [line for section in sections() for line in _section(section)]
    return "\n".join([_OPENING, *_kinds(), *tables, ""])


def _kinds() -> Iterator[str]:
    yield from _table_head("kind", "`when_closed`", "`measured_to`", "`inactive_after`", "`concurrency`", "turns")
    for kind, rules in KINDS.items():
        released = "never" if rules.released_after is None else str(rules.released_after)
        concurrency = "must be stated" if rules.states_concurrency else "1"
        turns = "1" if rules.one_turn else "1 or more"
        yield _line(kind, rules.when_closed, rules.measured_to, released, concurrency, turns)


def _section(section: Section) -> Iterator[str]:
    """Give the lines of one table: heading, what it is for, where it may stand, its keys."""
    yield from ("", f"## {_heading(section)}", "", _escaped(_first_line(section)))
    if len(section.places) > 1:
        yield from ("", "Stands at: " + ", ".join(f"`{place}`" for place in section.places) + ".")
    if issubclass(section.model, Distribution) and section.model is not Distribution:
        yield from ("", "A [distribution](#distribution), and:")
    yield ""
    yield from _table_head("key", "type", "unit", "default", "meaning", "built")
    yield from (_row(row) for row in section.rows())


def _heading(section: Section) -> str:
    place = section.title
    if not place:
        return "Top of the file"
    if len(section.places) > 1:
        return place.capitalize()
    return f"`[[{place.removesuffix('[]')}]]`" if place.endswith("[]") and "." not in place else f"`{place}`"


def _first_line(section: Section) -> str:
    return (section.model.__doc__ or "").strip().splitlines()[0]


def _row(row: KeyRow) -> str:
    built = "yes" if row.built else "not yet"
    if row.unbuilt_form:
        built = f"yes; not yet: `{row.unbuilt_form}`"
    return _line(f"`{row.name}`", row.type, row.unit, row.default, row.meaning, built)


def _table_head(*titles: str) -> Iterator[str]:
    yield _line(*titles)
    yield _line(*("---" for _ in titles))


def _line(*cells: str) -> str:
    return "| " + " | ".join(_escaped(cell) for cell in cells) + " |"


def _escaped(text: str) -> str:
    """Return text without the sign that separates cells."""
    return text.replace("|", "\\|")


if __name__ == "__main__":
    print(reference(), end="")
