import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q
from django.db.models.functions import Cast, Left, Ln


class Migration(migrations.Migration):
    dependencies = [("catalog", "0008_search_index")]

    operations = [
        migrations.CreateModel(
            name="SearchTerm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.PositiveSmallIntegerField(
                        choices=[(1, "Word"), (2, "Title"), (3, "Seller"), (4, "Search")]
                    ),
                ),
                ("term", models.CharField(max_length=120)),
                ("jamo", models.CharField(db_collation="C", max_length=64)),
                ("df", models.PositiveIntegerField(default=1)),
                (
                    "rank",
                    models.GeneratedField(
                        expression=Cast(Ln(F("df") + 1.0) * 4.0, models.SmallIntegerField()),
                        output_field=models.SmallIntegerField(),
                        db_persist=True,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["kind", "jamo"], name="search_term_jamo"),
                    models.Index("kind", Left("jamo", 1), F("rank").desc(), name="search_term_head_1"),
                    models.Index("kind", Left("jamo", 2), F("rank").desc(), name="search_term_head_2"),
                    models.Index("kind", Left("jamo", 3), F("rank").desc(), name="search_term_head_3"),
                ],
                "constraints": [models.UniqueConstraint(fields=("kind", "term"), name="search_term_once")],
            },
        ),
        migrations.CreateModel(
            name="TermSound",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "term_id",
                        "effect_id",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                (
                    "term",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sounds",
                        to="catalog.searchterm",
                    ),
                ),
                (
                    "effect",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalog.effect"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SearchDemand",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("language", models.CharField(max_length=2, verbose_name="language")),
                ("text", models.CharField(max_length=60, verbose_name="searched for")),
                (
                    "category",
                    models.CharField(blank=True, max_length=20, verbose_name="likely category"),
                ),
                ("found", models.PositiveSmallIntegerField(verbose_name="sounds found")),
                ("searches", models.PositiveIntegerField(default=1, verbose_name="searches")),
            ],
            options={
                "verbose_name": "unmet search",
                "verbose_name_plural": "unmet searches",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("day", "text", "language"), name="search_demand_once_a_day"
                    ),
                    models.CheckConstraint(
                        condition=Q(found__lte=24) & ~Q(text=""), name="search_demand_makes_sense"
                    ),
                ],
            },
        ),
    ]
