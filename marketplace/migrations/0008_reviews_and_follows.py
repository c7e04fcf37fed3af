import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import ksound.core.fields


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0014_packs"),
        ("core", "0003_preferences"),
        ("marketplace", "0007_packs"),
        ("sellers", "0003_profiles"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="MailChoice",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="mail_choice",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=16), blank=True, default=list, size=None
                    ),
                ),
                ("advertising_agreed_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", ksound.core.fields.PublicIdField()),
                ("stars", models.PositiveSmallIntegerField(verbose_name="stars")),
                ("text", models.TextField(blank=True, max_length=2000, verbose_name="text")),
                ("written_at", models.DateTimeField(verbose_name="written at")),
                ("edited_at", models.DateTimeField(blank=True, null=True, verbose_name="edited at")),
                ("reply", models.TextField(blank=True, max_length=1000, verbose_name="reply")),
                ("replied_at", models.DateTimeField(blank=True, null=True, verbose_name="replied at")),
                (
                    "reply_edited_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="reply edited at"),
                ),
                ("hidden_at", models.DateTimeField(blank=True, null=True, verbose_name="hidden at")),
                (
                    "hidden_reason",
                    models.TextField(blank=True, max_length=500, verbose_name="why it is hidden"),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reviews",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="author",
                    ),
                ),
                (
                    "effect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalog.effect",
                        verbose_name="effect",
                    ),
                ),
            ],
            options={
                "verbose_name": "review",
                "verbose_name_plural": "reviews",
                "ordering": ["-written_at", "-pk"],
                "permissions": [("moderate_review", "Can hide reviews and show them again")],
            },
        ),
        migrations.CreateModel(
            name="ReviewReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.TextField(max_length=500, verbose_name="what is wrong")),
                ("at", models.DateTimeField(verbose_name="reported at")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="reported by",
                    ),
                ),
                (
                    "review",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="marketplace.review",
                        verbose_name="review",
                    ),
                ),
            ],
            options={
                "verbose_name": "report of a review",
                "verbose_name_plural": "reports of reviews",
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Follow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("followed_at", models.DateTimeField(verbose_name="followed at")),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="followers",
                        to="sellers.seller",
                        verbose_name="seller",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follows",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "follow",
                "verbose_name_plural": "follows",
                "ordering": ["-followed_at", "-pk"],
                "constraints": [models.UniqueConstraint(fields=("user", "seller"), name="follow_once")],
            },
        ),
        migrations.CreateModel(
            name="Notification",
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
                        choices=[
                            ("approved", "A sound of yours goes on sale"),
                            ("rejected", "A sound of yours was not approved"),
                            ("held", "A sound of yours is on hold"),
                            ("sold", "Sounds of yours were sold"),
                            ("sale_refunded", "A sale of yours was refunded"),
                            ("refunded", "A purchase of yours was refunded"),
                            ("review", "Somebody reviews a sound of yours"),
                            ("reply", "A seller answers your review"),
                            ("new_sounds", "Sellers you follow have new sounds"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                ("cause", models.CharField(max_length=120, verbose_name="cause")),
                ("data", models.JSONField(default=dict, verbose_name="data")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("read_at", models.DateTimeField(blank=True, null=True, verbose_name="read at")),
                ("mail_due_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("mail_attempts", models.PositiveSmallIntegerField(default=0, editable=False)),
                ("mailed_at", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notifications",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="person",
                    ),
                ),
            ],
            options={
                "verbose_name": "notification",
                "verbose_name_plural": "notifications",
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(fields=["user", "-at"], name="notification_of_user"),
                    models.Index(
                        condition=models.Q(("read_at", None)), fields=["user"], name="notification_unread"
                    ),
                    models.Index(
                        condition=models.Q(("mail_due_at__isnull", False)),
                        fields=["mail_due_at"],
                        name="notification_mail_due",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("user", "cause"), name="notification_once_per_cause")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="review",
            index=models.Index(fields=["effect", "-written_at"], name="review_of_effect"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.UniqueConstraint(fields=("author", "effect"), name="review_once"),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(("stars__gte", 1), ("stars__lte", 5)), name="review_one_to_five_stars"
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("replied_at", None), ("reply", ""), ("reply_edited_at", None)),
                    models.Q(models.Q(("reply", ""), _negated=True), ("replied_at__isnull", False)),
                    _connector="OR",
                ),
                name="review_reply_with_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="review",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("hidden_at", None), ("hidden_reason", "")),
                    models.Q(("hidden_at__isnull", False), models.Q(("hidden_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="review_hidden_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="reviewreport",
            constraint=models.UniqueConstraint(fields=("review", "by"), name="review_reported_once"),
        ),
    ]
