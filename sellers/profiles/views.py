"""The pictures of sellers."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from ksound.core.serving import StoredFile, serve
from sellers.profiles.models import ProfileImage
from sellers.profiles.operations import storage
from sellers.registration.models import Seller


@require_safe
def profile_image(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """What an address leads to never changes: another picture has another one."""
    image = get_object_or_404(
        ProfileImage.objects.exclude(seller__state=Seller.State.SUSPENDED), public_id=public_id
    )
    stored = StoredFile(
        storage=storage(),
        name=image.storage_name,
        byte_size=image.byte_size,
        sha256=image.sha256,
        content_type="image/webp",
        file_name=f"{image.kind}.webp",
        attachment=False,
        cache_control="public, max-age=31536000, immutable",
    )
    return serve(request, stored)
