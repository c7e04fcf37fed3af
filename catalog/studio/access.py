"""Who may enter the studio."""

from sellers.registration.access import for_sellers

__all__ = ["for_sellers"]
