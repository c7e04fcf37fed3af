"""A bought sound in another format: decoded once more, resampled, written anew, without any tag.

Only these names are for the site's processes; `converting` runs in the bounded child process alone.
"""

from .formats import FILES, RECIPES, Format, Recipe, fits, is_already

__all__ = ["FILES", "RECIPES", "Format", "Recipe", "fits", "is_already"]
