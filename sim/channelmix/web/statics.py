"""
The files that the page consists of: its style, which begins with that of the report, and one script.
"""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from starlette.exceptions import HTTPException
from starlette.responses import Response

from channelmix.report.study_style import STYLE

if TYPE_CHECKING:
    from starlette.requests import Request

HTMX = "htmx-2.0.11.min.js"
_TYPES: Mapping[str, str] = {
    ".css": "text/css",
    ".js": "text/javascript",
    ".txt": "text/plain",
    ".svg": "image/svg+xml",
}
_FILES = ("page.css", HTMX, "htmx.LICENSE.txt", "icon.svg")


def static(request: "Request") -> Response:
    """Return one of the page's own files; no other file can be asked for."""
    name = request.path_params["file"]
    if name not in _FILES:
        raise HTTPException(404)
    kind = _TYPES[name[name.rindex(".") :]]
    return Response(_content(name), media_type=kind, headers={"cache-control": "max-age=3600"})


@cache
def _content(name: str) -> bytes:
    content = (files("channelmix.web") / "static" / name).read_bytes()
    return STYLE.encode() + content if name == "page.css" else content
