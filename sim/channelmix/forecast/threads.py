"""
Small matrices are worked off fastest by one thread.

The linear algebra behind numpy takes all cores for matrices of two hundred columns and loses more time waiting than
it gains, all the more when several series are fitted at once. ``one_thread`` holds it to one where threadpoolctl is
installed, and does nothing where it is not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Any


@contextmanager
def one_thread() -> Iterator[None]:
    """Hold linear algebra to one thread while the block runs."""
    controller = _controller()
    if controller is None:
        yield
        return
    with controller.limit(limits=1, user_api="blas"):
        yield


@lru_cache(maxsize=1)
def _controller() -> Any:
    try:
        from threadpoolctl import ThreadpoolController
    except ImportError:
        return None
    return ThreadpoolController()
