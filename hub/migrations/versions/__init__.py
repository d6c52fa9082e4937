"""The changes, in order: see each one's `down_revision`."""
