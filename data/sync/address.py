"""The hub's address as people type it, and what may be meant by it, likeliest first.

Without a scheme it is https; http is tried only where the network is one's own: this computer, a private
address, a name without a dot. Whoever types http:// gets it.
"""

from __future__ import annotations

from ipaddress import ip_address
from urllib.parse import SplitResult, urlsplit

from sales.errors import RuleBroken

PORT = 8470  # where a hub listens when nobody says otherwise
LOCAL_ENDINGS = (".local", ".lan", ".internal", ".home.arpa")
LONGEST_NAME = 253


def candidates(typed: str) -> tuple[str, ...]:
    """The addresses to try for what was typed, e.g. ("https://hub.example.cn", "https://hub.example.cn:8470").

    Raises RuleBroken for what cannot be an address.
    """
    text = typed.strip()
    scheme, sign, _ = text.partition("://")
    parts = _parts(text if sign else f"https://{text}", typed)
    if sign:
        return (_spelt(scheme.lower(), parts, parts.port),)
    if parts.port is not None:
        both = (_spelt("https", parts, parts.port), _spelt("http", parts, parts.port))
        return both if own_network(parts.hostname or "") else both[:1]
    secure = (_spelt("https", parts, None), _spelt("https", parts, PORT))
    if own_network(parts.hostname or ""):
        return (*secure, _spelt("http", parts, PORT), _spelt("http", parts, None))
    return secure


def own_network(host: str) -> bool:
    """Whether a host is this computer or in a network of one's own, where http may do."""
    try:
        address = ip_address(host)
    except ValueError:
        return host == "localhost" or "." not in host or host.endswith(LOCAL_ENDINGS)
    return address.is_private or address.is_loopback or address.is_link_local


def _parts(text: str, typed: str) -> SplitResult:
    try:
        parts = urlsplit(text)
        port = parts.port  # raises for what is none
    except ValueError as error:
        raise _not_one(typed) from error
    host = parts.hostname or ""
    if (
        parts.scheme.lower() not in {"http", "https"}
        or not 0 < len(host) <= LONGEST_NAME
        or port == 0
        or any(sign.isspace() or sign in "\\^`{}|<>\"'%" for sign in host)
        or parts.username is not None
        or parts.query
        or parts.fragment
    ):
        raise _not_one(typed)
    return parts


def _spelt(scheme: str, parts: SplitResult, port: int | None) -> str:
    host = parts.hostname or ""
    host = f"[{host}]" if ":" in host else host
    return f"{scheme}://{host}{f':{port}' if port else ''}{parts.path.rstrip('/')}"


def _not_one(typed: str) -> RuleBroken:
    return RuleBroken(
        "{address} is not the address of a hub.",
        "Type it as in the invitation, such as hub.example.cn.",
        address=typed.strip() or "-",
    )
