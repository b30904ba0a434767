"""
Where commands print: results on standard output, everything else on standard error.

A terminal is written to its full width. A pipe or file gets plain lines as long as they need
to be, unless ``COLUMNS`` says otherwise. ``NO_COLOR`` is obeyed.
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.console import Console

WIDTH_OF_A_PIPE = 1000

Progress = Callable[[int, int], None]
"""Called with the number of replications done and their total."""


def results() -> "Console":
    """Return the console of standard output."""
    from rich.console import Console

    console = Console(markup=False, highlight=False, emoji=False)
    if not console.is_terminal and not os.environ.get("COLUMNS", "").isdigit():
        console.width = WIDTH_OF_A_PIPE
    return console


def say(text: str) -> None:
    """Print a message on standard error, its lines unbroken."""
    from channelmix.report.plain import clean

    print(clean(text), file=sys.stderr, flush=True)


def write(content: str | bytes) -> None:
    """Print a result as it is: the very bytes, on every system."""
    data = content.encode() if isinstance(content, str) else content
    binary = getattr(sys.stdout, "buffer", None)
    if binary is None:
        sys.stdout.write(data.decode())
        return
    sys.stdout.flush()
    binary.write(data)


@contextmanager
def progress_bar(label: str, *, quiet: bool) -> Iterator[Progress | None]:
    """Show how far a run is and how long it will take; only where somebody watches."""
    if quiet or not sys.stderr.isatty():
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn("{task.description}", markup=False), BarColumn(), MofNCompleteColumn(),
               TextColumn("replications, time left"), TimeRemainingColumn())  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(label, total=None)

        def update(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        yield update
