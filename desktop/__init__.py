"""The window and everything in it: the only place that knows Qt."""

VERSION = "0.1.0"
