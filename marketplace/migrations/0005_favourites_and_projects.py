import django.db.models.constraints
import django.db.models.deletion
import ksound.core.fields
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0001_initial"),
        ("marketplace", "0004_delivery_formats"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Project",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", ksound.core.fields.PublicIdField()),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("notes", models.TextField(blank=True, max_length=2000, verbose_name="notes")),
                (
                    "frame_rate",
                    models.CharField(
                        choices=[
                            ("23.976", "23.976"),
                            ("24", "24"),
                            ("25", "25"),
                            ("29.97df", "29.97 DF"),
                            ("29.97", "29.97 NDF"),
                            ("30", "30"),
                            ("50", "50"),
                            ("59.94df", "59.94 DF"),
                            ("59.94", "59.94 NDF"),
                            ("60", "60"),
                        ],
                        default="24",
                        max_length=8,
                        verbose_name="frame rate",
                    ),
                ),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                (
                    "share_token",
                    models.CharField(
                        editable=False, max_length=43, null=True, unique=True, verbose_name="share link"
                    ),
                ),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("updated_at", models.DateTimeField(verbose_name="updated at")),
                ("deleted_at", models.DateTimeField(blank=True, null=True, verbose_name="deleted at")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="projects",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
            ],
            options={
                "verbose_name": "project",
                "verbose_name_plural": "projects",
                "ordering": ["-updated_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="CueImport",
            fields=[
                (
                    "project",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="cue_import",
                        serialize=False,
                        to="marketplace.project",
                    ),
                ),
                ("file_name", models.CharField(max_length=120, verbose_name="file name")),
                ("frame_rate", models.CharField(max_length=8, verbose_name="frame rate")),
                ("rows", models.JSONField(verbose_name="rows")),
                ("read_at", models.DateTimeField(verbose_name="read at")),
            ],
        ),
        migrations.CreateModel(
            name="Favourite",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("added_at", models.DateTimeField(verbose_name="added at")),
                (
                    "effect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.effect",
                        verbose_name="effect",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="favourites",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "favourite",
                "verbose_name_plural": "favourites",
                "ordering": ["-added_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ProjectItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", ksound.core.fields.PublicIdField()),
                ("position", models.PositiveIntegerField(verbose_name="position")),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="note")),
                ("start_frame", models.PositiveIntegerField(blank=True, null=True, verbose_name="start")),
                ("end_frame", models.PositiveIntegerField(blank=True, null=True, verbose_name="end")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                ("added_at", models.DateTimeField(verbose_name="added at")),
                ("removed_at", models.DateTimeField(blank=True, null=True, verbose_name="removed at")),
                (
                    "effect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalog.effect",
                        verbose_name="effect",
                    ),
                ),
                (
                    "project",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="marketplace.project",
                        verbose_name="project",
                    ),
                ),
            ],
            options={
                "verbose_name": "project item",
                "verbose_name_plural": "project items",
                "ordering": ["position"],
            },
        ),
        migrations.AddIndex(
            model_name="project",
            index=models.Index(fields=["owner", "-updated_at"], name="project_of_owner"),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="project_named"
            ),
        ),
        migrations.AddConstraint(
            model_name="project",
            constraint=models.CheckConstraint(
                condition=models.Q(("share_token", None), ("deleted_at", None), _connector="OR"),
                name="project_deleted_is_not_shared",
            ),
        ),
        migrations.AddConstraint(
            model_name="favourite",
            constraint=models.UniqueConstraint(fields=("user", "effect"), name="favourite_once"),
        ),
        migrations.AddConstraint(
            model_name="projectitem",
            constraint=models.UniqueConstraint(
                deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                fields=("project", "position"),
                name="project_item_position_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="projectitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("end_frame", None),
                    models.Q(("end_frame__gt", models.F("start_frame")), ("start_frame__isnull", False)),
                    _connector="OR",
                ),
                name="project_item_ends_after_start",
            ),
        ),
    ]
