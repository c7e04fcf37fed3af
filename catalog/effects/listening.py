"""The expiring addresses of previews: what `/listen/<token>` may play, until when and to whom.

A token names the stored preview and a time, signed; neither the effect nor its seller nor the place in storage. What is
on sale has one address for everybody, the same for an hour, so that it can be cached. What is not on sale has an
address that is shorter-lived and works for the person it was given to alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from django.core import signing

SALT = "catalog.effects.listening"
HOUR_S = 3_600
PERSONAL_S = 600


class NotValid(Exception):
    """A token that we did not make, or not for this person."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Admission to one preview until `expires_at`; `user_id` is None when it admits everybody."""

    preview_id: str
    expires_at: datetime
    user_id: int | None = None

    @classmethod
    def to(cls, preview_id: str, *, user_id: int | None, at: datetime) -> Ticket:
        """Good for one to two windows from `at`: an hour, or ten minutes when personal."""
        window = HOUR_S if user_id is None else PERSONAL_S
        expires = (int(at.timestamp()) // window + 2) * window
        return cls(preview_id, datetime.fromtimestamp(expires, UTC), user_id)

    @property
    def token(self) -> str:
        whose = "all" if self.user_id is None else "own"
        said = f"{self.preview_id}-{int(self.expires_at.timestamp())}-{whose}"
        return _signer(self.user_id).sign(said)


def is_personal(token: str) -> bool:
    """Whether it takes a person to read it; asked first, because others are served without a look at the session."""
    return token.partition(".")[0].endswith("-own")


def read(token: str, *, user_id: int | None) -> Ticket:
    """The ticket behind a token. Raises NotValid; whether it has expired is the caller's question."""
    try:
        preview_id, expires, whose = _signer(user_id).unsign(token).split("-")
    except (signing.BadSignature, ValueError) as error:
        raise NotValid from error
    if (whose == "own") != (user_id is not None):
        raise NotValid
    return Ticket(preview_id, datetime.fromtimestamp(int(expires), UTC), user_id)


def _signer(user_id: int | None) -> signing.Signer:
    # Who it is for is in the key, not in the token: an address that is passed on names nobody.
    return signing.Signer(salt=SALT if user_id is None else f"{SALT}.{user_id}", sep=".")
