from catalog.effects.admin import AudioFileAdmin, EffectAdmin
from catalog.moderation.admin import ReviewQueueAdmin

__all__ = ["AudioFileAdmin", "EffectAdmin", "ReviewQueueAdmin"]
