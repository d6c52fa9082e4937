"""The pages. Each is imported here by name, so that it registers itself and a built folder contains it."""

from desktop.pages import customers, insight, settings, today

__all__ = ["customers", "insight", "settings", "today"]
