# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The pages of the reverse proxy, and which paths it passes on in which release."""

from __future__ import annotations

import re
import typing as t

from starlette.responses import Response

_REASONS = {
    403: "Forbidden",
    404: "Not Found",
    413: "Request Entity Too Large",
    502: "Bad Gateway",
    503: "Service Temporarily Unavailable",
    504: "Gateway Time-out",
}
_COMMON = ["retrieve", "configure", "config-file", "image", "generate", "show", "reset"]
_DOCUMENTS = ["docs", "openapi.json", "redoc", "graphql"]
_SINCE_1_4 = ["container-image", "reboot", "poweroff"]
_ROUTES: t.Mapping[str, t.FrozenSet[str]] = {
    "1.3": frozenset(_COMMON),
    "1.4": frozenset([*_COMMON, *_SINCE_1_4, "configure-section"]),
    "1.5": frozenset([*_COMMON, *_SINCE_1_4, "configure-section", "import-pki"]),
}


class PageResponse(Response):
    """HTML without a charset, as the proxy sends it."""

    media_type = "text/html"

    def init_headers(self, headers: t.Optional[t.Mapping[str, str]] = None) -> None:
        super().init_headers(headers)
        self.headers["content-type"] = "text/html"


def page(status: int) -> Response:
    """An error page of the proxy."""
    title = f"{status} {_REASONS[status]}"
    text = (
        f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n"
        "<hr><center>nginx/1.22.1</center>\r\n</body>\r\n</html>\r\n"
    )
    return PageResponse(text, status_code=status)


def is_forwarded(path: str, release: str) -> bool:
    """Whether the proxy hands the path to the API: by prefix, in 1.3 anywhere in the path."""
    prefixes = [*_ROUTES[release] - {"configure-section"}, *_DOCUMENTS]
    pattern = "/(" + "|".join(re.escape(prefix) for prefix in prefixes) + ")"
    return bool(re.search(pattern, path) if release == "1.3" else re.match(pattern, path))


def is_route(path: str, release: str) -> bool:
    """Whether the API itself has an operation at the path."""
    return path[1:] in _ROUTES[release]
