"""Why a sound is not there in another format, in the buyer's words: what is wrong, and what to do about it."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from catalog.audio.errors import ErrorCode

TOO_MUCH = _("The sound is too long or too large for this format. Please take the original.")
REASONS: dict[str, Promise] = {
    ErrorCode.UNAVAILABLE: _("Our storage was not available; nothing is wrong with the sound. Try again."),
    ErrorCode.TOO_LARGE: TOO_MUCH,
    ErrorCode.TIMEOUT: TOO_MUCH,
    ErrorCode.OUT_OF_MEMORY: TOO_MUCH,
}
ANY = _("This format could not be made. Try again, or take the original.")


def sentence(code: str) -> Promise:
    return REASONS.get(code, ANY)
