from catalog.effects.models import AudioFile, Derivative, Effect
from catalog.moderation.models import EffectInReview
from catalog.search.models import SearchDoc

__all__ = ["AudioFile", "Derivative", "Effect", "EffectInReview", "SearchDoc"]
