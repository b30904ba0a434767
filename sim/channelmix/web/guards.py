"""
Who may ask, and what an answer may do: the page's outer wall, before any of its own code.

- **Host**: a name that somebody else's DNS points at this machine is refused, so that no foreign
  page can be read from here (DNS rebinding).
- **Origin**: what changes something must come from this very page.
- **Token**: beyond this machine, nobody is let in without the secret that ``serve`` printed.
- **Size**: forms only, and short ones; files are not taken.
- **Policy**: an answer may load nothing but this page's own style and script, and runs nothing inline.
"""

import hmac
import ipaddress
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.cookies import CookieError, SimpleCookie
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE, PARAMETER = "channelmix_token", "token"
LARGEST_FORM = 64_000
LONGEST_QUERY = 8_000
LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})
FORM = "application/x-www-form-urlencoded"

PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
_HEADERS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


def is_loopback(host: str) -> bool:
    """
    Return whether an address is heard by this machine alone.

    Examples:
        >>> [is_loopback(host) for host in ("127.0.0.1", "localhost", "::1", "0.0.0.0", "192.168.1.5")]
        [True, True, True, False, False]
    """
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def host_of(header: str) -> str:
    """
    Return the host that a Host header names, without port; empty if it names none.

    Examples:
        >>> host_of("localhost:8737"), host_of("[::1]:8737"), host_of("a@b")
        ('localhost', '::1', '')
    """
    try:
        parts = urlsplit(f"//{header}")
        named, _ = parts.hostname or "", parts.port
    except ValueError:
        return ""
    return "" if "@" in header or parts.path or parts.query or parts.fragment else named


@dataclass(frozen=True)
class Guard:
    """Refuses what the page must not hear, and dresses what it says; wraps the application."""

    app: "ASGIApp"
    hosts: frozenset[str]
    """Names and addresses under which the page may be asked for."""
    token: str | None = None
    close: Callable[[], None] = lambda: None
    """Ends what works for the application."""

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer a request, or refuse it."""
        if scope["type"] == "lifespan":
            await self.app(scope, receive, send)
            return
        if scope["type"] != "http":
            return
        refusal = self._refusal(scope)
        answer = self.app if refusal is None else refusal
        await answer(scope, _limited(receive), _dressed(send))

    def _refusal(self, scope: "Scope") -> Response | None:
        headers = Headers(scope=scope)
        if host_of(headers.get("host", "")) not in self.hosts:
            return PlainTextResponse("This page does not answer to that name.", 421)
        if len(scope["query_string"]) > LONGEST_QUERY:
            return PlainTextResponse("The address is too long.", 414)
        return self._stranger(scope, headers) or _foreign(scope, headers)

    def _stranger(self, scope: "Scope", headers: Headers) -> Response | None:
        """Return how to answer somebody without the token; None if it is there, or not needed."""
        if self.token is None:
            return None
        query = parse_qsl(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = dict(query).get(PARAMETER)
        if given is not None and scope["method"] == "GET" and _same(given, self.token):
            return _let_in(scope["path"], [pair for pair in query if pair[0] != PARAMETER], self.token)
        if _same(_cookie(headers), self.token):
            return None
        return PlainTextResponse("The address needs the token that 'channelmix serve' printed: ?token=...", 401)


def _let_in(path: str, query: Iterable[tuple[str, str]], token: str) -> Response:
    """Keep the token in a cookie, and lead to the same address without it."""
    rest = urlencode(list(query))
    response = RedirectResponse("/" + path.lstrip("/\\") + (f"?{rest}" if rest else ""), 303)
    response.set_cookie(COOKIE, token, httponly=True, samesite="strict", max_age=30 * 86_400)
    return response


def _foreign(scope: "Scope", headers: Headers) -> Response | None:
    """Return how to answer what would change something and does not come from this page."""
    if scope["method"] in ("GET", "HEAD"):
        return None
    if scope["method"] != "POST":
        return PlainTextResponse("Only GET, HEAD and POST are understood.", 405, {"allow": "GET, HEAD, POST"})
    scheme, _, place = headers.get("origin", "").partition("://")
    if scheme not in ("http", "https") or place != headers.get("host"):
        return PlainTextResponse("A form counts only if it comes from this page.", 403)
    if headers.get("content-type", "").partition(";")[0].strip().lower() != FORM:
        return PlainTextResponse("Only plain forms are taken, no files.", 415)
    length = headers.get("content-length", "")
    if not length.isascii() or not length.isdigit() or int(length[:10]) > LARGEST_FORM:
        return PlainTextResponse(f"A form must say its length, at most {LARGEST_FORM} bytes.", 413)
    return None


def _limited(receive: "Receive") -> "Receive":
    """Return how to hear a request of which no more than is allowed is ever taken in."""
    heard = 0

    async def limited() -> "Message":
        nonlocal heard
        message = await receive()
        heard += len(message.get("body", b""))
        return {"type": "http.disconnect"} if heard > LARGEST_FORM else message

    return limited


def _dressed(send: "Send") -> "Send":
    """Return how to answer with the headers that every answer has."""

    async def dressed(message: "Message") -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers.setdefault("content-security-policy", PAGE_POLICY)
            headers.setdefault("cache-control", "no-store")
        await send(message)

    return dressed


def _cookie(headers: Headers) -> str:
    try:
        found = SimpleCookie(headers.get("cookie", "")).get(COOKIE)
    except CookieError:
        return ""
    return "" if found is None else found.value


def _same(given: str, token: str) -> bool:
    return hmac.compare_digest(given.encode(), token.encode())
