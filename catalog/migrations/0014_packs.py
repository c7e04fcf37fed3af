import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Deferrable, Q

import ksound.core.fields


class Migration(migrations.Migration):
    dependencies = [("catalog", "0013_conversions"), ("sellers", "0002_tier_policies")]

    operations = [
        migrations.CreateModel(
            name="Pack",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", ksound.core.fields.PublicIdField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Draft"),
                            ("published", "On sale"),
                            ("withdrawn", "Withdrawn"),
                            ("suspended", "Suspended"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("title_ko", models.CharField(blank=True, max_length=120, verbose_name="Korean title")),
                ("title_en", models.CharField(blank=True, max_length=120, verbose_name="English title")),
                ("description", models.TextField(blank=True, max_length=2000, verbose_name="description")),
                ("price_minor", models.BigIntegerField(default=0, verbose_name="base price")),
                ("currency", models.CharField(default="KRW", max_length=3, verbose_name="currency")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packs",
                        to="sellers.seller",
                        verbose_name="seller",
                    ),
                ),
            ],
            options={
                "verbose_name": "pack",
                "verbose_name_plural": "packs",
                "ordering": ["-created_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="PackMember",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "effect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.effect"
                    ),
                ),
                (
                    "pack",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="members",
                        to="catalog.pack",
                    ),
                ),
            ],
            options={
                "verbose_name": "sound of a pack",
                "verbose_name_plural": "sounds of packs",
                "ordering": ["position"],
            },
        ),
        migrations.AddIndex("pack", models.Index(fields=["seller", "state"], name="pack_seller_state")),
        migrations.AddConstraint(
            "pack", models.CheckConstraint(condition=~Q(title_ko="", title_en=""), name="pack_titled")
        ),
        migrations.AddConstraint(
            "pack",
            models.CheckConstraint(
                condition=Q(state="draft", price_minor=0) | Q(price_minor__gte=500),
                name="pack_price_at_least_minimum",
            ),
        ),
        migrations.AddConstraint(
            "pack",
            models.CheckConstraint(
                condition=Q(state="draft") | Q(published_at__isnull=False), name="pack_published_with_time"
            ),
        ),
        migrations.AddConstraint(
            "packmember", models.UniqueConstraint(fields=("pack", "effect"), name="pack_member_once")
        ),
        migrations.AddConstraint(
            "packmember",
            models.UniqueConstraint(
                deferrable=Deferrable.DEFERRED, fields=("pack", "position"), name="pack_place_once"
            ),
        ),
    ]
