from catalog.categories.models import Category, Subcategory
from catalog.duplicates.models import AcousticPrint, PrintSegment, Resemblance
from catalog.effects.models import AudioFile, Derivative, Effect, EmbeddedMetadata
from catalog.moderation.models import EffectInReview
from catalog.search.models import SearchDoc

__all__ = [
    "AcousticPrint",
    "AudioFile",
    "Category",
    "Derivative",
    "Effect",
    "EffectInReview",
    "EmbeddedMetadata",
    "PrintSegment",
    "Resemblance",
    "SearchDoc",
    "Subcategory",
]
