"""What every page knows."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import translate_url
from django.utils import translation


def site(request: HttpRequest) -> dict[str, Any]:
    # A request refused early, such as one for another host, belongs to nobody.
    user = getattr(request, "user", None)
    other = "en" if translation.get_language() == "ko" else "ko"
    return {
        "operator": settings.OPERATOR,
        "support_email": settings.OPERATOR["email"],
        "alternate_url": translate_url(request.get_full_path(), other),
        "alternate_language": other,
        "is_seller": bool(user and user.is_authenticated and hasattr(user, "seller")),
    }
