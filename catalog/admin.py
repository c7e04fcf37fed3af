from catalog.categories.admin import CategoryAdmin, SubcategoryAdmin
from catalog.effects.admin import AudioFileAdmin, EffectAdmin
from catalog.moderation.admin import ReviewQueueAdmin
from catalog.search.demand.admin import SearchDemandAdmin

__all__ = [
    "AudioFileAdmin",
    "CategoryAdmin",
    "EffectAdmin",
    "ReviewQueueAdmin",
    "SearchDemandAdmin",
    "SubcategoryAdmin",
]
