"""
Ctrl-C, and being told to terminate: a stop that is never lost.

Python raises KeyboardInterrupt wherever it happens to be, and where it happens to be may swallow
it (a weak reference's callback during an import, for one). So a request to stop is also
remembered, and asked for after every replication.
"""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = ("SIGINT", "SIGTERM", "SIGHUP")
_requests: list[int] = []


@contextmanager
def stopping_cleanly() -> Iterator[None]:
    """Treat requests to terminate and a closed terminal like Ctrl-C, so that they leave nothing half-written either."""
    _requests.clear()
    before = {}
    for number in (getattr(signal, name) for name in _SIGNALS if hasattr(signal, name)):
        # Only the main thread of a program may listen to signals; what nohup ignores stays ignored.
        if threading.current_thread() is threading.main_thread() and signal.getsignal(number) is not signal.SIG_IGN:
            before[number] = signal.signal(number, _stop)
    try:
        yield
    finally:
        for number, listener in before.items():
            signal.signal(number, listener)


def check() -> None:
    """
    Stop now if that was asked for and went unheard.

    Raises:
        KeyboardInterrupt: If a request to stop has come.
    """
    if _requests:
        raise KeyboardInterrupt


def asked() -> bool:
    """Return whether a request to stop has come; what else goes wrong then may be what became of the interrupt."""
    return bool(_requests)


def heard() -> None:
    """Take a request to stop as answered, by whoever ends in good order what it has begun."""
    _requests.clear()


def _stop(number: int, frame: FrameType | None) -> None:
    _requests.append(number)
    raise KeyboardInterrupt
