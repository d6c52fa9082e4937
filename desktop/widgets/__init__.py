"""Pieces that more than one page uses. A widget that only one page needs lives beside that page."""
