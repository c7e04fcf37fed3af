import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import ksound.core.fields


class Migration(migrations.Migration):
    dependencies = [("sellers", "0002_tier_policies")]

    operations = [
        migrations.CreateModel(
            name="Profile",
            fields=[
                (
                    "seller",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="profile",
                        serialize=False,
                        to="sellers.seller",
                        verbose_name="seller",
                    ),
                ),
                (
                    "bio_ko",
                    models.TextField(blank=True, max_length=1000, verbose_name="about you, in Korean"),
                ),
                (
                    "bio_en",
                    models.TextField(blank=True, max_length=1000, verbose_name="about you, in English"),
                ),
                (
                    "links",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        blank=True,
                        default=list,
                        size=None,
                        verbose_name="links",
                    ),
                ),
                ("business_name", models.CharField(blank=True, max_length=80, verbose_name="business name")),
                (
                    "representative",
                    models.CharField(blank=True, max_length=60, verbose_name="representative"),
                ),
                (
                    "business_number",
                    models.CharField(blank=True, max_length=12, verbose_name="business number"),
                ),
                (
                    "mail_order_number",
                    models.CharField(blank=True, max_length=40, verbose_name="mail-order report number"),
                ),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                (
                    "contact_email",
                    models.EmailField(blank=True, max_length=254, verbose_name="contact e-mail"),
                ),
            ],
            options={
                "verbose_name": "seller's profile",
                "verbose_name_plural": "sellers' profiles",
            },
        ),
        migrations.CreateModel(
            name="ProfileImage",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", ksound.core.fields.PublicIdField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("picture", "Picture"), ("banner", "Banner")],
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("storage_name", models.CharField(max_length=255)),
                ("byte_size", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="images",
                        to="sellers.seller",
                        verbose_name="seller",
                    ),
                ),
            ],
            options={
                "verbose_name": "seller's image",
                "verbose_name_plural": "sellers' images",
                "constraints": [
                    models.UniqueConstraint(fields=("seller", "kind"), name="profile_image_once_per_kind")
                ],
            },
        ),
    ]
