from catalog.categories.models import Category, Subcategory
from catalog.conversions.models import Conversion
from catalog.duplicates.models import AcousticPrint, PrintSegment, Resemblance
from catalog.effects.models import AudioFile, Derivative, Effect, EmbeddedMetadata
from catalog.moderation.models import EffectInReview
from catalog.naming.models import NamePart
from catalog.packs.models import Pack, PackMember
from catalog.search.by_sound.models import Clip
from catalog.search.demand.models import SearchDemand
from catalog.search.models import SearchDoc
from catalog.search.similar.models import Neighbours, SoundVector
from catalog.search.suggest.models import SearchTerm, TermSound

__all__ = [
    "AcousticPrint",
    "AudioFile",
    "Category",
    "Clip",
    "Conversion",
    "Derivative",
    "Effect",
    "EffectInReview",
    "EmbeddedMetadata",
    "NamePart",
    "Neighbours",
    "Pack",
    "PackMember",
    "PrintSegment",
    "Resemblance",
    "SearchDemand",
    "SearchDoc",
    "SearchTerm",
    "SoundVector",
    "Subcategory",
    "TermSound",
]
