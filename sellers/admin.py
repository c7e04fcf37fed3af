from sellers.registration.admin import SellerAdmin
from sellers.tiers.admin import TierPolicyAdmin

__all__ = ["SellerAdmin", "TierPolicyAdmin"]
