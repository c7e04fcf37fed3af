"""Vectors of what sounds are like (PostgreSQL's extension `vector`), and the clips of searches by sound."""

import django.contrib.postgres.fields
import django.db.models.deletion
import pgvector.django
from django.core.management.base import CommandError
from django.db import migrations, models
from django.db.utils import ProgrammingError

import ksound.core.fields

LEAST = (0, 8)  # the first that goes on looking when a filter leaves too few

NOT_THERE = (
    "The database server has no extension “vector” of version 0.8 or newer (pgvector), which similar sounds need. "
    "Install it on the server (Debian and Ubuntu: the package postgresql-NN-pgvector; most hosted PostgreSQL "
    "has it already), then run migrate again."
)
TOO_OLD = (
    "The extension “vector” (pgvector) in this database is older than 0.8, which similar sounds need. "
    "Let an administrator run ALTER EXTENSION vector UPDATE; in this database, then run migrate again."
)
NOT_ALLOWED = (
    "This database user may not create the extension “vector”. "
    "Let an administrator run CREATE EXTENSION vector; in this database, then run migrate again."
)


def need_vectors(apps, schema_editor):
    """Create the extension unless it is there; an administrator may have done it before us."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute(
            "SELECT default_version, installed_version FROM pg_available_extensions WHERE name = 'vector'"
        )
        offered, installed = cursor.fetchone() or (None, None)
        if installed is None and is_older(offered):
            raise CommandError(NOT_THERE)
        if installed is not None and is_older(installed):
            raise CommandError(TOO_OLD)
        if installed is None:
            try:
                cursor.execute("CREATE EXTENSION vector")
            except ProgrammingError as error:
                raise CommandError(NOT_ALLOWED) from error


def is_older(version):
    return version is None or tuple(int(part) for part in version.split(".")[:2]) < LEAST


class Migration(migrations.Migration):
    dependencies = [("catalog", "0009_search_terms"), ("sellers", "0002_tier_policies")]

    operations = [
        # Going back leaves the extension: others may use it by then.
        migrations.RunPython(need_vectors, migrations.RunPython.noop),
        migrations.CreateModel(
            name="SoundVector",
            fields=[
                (
                    "effect",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="catalog.effect",
                    ),
                ),
                ("recording", models.BigIntegerField()),
                ("vector", pgvector.django.HalfVectorField(dimensions=64)),
                ("spectrum", models.FloatField()),
                ("timbre", models.FloatField()),
                ("pitch", models.FloatField()),
                ("level", models.FloatField()),
                (
                    "seller",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="sellers.seller",
                    ),
                ),
            ],
            options={
                "indexes": [
                    pgvector.django.HnswIndex(
                        ef_construction=64,
                        fields=["vector"],
                        m=16,
                        name="sound_vector_nearest",
                        opclasses=["halfvec_l2_ops"],
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Neighbours",
            fields=[
                (
                    "effect",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="catalog.effect",
                    ),
                ),
                (
                    "effect_ids",
                    django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), size=None),
                ),
                ("found_at", models.DateTimeField(db_index=True)),
            ],
        ),
        migrations.CreateModel(
            name="Clip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", ksound.core.fields.PublicIdField()),
                ("owner", models.CharField(max_length=64)),
                (
                    "kind",
                    models.CharField(
                        choices=[("file", "File"), ("recording", "Recording"), ("region", "Region")],
                        max_length=9,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("ready", "Ready"), ("failed", "Failed")],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("error_code", models.CharField(blank=True, max_length=30)),
                ("storage_name", models.CharField(max_length=255)),
                ("from_ms", models.PositiveIntegerField(null=True)),
                ("to_ms", models.PositiveIntegerField(null=True)),
                ("attempt", models.PositiveSmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(null=True)),
                ("created_at", models.DateTimeField(db_index=True)),
                ("duration_ms", models.PositiveIntegerField(null=True)),
                (
                    "features",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.FloatField(), null=True, size=None
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "failed"), models.Q(("error_code", ""), _negated=True)),
                            models.Q(models.Q(("state", "failed"), _negated=True), ("error_code", "")),
                            _connector="OR",
                        ),
                        name="clip_failed_with_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "ready"), _negated=True),
                            models.Q(("duration_ms__isnull", False), ("features__isnull", False)),
                            _connector="OR",
                        ),
                        name="clip_ready_with_features",
                    ),
                ],
            },
        ),
    ]
