"""Transport, cookies, content policy, passwords."""

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from .environment import DEVELOPMENT, DEVELOPMENT_KEY, SECRET_KEY, env
from .payments import STRIPE_API_BASE
from .social import SOCIAL_AUTHORITIES
from .storage import MEDIA_LOCATION

if not DEVELOPMENT and SECRET_KEY == DEVELOPMENT_KEY:
    raise ImproperlyConfigured("Set KSOUND_SECRET_KEY to a long random text: KSOUND_DEBUG is off.")

SECURE_SSL_REDIRECT = not DEVELOPMENT
BEHIND_PROXY = env.bool("KSOUND_BEHIND_PROXY", False)
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
# Whoever is counted by address must not be counted by the proxy's.
ALLAUTH_TRUSTED_PROXY_COUNT = int(BEHIND_PROXY)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if DEVELOPMENT else 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEVELOPMENT
SECURE_HSTS_PRELOAD = not DEVELOPMENT
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SECURE = not DEVELOPMENT
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = not DEVELOPMENT
CSRF_TRUSTED_ORIGINS = env.list("KSOUND_CSRF_TRUSTED_ORIGINS", default=[])
X_FRAME_OPTIONS = "DENY"
# Uploads stream to disk; everything else is a form.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FILES = 200

_is_stripe_itself = STRIPE_API_BASE == "https://api.stripe.com"
STRIPE_CHECKOUT = "https://checkout.stripe.com" if _is_stripe_itself else STRIPE_API_BASE
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "media-src": [SELF, "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        # Checkout and social sign-in are answered with a redirect to the other company's page.
        "form-action": [SELF, STRIPE_CHECKOUT, *SOCIAL_AUTHORITIES],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "object-src": [NONE],
    }
}
if MEDIA_LOCATION.startswith("s3://"):
    CONTENT_SECURITY_POLICY["DIRECTIVES"]["media-src"].append("https:")

AUTH_USER_MODEL = "core.User"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
SILENCED_SYSTEM_CHECKS: list[str] = []

# An editor at work hears fifty sounds in two minutes, those fetched ahead among them; copying the catalogue needs more.
PREVIEWS_PER_HOUR = env.int("KSOUND_PREVIEWS_PER_HOUR", default=1_500)
# A search by sound costs a worker's second.
CLIPS_PER_HOUR = env.int("KSOUND_CLIPS_PER_HOUR", default=60)
# One request a second all day long.
API_REQUESTS_PER_HOUR = env.int("KSOUND_API_REQUESTS_PER_HOUR", default=3_600)

AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = 1  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_ONLY_ADMIN_SITE = True  # allauth limits the public sign-in
AXES_HANDLER = "axes.handlers.database.AxesDatabaseHandler"
AXES_VERBOSE = False
