from catalog.categories.admin import CategoryAdmin, SubcategoryAdmin
from catalog.effects.admin import AudioFileAdmin, EffectAdmin
from catalog.moderation.admin import ReviewQueueAdmin

__all__ = ["AudioFileAdmin", "CategoryAdmin", "EffectAdmin", "ReviewQueueAdmin", "SubcategoryAdmin"]
