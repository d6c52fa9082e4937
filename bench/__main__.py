"""`python -m bench [NAME ...]`: every benchmark, or the named ones, each printing its ratios and limits.

Exits with 1 when a limit does not hold.
"""

from __future__ import annotations

import importlib
import os
import sys

BENCHMARKS = (
    "imports",
    "startup",
    "customers",
    "actions",
    "segments",
    "incentives",
    "paper",
    "quotes",
    "kept_quotes",
    "quote_papers",
    "encryption",
    "search",
    "sync",
    "hub",
)
NO_KEYRING = "keyring.backends.null.Keyring"  # nobody's own is filled with the keys of benchmarks


def main(names: list[str]) -> int:
    os.environ["PYTHON_KEYRING_BACKEND"] = NO_KEYRING
    broken = 0
    for name in names or BENCHMARKS:
        print(f"== {name}", flush=True)
        broken += importlib.import_module(f"bench.{name}").main()
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
