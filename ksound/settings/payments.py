"""Payment providers."""

from .environment import DEVELOPMENT, env

STRIPE_SECRET_KEY = env.str("KSOUND_STRIPE_SECRET_KEY", default="")
STRIPE_WEBHOOK_SECRETS = env.list("KSOUND_STRIPE_WEBHOOK_SECRETS", default=[])
STRIPE_API_BASE = env.str("KSOUND_STRIPE_API_BASE", default="https://api.stripe.com")
# Both keys switch Toss Payments on; the script opens its window in the buyer's browser.
TOSS_CLIENT_KEY = env.str("KSOUND_TOSS_CLIENT_KEY", default="")
TOSS_SECRET_KEY = env.str("KSOUND_TOSS_SECRET_KEY", default="")
TOSS_API_BASE = env.str("KSOUND_TOSS_API_BASE", default="https://api.tosspayments.com")
_is_toss_itself = TOSS_API_BASE == "https://api.tosspayments.com"
TOSS_SCRIPT = f"{'https://js.tosspayments.com' if _is_toss_itself else TOSS_API_BASE}/v2/standard"
# The sandbox gives sounds away: on by default only on a developer's machine without a real provider.
SANDBOX_PAYMENTS = env.bool(
    "KSOUND_SANDBOX_PAYMENTS", default=DEVELOPMENT and not (STRIPE_SECRET_KEY or TOSS_SECRET_KEY)
)
