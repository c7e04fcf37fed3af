from sellers.profiles.models import Profile, ProfileImage
from sellers.registration.models import Seller
from sellers.tiers.models import TierPolicy

__all__ = ["Profile", "ProfileImage", "Seller", "TierPolicy"]
