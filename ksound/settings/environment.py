"""Where things are and what kind of run this is."""

from pathlib import Path

import environ

BASE_DIR = Path(__file__).resolve().parent.parent.parent
env = environ.Env()

DEVELOPMENT = env.bool("KSOUND_DEBUG", default=True)
# Nobody meets a traceback in the browser, not even on a developer's machine: it is in the log.
DEBUG = False
DATA_DIR = Path(env.str("KSOUND_DATA_DIR", default="") or BASE_DIR / "var").resolve()

# A fixed key is fine on a developer's machine and refused anywhere else (see security.py).
DEVELOPMENT_KEY = "development-only-key-that-production-refuses-to-start-with-0000"
SECRET_KEY = env.str("KSOUND_SECRET_KEY", default=DEVELOPMENT_KEY)
ALLOWED_HOSTS = env.list("KSOUND_ALLOWED_HOSTS", default=["127.0.0.1", "localhost", "[::1]"])

# Where the site is found, without a slash at the end: printed into delivered files, which know no request.
SITE_URL = env.str("KSOUND_SITE_URL", default="").rstrip("/")

FAULT_POINTS = env.bool("KSOUND_FAULT_POINTS", default=False)
PAUSE_AT = env.str("KSOUND_PAUSE_AT", default="")

USE_TZ = True
TIME_ZONE = "Asia/Seoul"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "ksound.urls"
WSGI_APPLICATION = "ksound.wsgi.application"
