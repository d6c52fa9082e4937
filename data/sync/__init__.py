"""Laptop and hub: what is shared, how it travels, and the round that brings both to the same.

`tables`, `wire`, `merge` and `digest` are the protocol and serve the hub as well; the rest is the laptop's.
"""
