"""Whose a clip is: of the session that brought it, whether or not somebody is signed in."""

from __future__ import annotations

import hashlib
import secrets

from django.contrib.sessions.backends.base import SessionBase

_KEY = "sound_search"


def owner_of(session: SessionBase) -> str:
    """What the clips of this session are marked with; empty when it has brought none."""
    secret = session.get(_KEY, "")
    return hashlib.sha256(secret.encode()).hexdigest() if secret else ""


def become_owner(session: SessionBase) -> str:
    """As `owner_of`; a session without a mark gets one."""
    if not session.get(_KEY):
        session[_KEY] = secrets.token_urlsafe(24)
    return owner_of(session)
