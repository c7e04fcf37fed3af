from django.conf import settings
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0013_conversions"),
        ("marketplace", "0008_reviews_and_follows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="StaffPick",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "note_ko",
                    models.CharField(
                        help_text="One sentence: what is special about it.",
                        max_length=160,
                        verbose_name="note in Korean",
                    ),
                ),
                ("note_en", models.CharField(max_length=160, verbose_name="note in English")),
                (
                    "position",
                    models.PositiveSmallIntegerField(
                        default=100, help_text="The lowest number comes first.", verbose_name="position"
                    ),
                ),
                ("starts_at", models.DateTimeField(verbose_name="shown from")),
                ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="shown until")),
                (
                    "effect",
                    models.OneToOneField(
                        on_delete=models.CASCADE,
                        related_name="+",
                        to="catalog.effect",
                        verbose_name="effect",
                    ),
                ),
                (
                    "picked_by",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=models.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="picked by",
                    ),
                ),
            ],
            options={
                "verbose_name": "staff pick",
                "verbose_name_plural": "staff picks",
                "ordering": ["position", "-starts_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(ends_at__isnull=True) | Q(ends_at__gt=F("starts_at")),
                        name="staff_pick_ends_after_it_starts",
                        violation_error_message="It must end after it starts.",
                    ),
                    models.CheckConstraint(
                        condition=~Q(note_ko="") & ~Q(note_en=""),
                        name="staff_pick_says_why_in_both_languages",
                    ),
                ],
            },
        ),
    ]
