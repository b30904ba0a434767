"""The scanner of positions against a TOML parser, on random documents of every style of writing."""

import re
from itertools import count

import tomli
from hypothesis import given, settings
from hypothesis import strategies as st

from channelmix.scenario.positions import scan

KEYS = st.sampled_from(
    ["a", "mon-fri", "9", "_x", '"08:00"', "'b c'", '"#d"', '"e.f"', '"g]"', '"h\\"="', "''", '"\\u00e9"']
)
NOISE = st.sampled_from(["", "", " ", "\t", "  "])
COMMENTS = st.sampled_from(["", "", " # a = 1", "# [b] \" '''", "\t#"])
BREAKS = st.sampled_from(["", " ", "\n", "\n  # c = [\n ", "# }\n"])


@st.composite
def documents(draw):
    """A TOML document whose leaves are numbered in the order of writing: marker<number>."""
    numbers = count()

    def leaf():
        marker = f"marker{next(numbers)}"
        quote = draw(
            st.sampled_from(['"{}"', "'{}'", '"""\n{}\n a = 1 # no"""', "'''{}\n[x]\n'''", '"\\"=[{}"', '"""{}""""'])
        )
        return quote.format(marker)

    def value(depth):
        kind = draw(st.sampled_from(["leaf", "leaf", "array", "table"])) if depth else "leaf"
        if kind == "leaf":
            return leaf()
        if kind == "array":
            items = [value(depth - 1) for _ in range(draw(st.integers(0, 3)))]
        else:
            names = draw(st.lists(KEYS, max_size=3, unique=True))
            items = [f"{name}{draw(NOISE)}={draw(NOISE)}{value(depth - 1)}" for name in names]
        trailing = "," if items and draw(st.booleans()) else ""
        body = f",{draw(BREAKS)}".join(f"{item}{draw(BREAKS)}" for item in items)
        brackets = "[]" if kind == "array" else "{}"
        return f"{brackets[0]}{draw(BREAKS)}{body}{trailing}{draw(BREAKS)}{brackets[1]}"

    def settings_of(used):
        lines = []
        for name in draw(st.lists(KEYS, max_size=3, unique=True)):
            used.add(name)
            parts = [name, *draw(st.lists(KEYS, max_size=2))]
            key = f"{draw(NOISE)}.{draw(NOISE)}".join(parts)
            lines.append(f"{draw(NOISE)}{key}{draw(NOISE)}={draw(NOISE)}{value(2)}{draw(COMMENTS)}\n{draw(BREAKS)}\n")
        return lines

    def tables(header, depth):
        used = set()
        lines = settings_of(used)
        for name in draw(st.lists(KEYS.filter(lambda key: key not in used), max_size=2 if depth else 0, unique=True)):
            inner = [*header, name]
            title = f"{draw(NOISE)}.{draw(NOISE)}".join(inner)
            if draw(st.booleans()):
                lines += [f"{draw(NOISE)}[{title}]{draw(COMMENTS)}\n", *tables(inner, depth - 1)]
            else:
                for _ in range(draw(st.integers(1, 3))):
                    lines += [f"[[{title}]]{draw(COMMENTS)}\n", *tables(inner, depth - 1)]
        return lines

    return draw(BREAKS) + "\n" + "".join(tables([], 2))


def leaves(value, path=()):
    if isinstance(value, dict):
        for key, item in value.items():
            yield from leaves(item, (*path, key))
    elif isinstance(value, list):
        for place, item in enumerate(value):
            yield from leaves(item, (*path, place))
    else:
        yield path, value


def misplaced(text, offsets):
    """The leaves that are missing, or after whose place some other leaf's marker comes first."""
    wrong = []
    for path, value in leaves(tomli.loads(text)):
        following = re.search(r"marker\d+", text[offsets[path] :]) if path in offsets else None
        if following is None or following[0] != re.search(r"marker\d+", value)[0]:
            wrong.append(path)
    return wrong


@settings(max_examples=300, deadline=None)
@given(documents())
def test_every_leaf_of_a_random_document_stands_where_the_scanner_says(text):
    assert misplaced(text, scan(text).offsets) == []


@settings(max_examples=100, deadline=None)
@given(documents())
def test_the_scanner_finds_nothing_that_the_parser_does_not_know(text):
    known = {path[:size] for path, _ in leaves(tomli.loads(text)) for size in range(len(path) + 1)}
    extra = set(scan(text).offsets) - known
    assert all(_at(tomli.loads(text), path) in ({}, []) for path in extra if _is_innermost(path, extra))


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet="ab.=[]{},\"'\\#\n \t1", max_size=60))
def test_the_scanner_survives_any_text(text):
    assert all(0 <= offset <= len(text) for offset in scan(text).offsets.values())


def test_this_check_notices_places_that_are_one_line_off():
    text = "a = 'marker0'\nb = 'marker1'\n"
    assert misplaced(text, scan("# one line more\n" + text).offsets) == [("a",), ("b",)]


def _is_innermost(path, paths):
    return not any(other != path and other[: len(path)] == path for other in paths)


def _at(document, path):
    for part in path:
        document = document[part]
    return document
