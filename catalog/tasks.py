from catalog.conversions.tasks import convert_original, sweep_conversions
from catalog.effects.tasks import examine_original, look_at_original, sweep, tidy
from catalog.search.by_sound.tasks import examine_clip, tidy_clips
from catalog.search.similar.tasks import refresh_neighbours
from catalog.search.suggest.tasks import refresh_suggestions
from catalog.search.tasks import keep_search, reconcile_search

__all__ = [
    "convert_original",
    "examine_clip",
    "examine_original",
    "keep_search",
    "look_at_original",
    "reconcile_search",
    "refresh_neighbours",
    "refresh_suggestions",
    "sweep",
    "sweep_conversions",
    "tidy",
    "tidy_clips",
]
