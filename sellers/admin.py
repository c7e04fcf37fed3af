from sellers.profiles.admin import ProfileAdmin, ProfileImageAdmin
from sellers.registration.admin import SellerAdmin
from sellers.tiers.admin import TierPolicyAdmin

__all__ = ["ProfileAdmin", "ProfileImageAdmin", "SellerAdmin", "TierPolicyAdmin"]
