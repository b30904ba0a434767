"""
The server: one process that listens, and a few that work.

It listens on this machine alone unless another address is asked for; then it lets in only who
knows the token that it prints. Nothing is told to any other machine.
"""

import multiprocessing
import os
import secrets
import socket
from collections.abc import Callable, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

from channelmix.errors import InputError
from channelmix.web.guards import LOCAL_NAMES, PARAMETER, is_loopback
from channelmix.web.tasks import begin_worker
from channelmix.web.workspace import Workspace

if TYPE_CHECKING:
    from channelmix.web.guards import Guard

EVERYWHERE = ("0.0.0.0", "::")


def serve(
    folder: Path, *, host: str, port: int, workers: int, names: Sequence[str], tell: Callable[[str], None]
) -> None:
    """
    Serve the page of a folder until somebody stops it.

    Args:
        folder: The workspace.
        host: Address to listen on.
        port: Port; 0 takes a free one.
        workers: How many processes work at most.
        names: Further names under which the page is reached, for instance by a server in front of it.
        tell: Says where the page is.

    Raises:
        InputError: If the folder is none, or the address cannot be listened on.
        KeyboardInterrupt: When somebody has stopped it.
    """
    if not folder.is_dir():
        raise InputError(f"{folder} must be a folder")
    workspace = Workspace(folder)
    listening = _listening(host, port)
    token = None if is_loopback(host) and not names else secrets.token_urlsafe(24)
    _tell(listening, names[0] if names else host, token, tell=tell)
    from channelmix.web.application import application

    os.chdir(workspace.folder)
    app = application(
        workspace.folder, hosts=_names(host) | {name.lower() for name in names}, workers=workers, token=token,
        start=partial(_worker, workspace.folder, workspace.reach),
    )  # fmt: skip
    try:
        _listen(app, listening)
    finally:
        app.close()
    raise KeyboardInterrupt


def _listen(app: "Guard", listening: socket.socket) -> None:
    """Answer requests until a signal to stop comes; a second one changes nothing, since the first is being obeyed."""
    import uvicorn

    class Server(uvicorn.Server):
        def handle_exit(self, sig: int, frame: FrameType | None) -> None:
            self.should_exit = True

    config = uvicorn.Config(
        app, http="h11", ws="none", loop="asyncio", log_level="warning", access_log=False, server_header=False,
        proxy_headers=False, timeout_graceful_shutdown=1, timeout_keep_alive=10, limit_concurrency=200,
    )  # fmt: skip
    Server(config).run(sockets=[listening])


def _worker(folder: Path, reach: tuple[Path, ...]) -> Executor:
    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    return ProcessPoolExecutor(1, mp_context=context, initializer=begin_worker, initargs=(folder, reach))


def _listening(host: str, port: int) -> socket.socket:
    """
    Return a socket that listens.

    Raises:
        InputError: If the address is no address of this machine, or taken.
    """
    found = None
    try:
        family, kind, _, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        found = socket.socket(family, kind)
        if os.name != "nt":
            found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        found.bind(address)
        found.listen(128)
    except (OSError, UnicodeError, OverflowError) as error:
        if found is not None:
            found.close()
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(f"--host {host} --port {port}: cannot be listened on (got '{reason}')") from None
    return found


def _names(host: str) -> frozenset[str]:
    """Return the names under which the page may be asked for; where it listens everywhere, all of this machine."""
    if host not in EVERYWHERE:
        return LOCAL_NAMES | {host.lower()}
    name = socket.gethostname()
    try:
        found = {str(entry[4][0]) for entry in socket.getaddrinfo(name, None)}
    except OSError:
        found = set()
    return frozenset({*LOCAL_NAMES, name.lower(), socket.getfqdn().lower(), *found})


def _tell(listening: socket.socket, host: str, token: str | None, *, tell: Callable[[str], None]) -> None:
    port = listening.getsockname()[1]
    shown = socket.gethostname() if host in EVERYWHERE else f"[{host}]" if ":" in host else host
    if token is None:
        tell(f"The page is at http://{shown}:{port}/ , for this machine alone. Ctrl-C ends it.")
        return
    tell(f"The page is at http://{shown}:{port}/?{PARAMETER}={token}")
    tell("Other machines can reach it, so it lets in only who has this address with its token. It is not encrypted: "
        "use it in a network you trust, or behind something that speaks HTTPS. Ctrl-C ends it.")  # fmt: skip
