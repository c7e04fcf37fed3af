"""Sign-in with Kakao, Naver and Google: each appears once its client id and secret are set."""

from typing import Any

from .environment import env

# Where each sends people to consent; a form of ours is answered with a redirect there.
_AUTHORITIES = {
    "kakao": "https://kauth.kakao.com",
    "naver": "https://nid.naver.com",
    "google": "https://accounts.google.com",
}
_EXTRA: dict[str, dict[str, Any]] = {
    "kakao": {"SCOPE": ["account_email"]},
    "google": {"SCOPE": ["email"], "OAUTH_PKCE_ENABLED": True},
}


def _configured(name: str) -> dict[str, Any] | None:
    client_id = env.str(f"KSOUND_{name.upper()}_CLIENT_ID", default="")
    secret = env.str(f"KSOUND_{name.upper()}_CLIENT_SECRET", default="")
    if not (client_id and secret):
        return None
    return {"APPS": [{"client_id": client_id, "secret": secret}], **_EXTRA.get(name, {})}


SOCIALACCOUNT_PROVIDERS = {name: found for name in _AUTHORITIES if (found := _configured(name))}
SOCIAL_AUTHORITIES = [_AUTHORITIES[name] for name in SOCIALACCOUNT_PROVIDERS]
SOCIALACCOUNT_ADAPTER = "ksound.core.accounts.adapters.SocialAccountAdapter"
SOCIALACCOUNT_FORMS = {"signup": "ksound.core.accounts.forms.SocialSignUpForm"}
# Never without the consent form, and never into an account only because the address is the same.
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_STORE_TOKENS = False
