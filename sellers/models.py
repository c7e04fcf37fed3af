from sellers.registration.models import Seller
from sellers.tiers.models import TierPolicy

__all__ = ["Seller", "TierPolicy"]
