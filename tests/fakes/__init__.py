"""What belongs to somebody else, made up: a keyring."""
