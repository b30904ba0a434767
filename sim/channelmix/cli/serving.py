"""``channelmix serve``: the page for managers, on this machine."""

from pathlib import Path

import rich_click as click

from channelmix.cli.commands import PathName, command
from channelmix.cli.console import say

PORT = 8737


@command("serve", example="channelmix serve")
@click.argument("folder", type=PathName(path_type=Path), metavar="FOLDER", default=Path())
@click.option("--port", type=click.IntRange(min=0, max=65535), default=PORT, show_default=True, metavar="N",
              help="Port to listen on; 0 takes a free one.")  # fmt: skip
@click.option("--host", default="127.0.0.1", show_default=True, metavar="ADDRESS",
              help="Address to listen on. Other machines are let in only with the token that is printed.")  # fmt: skip
@click.option("--name", "names", multiple=True, metavar="NAME",
              help="Another name under which the page is reached, such as a server in front of it.")  # fmt: skip
@click.option("--workers", type=click.IntRange(min=1), metavar="N",
              help="Processes at work, for all visitors together; absent: one a core.")  # fmt: skip
def serve(*, folder: Path, port: int, host: str, names: tuple[str, ...], workers: int | None) -> None:
    """
    Show a page in the browser on which plans are compared and changed.

    It lists the scenario files of FOLDER (absent: the current one), those that come with channelmix, and what
    earlier runs left in runs/. Runs go on after a restart. Nothing outside of FOLDER is read or written.
    """
    from channelmix.web.server import serve as serve_page

    serve_page(folder, host=host, port=port, workers=workers or _processors(), names=names, tell=say)


def _processors() -> int:
    """Return how many processors there are; asked of the operating system, since the engine is not loaded here."""
    import os

    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
