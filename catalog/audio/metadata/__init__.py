"""What a sound file says of itself: every value with its container, our fields, and the contradictions."""

from .reading import read
from .tags import as_tags
from .values import Loop, Marker, Metadata, Resolved, Value

__all__ = ["Loop", "Marker", "Metadata", "Resolved", "Value", "as_tags", "read"]
