#!/usr/bin/env python
"""Run a command of K-Sound Library, with PostgreSQL and Redis started when none are named."""

import os
import sys
from contextlib import nullcontext
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent

NEEDS_NO_SERVICES = frozenset(
    {
        "check",
        "collectstatic",
        "compilemessages",
        "diffsettings",
        "fault_points",
        "help",
        "makemessages",
        "probe",
        "show_urls",
        "startapp",
        "translations",
        "ucs",
        "version",
    }
)
TAKES_DATA_OPTION = frozenset({"up", "demo"})


def data_dir(arguments: list[str]) -> Path:
    """The folder for data; `--data` of `up` and `demo` counts before the settings are read."""
    chosen = os.environ.get("KSOUND_DATA_DIR") or str(BASE_DIR / "var")
    if arguments and arguments[0] in TAKES_DATA_OPTION:
        for position, argument in enumerate(arguments):
            if argument.startswith("--data="):
                chosen = argument.removeprefix("--data=")
            elif argument == "--data" and position + 1 < len(arguments):
                chosen = arguments[position + 1]
    return Path(chosen).expanduser().absolute()


def needs_services(arguments: list[str]) -> bool:
    return bool(
        arguments
        and not arguments[0].startswith("-")
        and arguments[0] not in NEEDS_NO_SERVICES
        and not {"-h", "--help"} & set(arguments)
    )


def main() -> None:
    # numpy starts a thread for each core at import; beside a web server and workers that only costs memory.
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ksound.settings")
    arguments = sys.argv[1:]
    folder = data_dir(arguments)
    os.environ["KSOUND_DATA_DIR"] = str(folder)

    from django.core.management import execute_from_command_line

    from ksound.lib import embedded

    try:
        with embedded.running(folder) if needs_services(arguments) else nullcontext():
            execute_from_command_line(sys.argv)
    except embedded.EmbeddedServiceError as error:
        sys.exit(f"Error: {error}")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
