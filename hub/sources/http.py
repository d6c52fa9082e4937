"""Asking a program over HTTP, which may be busy or restarted: patiently, and never for ever."""

from __future__ import annotations

import random
import ssl
import time
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from hub.sources.definition import SourceUnreachable

if TYPE_CHECKING:
    import httpx

TRIES = 5
LONGEST_S = 60.0  # to wait where the other side says how long
PAUSE_S = 0.5
MOST_BYTES = 64 << 20
BUSY = frozenset({408, 425, 429, 500, 502, 503, 504})


def client(headers: Mapping[str, str], timeout_s: float) -> httpx.Client:
    import httpx
    import truststore

    trusted = truststore.SSLContext(
        ssl.PROTOCOL_TLS_CLIENT
    )  # what the system trusts: ERPs have CAs of a company
    return httpx.Client(headers={"Accept": "application/json", **headers}, timeout=timeout_s, verify=trusted)


def asked(http: httpx.Client, method: str, url: str, *, name: str, **more: Any) -> httpx.Response:
    """The answer to a request, asked again while the other side is busy or away. Raises SourceUnreachable."""
    import httpx

    reason = ""
    for left in range(TRIES - 1, -1, -1):
        wait = PAUSE_S * 2 ** (TRIES - 1 - left) * random.uniform(0.5, 1)
        try:
            response = http.request(method, url, **more)
        except (httpx.RequestError, httpx.InvalidURL) as error:
            reason = str(error) or type(error).__name__
        else:
            if response.status_code not in BUSY:
                return response
            reason = f"HTTP {response.status_code}"
            wait = _told(response, wait)
        if left:
            time.sleep(wait)
    raise SourceUnreachable(
        "{name} cannot be reached now: {reason}.",
        "What was taken stays; run again later, and it goes on from there.",
        name=name,
        reason=reason.rstrip("."),
    )


def read(response: httpx.Response, name: str) -> Any:
    """The JSON of a good answer. Raises SourceUnreachable for any other."""
    if response.status_code in {401, 403}:
        raise SourceUnreachable(
            "{name} refuses what it is shown (HTTP {status}).",
            "Check the token or password, and what its user may read.",
            name=name,
            status=response.status_code,
        )
    if response.status_code >= 300 or len(response.content) > MOST_BYTES:
        raise SourceUnreachable(
            "{name} answers HTTP {status} at {path}.",
            "Check the address and the path.",
            name=name,
            status=response.status_code,
            path=response.request.url.path,
        )
    try:
        return response.json()
    except (ValueError, UnicodeDecodeError) as error:
        raise SourceUnreachable(
            "{name} answers something else than JSON at {path}.",
            "Check the address: a sign-in page may stand before it.",
            name=name,
            path=response.request.url.path,
        ) from error


def _told(response: httpx.Response, usual: float) -> float:
    """How long the other side asks to wait."""
    try:
        return min(LONGEST_S, max(0.0, float(response.headers.get("Retry-After", ""))))
    except ValueError:
        return usual
