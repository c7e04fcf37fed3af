"""Real PostgreSQL and Redis for everybody who has not set up their own.

`with running(data_dir): …` starts what the environment does not name, puts its address there for the settings
to find, and stops it afterwards unless another process still uses it. `KSOUND_DATABASE_URL` or
`KSOUND_REDIS_URL` in the environment means that server is somebody else's and is left alone.
"""

from ksound.lib.embedded.errors import EmbeddedServiceError
from ksound.lib.embedded.services import DATABASE_URL, REDIS_URL, Services, ensure, release, revive, running

__all__ = [
    "DATABASE_URL",
    "REDIS_URL",
    "EmbeddedServiceError",
    "Services",
    "ensure",
    "release",
    "revive",
    "running",
]
