"""Secrets of people, hashed by argon2id: passwords, and the second half of a one-time code.

Tokens of devices are 256 random bits and need no slow hash (`hub.devices`).
"""

from __future__ import annotations

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from hub.refusals import Refused

SHORTEST = 10

# As OWASP's password storage cheat sheet has it: 19 MiB, two passes.
_HASHER = PasswordHasher(time_cost=2, memory_cost=19 * 1024, parallelism=1)
# What a secret is compared with where there is none, so that the answer takes as long.
_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1$829henyuyY3vEXcXdY6ztA$EfoiOdRTkePeU4tH38JSe7l9z2IrpxTYMZZpAeKrjXI"


def hashed(secret: str) -> str:
    return _HASHER.hash(secret)


def matches(secret_hash: str | None, secret: str) -> bool:
    """Whether it is the secret. Takes as long when there is no hash to compare with."""
    try:
        return _HASHER.verify(secret_hash or _NOBODY, secret) and secret_hash is not None
    except (VerificationError, InvalidHashError):
        return False


def password_hash(password: str) -> str:
    """The hash of a new password. Raises Refused for one that is too short."""
    if len(password) < SHORTEST:
        raise Refused(
            400,
            "password",
            "A password has at least {least} characters.",
            "Four words are easy to remember.",
            least=str(SHORTEST),
        )
    return hashed(password)
