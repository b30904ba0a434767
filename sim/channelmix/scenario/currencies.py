"""
One currency for all money that is held against other money.
"""

from collections.abc import Iterable

from channelmix.errors import InputError


def require_one_currency(what: str, found: Iterable[tuple[str, str]]) -> None:
    """
    Refuse scenarios whose money is of several currencies.

    Args:
        what: The scenarios, as the message calls them.
        found: Of each scenario its currency and its file.

    Raises:
        InputError: If there are two currencies or more; the first file of each is named.

    Examples:
        >>> require_one_currency("strategies", [("EUR", "a.toml"), ("EUR", "b.toml"), ("USD", "c.toml")])
        Traceback (most recent call last):
        ...
        channelmix.errors.InputError: strategies must have one money.currency (got EUR in a.toml, USD in c.toml)
    """
    files: dict[str, str] = {}
    for currency, file in found:
        files.setdefault(currency, file)
    if len(files) > 1:
        told = ", ".join(f"{currency} in {file}" for currency, file in files.items())
        raise InputError(f"{what} must have one money.currency (got {told})")
