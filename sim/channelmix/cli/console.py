"""
Where commands print: results on standard output, everything else on standard error.

A terminal is written to its full width. A pipe or file gets plain lines as long as they need
to be, whatever ``COLUMNS`` says: programs that read keys (a shell, a test runner, a notebook)
hand the width of their own terminal on to all they start. ``NO_COLOR`` is obeyed.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TextIO

from channelmix.cli.stopping import check
from channelmix.report.plain import clean, in_lines

if TYPE_CHECKING:
    from rich.console import Console

WIDTH_OF_A_PIPE = 100_000

Progress = Callable[[int, int], None]
"""Called with the number of replications done and their total."""


def results() -> "Console":
    """Return the console of standard output."""
    from rich.console import Console

    console = Console(markup=False, highlight=False, emoji=False)
    if not sys.stdout.isatty():
        console.width = WIDTH_OF_A_PIPE
    return console


def say(text: str) -> None:
    """Print a message on standard error; a terminal breaks it between words, a pipe not at all."""
    print(_fitting(clean(text), sys.stderr), file=sys.stderr, flush=True)


def write(content: str | bytes) -> None:
    """Print a result as it is: the very bytes, on every system."""
    data = content.encode() if isinstance(content, str) else content
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None:
        sys.stdout.write(data.decode())
        return
    sys.stdout.flush()
    binary.write(data)


def tell(text: str) -> None:
    """Print lines for people on standard output; a terminal breaks them between words, a pipe not at all."""
    write(f"{_fitting(clean(text), sys.stdout)}\n")


def _fitting(text: str, stream: TextIO) -> str:
    """Return a text in lines that fit, where it goes to a terminal that says how wide it is."""
    if not stream.isatty():
        return text
    try:
        width = os.get_terminal_size(stream.fileno()).columns
    except (OSError, ValueError):
        return text
    return in_lines(text, width) if width else text


@contextmanager
def progress_bar(label: str, total: int, *, quiet: bool) -> Iterator[Progress]:
    """Show how far a run is and how long it will take, where somebody watches; anywhere, stop when asked to."""
    if quiet or not sys.stderr.isatty():
        yield lambda done, of: check()
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(bar_width=24), MofNCompleteColumn(),
               TextColumn("replications,"), TimeRemainingColumn(compact=True), TextColumn("left"))  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(clean(label), total=total)

        def update(done: int, of: int) -> None:
            check()
            bar.update(task, completed=done, total=of)

        yield update
