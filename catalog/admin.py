from catalog.categories.admin import CategoryAdmin, SubcategoryAdmin
from catalog.effects.admin import AudioFileAdmin, EffectAdmin
from catalog.moderation.admin import ReviewQueueAdmin
from catalog.packs.admin import PackAdmin
from catalog.search.demand.admin import SearchDemandAdmin

__all__ = [
    "AudioFileAdmin",
    "CategoryAdmin",
    "EffectAdmin",
    "PackAdmin",
    "ReviewQueueAdmin",
    "SearchDemandAdmin",
    "SubcategoryAdmin",
]
