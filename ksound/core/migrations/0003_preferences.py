"""When consent to news was taken back, erased accounts, and what trade law keeps of them."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("core", "0002_audit_append_only")]

    operations = [
        migrations.CreateModel(
            name="RetainedIdentity",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="retained",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
                ("email", models.EmailField(max_length=254, verbose_name="e-mail")),
                ("keep_until", models.DateField(db_index=True, verbose_name="keep until")),
            ],
            options={
                "verbose_name": "retained identity",
                "verbose_name_plural": "retained identities",
            },
        ),
        migrations.AddField(
            model_name="user",
            name="erased_at",
            field=models.DateTimeField(blank=True, editable=False, null=True, verbose_name="erased at"),
        ),
        migrations.AddField(
            model_name="user",
            name="marketing_withdrawn_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="marketing consent withdrawn at"),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("marketing_consent_at", None), ("marketing_withdrawn_at", None), _connector="OR"
                ),
                name="user_marketing_given_or_withdrawn",
            ),
        ),
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(("erased_at", None), ("is_active", False), _connector="OR"),
                name="user_erased_is_not_active",
            ),
        ),
    ]
