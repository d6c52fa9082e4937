"""The pages. Each is imported here by name, so that it registers itself and a built folder contains it."""

from desktop.pages import customers, importer, insight, settings, sync, today

__all__ = ["customers", "importer", "insight", "settings", "sync", "today"]
