"""What the search offers: suggestions while somebody types, corrections when little was found."""

from __future__ import annotations

from catalog.search.suggest.completing import Suggestion, suggestions
from catalog.search.suggest.correcting import Correction, corrections

__all__ = ["Correction", "Suggestion", "corrections", "suggestions"]
