"""Model fields every app shares."""

from typing import Any

from django.db import models

from ksound.lib import ulid


class PublicIdField(models.CharField):
    """The id that appears in URLs: a ULID, opaque and unguessable."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.update(max_length=ulid.LENGTH, default=ulid.new, unique=True, editable=False)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> tuple[str, str, Any, dict[str, Any]]:
        name, path, args, kwargs = super().deconstruct()
        for given in ("max_length", "default", "unique", "editable"):
            kwargs.pop(given, None)
        return name, path, args, kwargs
