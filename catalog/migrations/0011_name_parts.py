import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0010_similar_sounds"),
        ("sellers", "0002_tier_policies"),
    ]

    operations = [
        migrations.AddField("embeddedmetadata", "decisions", models.JSONField(default=dict)),
        migrations.AddField(
            "embeddedmetadata", "open_questions", models.PositiveSmallIntegerField(default=0)
        ),
        migrations.CreateModel(
            name="NamePart",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[("vendor_category", "Vendor category"), ("creator_id", "CreatorID")],
                        max_length=15,
                    ),
                ),
                ("text", models.CharField(max_length=60)),
                ("is_declared", models.BooleanField()),
                ("decided_at", models.DateTimeField()),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="name_parts",
                        to="sellers.seller",
                    ),
                ),
            ],
            options={"ordering": ["text", "pk"]},
        ),
        migrations.AddConstraint(
            "namepart",
            models.UniqueConstraint(fields=("seller", "kind", "text"), name="name_part_once"),
        ),
        migrations.AddConstraint(
            "namepart",
            models.CheckConstraint(condition=~Q(text=""), name="name_part_says_something"),
        ),
        # Checked against the rows that are there by the next migration, which locks nobody out.
        AddConstraintNotValid(
            "effect",
            models.CheckConstraint(
                condition=Q(state__in=["draft", "rejected", "withdrawn"]) | ~Q(ai_use="generated"),
                name="effect_generated_by_ai_not_submitted",
            ),
        ),
    ]
