"""Private media (originals, derivatives, conversions) and public static files.

`KSOUND_MEDIA_URL` is a folder or `s3://bucket?endpoint=…&region=…`. S3 credentials come from the usual
AWS variables, never from the URL.
"""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from .environment import BASE_DIR, DATA_DIR, DEVELOPMENT, env

MEDIA_LOCATION = env.str("KSOUND_MEDIA_URL", default="") or str(DATA_DIR / "media")


def private_storage(location: str, folder: str) -> dict[str, Any]:
    """The storage for one folder of private media."""
    if not location.startswith("s3://"):
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": Path(location) / folder, "base_url": None},
        }
    url = urlsplit(location)
    query = {name: values[0] for name, values in parse_qs(url.query).items()}
    return {
        "BACKEND": "ksound.core.storage.PrivateS3Storage",
        "OPTIONS": {
            "bucket_name": url.netloc,
            "location": folder,
            "endpoint_url": query.get("endpoint"),
            "region_name": query.get("region"),
        },
    }


STORAGES = {
    "default": private_storage(MEDIA_LOCATION, "other"),
    "originals": private_storage(MEDIA_LOCATION, "originals"),
    "derivatives": private_storage(MEDIA_LOCATION, "derivatives"),
    "conversions": private_storage(MEDIA_LOCATION, "conversions"),
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEVELOPMENT
        else "ksound.core.storage.HashedStaticStorage"
    },
}
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_USE_FINDERS = DEVELOPMENT
WHITENOISE_AUTOREFRESH = DEVELOPMENT

MAX_UPLOAD_BYTES = env.int("KSOUND_MAX_UPLOAD_BYTES", default=2 * 1024**3)
# Large bodies go to disk as they arrive; small ones too, because the probe needs a path.
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]
FILE_UPLOAD_TEMP_DIR = str(DATA_DIR / "incoming")
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_DIRECTORY_PERMISSIONS = 0o700
Path(FILE_UPLOAD_TEMP_DIR).mkdir(parents=True, exist_ok=True)
