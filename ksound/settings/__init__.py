"""Django settings, one module per concern; every value a deployer chooses comes from `KSOUND_*`."""

from .environment import *  # noqa: F403

from .apps import *  # noqa: F403  isort: skip
from .database import *  # noqa: F403  isort: skip
from .storage import *  # noqa: F403  isort: skip
from .pages import *  # noqa: F403  isort: skip
from .social import *  # noqa: F403  isort: skip
from .security import *  # noqa: F403  isort: skip
from .accounts import *  # noqa: F403  isort: skip
from .jobs import *  # noqa: F403  isort: skip
from .payments import *  # noqa: F403  isort: skip
from .operator import *  # noqa: F403  isort: skip
from .logs import *  # noqa: F403  isort: skip
from .staff_site import *  # noqa: F403  isort: skip
