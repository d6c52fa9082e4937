"""The pages. Each is imported here by name, so that it registers itself and a built folder contains it."""

from desktop.pages import (
    author,
    call,
    configurator,
    customers,
    importer,
    insight,
    place,
    place_view,
    playbook,
    presentation,
    quote_preview,
    quotes,
    service,
    settings,
    sync,
    today,
)

__all__ = [
    "author",
    "call",
    "configurator",
    "customers",
    "importer",
    "insight",
    "place",
    "place_view",
    "playbook",
    "presentation",
    "quote_preview",
    "quotes",
    "service",
    "settings",
    "sync",
    "today",
]
