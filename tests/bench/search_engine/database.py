"""A database of its own for each size, kept from run to run; beside the one the environment names."""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg2  # type: ignore[import-untyped]

from ksound.lib import embedded

DATA_DIR = Path(__file__).resolve().parents[3] / "var" / "bench"


def prepare(size: int) -> None:
    """Point Django at the database for `size` effects, make it when it is not there, and set Django up."""
    os.environ.setdefault("KSOUND_DATA_DIR", str(DATA_DIR))
    services = embedded.ensure(Path(os.environ["KSOUND_DATA_DIR"]))
    address = urlsplit(services.database_url)
    name = f"ksound_search_{size}"
    connection = psycopg2.connect(services.database_url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        if not cursor.fetchone():
            cursor.execute(f"CREATE DATABASE {name}")
    connection.close()
    os.environ["KSOUND_DATABASE_URL"] = urlunsplit(address._replace(path=f"/{name}"))
    set_up()


def set_up() -> None:
    """Django with the database that the environment names."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "ksound.settings"
    import django

    django.setup()
