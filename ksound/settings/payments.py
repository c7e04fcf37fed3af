"""Payment providers."""

from .environment import DEVELOPMENT, env

STRIPE_SECRET_KEY = env.str("KSOUND_STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRETS = env.list("KSOUND_STRIPE_WEBHOOK_SECRETS", default=[])
STRIPE_API_BASE = env.str("KSOUND_STRIPE_API_BASE", default="https://api.stripe.com")
# The sandbox gives sounds away: on by default only on a developer's machine without a real provider.
SANDBOX_PAYMENTS = env.bool("KSOUND_SANDBOX_PAYMENTS", default=DEVELOPMENT and not STRIPE_SECRET_KEY)
