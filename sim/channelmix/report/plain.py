"""Text made safe to print, and broken into lines: what outputs do to names and sentences before they show them."""

import re

_BLANK_WITHIN = re.compile(r"(?<=\d) (?=%|(?:s|min|h|days?|pt)\b)")
"""The blank between a number and its unit, where no line ends."""

_COMMAND = re.compile(r"'channelmix [^'\n]{1,40}'")
"""A short command, which is copied and so stays on one line."""

_STAYS = "\N{NO-BREAK SPACE}"


def clean(text: str) -> str:
    """
    Return a text that cannot steer the terminal: names come from files.

    Examples:
        >>> clean("phone\\x1b[31m")
        'phone�[31m'
    """
    return "".join(sign if sign.isprintable() or sign in "\n\t" else "\N{REPLACEMENT CHARACTER}" for sign in text)


def in_lines(text: str, width: int, *, hanging: int = 2) -> str:
    """
    Return a text in lines that end between words, a number and its unit kept together.

    Args:
        text: One line or several; blanks that one begins with stay.
        width: Room for a line; only a word that is longer takes more.
        hanging: By how many blanks lines that follow stand further to the right.

    Examples:
        >>> print(in_lines("  waits of at most 20 s", 20))
          waits of at most
            20 s
    """
    return "\n".join(_broken(line, width, hanging) for line in text.split("\n"))


def _broken(line: str, width: int, hanging: int) -> str:
    from rich.cells import cell_len

    whole = _BLANK_WITHIN.sub(_STAYS, _COMMAND.sub(lambda found: found[0].replace(" ", _STAYS), line.lstrip(" ")))
    start = " " * (len(line) - len(line.lstrip(" ")))
    lines = [start]
    for number, word in enumerate(whole.split(" ")):
        longer = f"{lines[-1]} {word}" if number else f"{start}{word}"
        if cell_len(longer) > width and lines[-1].strip():
            longer = f"{start}{' ' * hanging}{word}"
            lines.append("")
        lines[-1] = longer
    return "\n".join(each.rstrip(" ") for each in lines).replace(_STAYS, " ")
