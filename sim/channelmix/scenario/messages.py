"""
The models' errors in a planner's words, each at its place.

pydantic tells every broken rule, but in its own words and with names of its own inside the path.
Here each becomes one sentence: the dotted key, the rule, the value as written, and a suggestion
where a name is misspelt. Several complaints about one value are one sentence.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from pydantic import ValidationError

from channelmix.errors import Mistake
from channelmix.scenario.nodes import Node, find, plain
from channelmix.scenario.paths import Path, dotted
from channelmix.scenario.period import Currency
from channelmix.scenario.places import belongs_to, keys_at
from channelmix.scenario.settings import quoted
from channelmix.scenario.suggest import did_you_mean

Context = Mapping[str, Any]

_PATTERNS: dict[str, str] = {
    "^[A-Z]{2}$": 'a country code of two capital letters, such as "NL"',
    "^[A-Z]{3}$": 'a currency code of three capital letters, such as "EUR"',
    "^(interval|day|week)$": '"interval", "day" or "week"',
}

_RULES: dict[str, Callable[[Context], str]] = {
    "greater_than_equal": lambda context: f"must be {_plain_number(context['ge'])} or more",
    "greater_than": lambda context: f"must be above {_plain_number(context['gt'])}",
    "less_than_equal": lambda context: f"must be at most {_plain_number(context['le'])}",
    "less_than": lambda context: f"must be below {_plain_number(context['lt'])}",
    "string_pattern_mismatch": lambda context: f"must be {_PATTERNS.get(context['pattern'], 'written otherwise')}",
    "literal_error": lambda context: f"must be {context['expected']}".replace("'", '"'),
    "too_short": lambda context: f"must have at least {context['min_length']} entries".replace(
        "1 entries", "one entry"
    ),
    "too_long": lambda context: f"must have at most {context['max_length']} entries",
}
"""Rules that name a limit."""

_FEWEST_PER_CENT = 5
"""Numbers from here to 100 that must be a share were meant in per cent; 1.2 or 2 is a slip: an estimate of ours."""

_PER_CENT = re.compile(r"\s*(\d+(?:\.\d+)?)\s*%\s*")

_PRICED = {"cost_per_hour": "the price of a paid hour", "cost_per_contact": "the price of a contact"}
"""What amounts of money are for."""

_EXPECTED = {
    "string": "must be text in quotes",
    "int": "must be a whole number",
    "float": "must be a number",
    "finite": "must be a finite number",
    "bool": "must be true or false",
    "datetime": "must be a local date and time, such as 2019-03-06T10:00",
    "date": "must be a date, such as 2019-03-04",
    "tuple": "must be a list",
    "list": "must be a list",
    "dict": "must be a table",
    "mapping": "must be a table",
    "model": "must be a table",
}
"""What the first word of pydantic's names for wrong types stands for."""


def mistakes_of(error: ValidationError, tree: Node) -> list[Mistake]:
    """
    Return the mistakes behind a model's errors.

    Args:
        error: What validating ``tree`` raised.
        tree: The merged scenario, with positions.
    """
    by_path: dict[Path, list[tuple[str, str, Context]]] = {}
    for fault in error.errors(include_url=False):
        path = real_path(fault["loc"], tree, fault["type"])
        by_path.setdefault(path, []).append((fault["type"], fault["msg"], fault.get("ctx", {})))
    return [_mistake(path, faults, tree) for path, faults in by_path.items() if not _better_told_below(path, by_path)]


def real_path(loc: Iterable[str | int], tree: Node, kind: str = "") -> Path:
    """Return where an error stands in the file: its path without the names that pydantic puts in."""
    *above, last = [part for part in loc if part != "[key]"] or [""]
    path: Path = ()
    node: Node | None = tree
    for part in [*above, last]:
        below = node.items.get(part) if node else None
        if below is not None:
            path, node = (*path, part), below
    if kind in ("missing", "extra_forbidden") and path[-1:] != (last,):
        path = (*path, last)
    return path


def _better_told_below(path: Path, others: Mapping[Path, list[tuple[str, str, Context]]]) -> bool:
    """Whether another form of the same value fits better, and its own mistakes are told."""
    is_wrong_type = all(kind.endswith(("_type", "too_short")) for kind, _, _ in others[path])
    return is_wrong_type and any(other != path and other[: len(path)] == path for other in others)


def _mistake(path: Path, faults: list[tuple[str, str, Context]], tree: Node) -> Mistake:
    name = dotted(path) or "the file"
    kind, message, _ = faults[0]
    if kind == "missing":
        table = find(tree, path[:-1]) or tree
        return Mistake(*table.position, f"{name} is missing{_instead_of_nothing(path)}")
    node = find(tree, path) or tree
    if kind == "extra_forbidden":
        meant = did_you_mean(str(path[-1]), keys_at(path[:-1]) or ()) or belongs_to(str(path[-1]))
        return Mistake(*node.position, f"{name} is not a known setting{meant}")
    if kind in ("rule", "not_built", "value_error"):
        return Mistake(*node.value_position, f"{name} {message.removeprefix('Value error, ')}")
    rules = list(dict.fromkeys(_rule(*fault) for fault in faults))
    sentence = " or ".join([rules[0], *(rule.removeprefix("must be ") for rule in rules[1:])])
    meant = _meant(faults[0], path, tree)
    return Mistake(*node.value_position, f"{name} {sentence} (got {quoted(plain(node))}){meant}")


def _instead_of_nothing(path: Path) -> str:
    """Return what to write for agents who are not known yet."""
    if (path[0], path[-1]) != ("groups", "agents"):
        return ""
    return (
        '; write agents = 0 where \'channelmix staff\' is to find them, else a number or { "08:00" = 12, "20:00" = 0 }'
    )


def _rule(kind: str, message: str, context: Context) -> str:
    if kind in _RULES:
        return _RULES[kind](context)
    expected = _EXPECTED.get(kind.split("_")[0])
    return expected or message[:1].lower() + message[1:]


def _meant(fault: tuple[str, str, Context], path: Path, tree: Node) -> str:
    kind, _, context = fault
    node = find(tree, path) or tree
    if path[-1:] and str(path[-1]) in _PRICED and kind.startswith("float"):
        given = find(tree, ("money", "currency"))
        currency = given.value if given else Currency().currency
        return f"; write {_PRICED[str(path[-1])]} in {currency}, as a bare number"
    if share := _share_meant(kind, context, node.value):
        return f"; write {share / 100:g} for {share:g} %"
    if kind != "literal_error" or not isinstance(node.value, str):
        return ""
    return did_you_mean(node.value, str(context["expected"]).replace(" or ", ", ").replace("'", "").split(", "))


def _share_meant(kind: str, context: Context, value: object) -> float | None:
    """
    Return of what per cent a share was written that must be a fraction; None of other mistakes.

    Examples:
        >>> _share_meant("less_than_equal", {"le": 1.0}, 85), _share_meant("float_type", {}, "85 %")
        (85.0, 85.0)
        >>> _share_meant("less_than_equal", {"le": 1.0}, 1.2) is _share_meant("less_than_equal", {"le": 7}, 85) is None
        True
    """
    is_fraction = (kind, context.get("le", context.get("lt"))) in (("less_than_equal", 1), ("less_than", 1))
    if is_fraction and isinstance(value, int | float) and _FEWEST_PER_CENT <= value <= 100:
        return float(value)
    written = _PER_CENT.fullmatch(value) if kind.startswith("float") and isinstance(value, str) else None
    return float(written[1]) if written else None


def _plain_number(value: float) -> str:
    return f"{value:g}" if abs(value) < 1e6 else f"{value:,}"
