import django.db.models.deletion
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models
from django.db.models import Q

# Going back, a cart can only hold sounds again.
WITHOUT_PACKS = "DELETE FROM marketplace_cartline WHERE effect_id IS NULL"


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0006_count_sales"), ("catalog", "0014_packs")]

    operations = [
        migrations.AddField(
            "cartline",
            "pack",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="catalog.pack",
            ),
        ),
        migrations.AddField("cartline", "seen_minor", models.BigIntegerField(blank=True, null=True)),
        migrations.AlterField(
            "cartline",
            "effect",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="catalog.effect",
            ),
        ),
        migrations.RunSQL(migrations.RunSQL.noop, WITHOUT_PACKS),
        migrations.AddConstraint(
            "cartline",
            models.UniqueConstraint(fields=("cart", "pack", "licence_code"), name="cart_pack_once"),
        ),
        migrations.AddConstraint(
            "cartline",
            models.CheckConstraint(
                condition=Q(effect__isnull=False, pack__isnull=True)
                | Q(effect__isnull=True, pack__isnull=False),
                name="cart_line_effect_or_pack",
            ),
        ),
        migrations.AddField(
            "orderline",
            "pack",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="catalog.pack",
                verbose_name="pack",
            ),
        ),
        migrations.AddField(
            "orderline",
            "upgraded_from",
            models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="marketplace.licence",
                verbose_name="upgraded from",
            ),
        ),
        migrations.AddField(
            "orderline",
            "credited_minor",
            models.BigIntegerField(db_default=0, default=0, verbose_name="credited for the licence held"),
        ),
        # No row older than its columns can breach it, so the long table need not be read.
        AddConstraintNotValid(
            "orderline",
            models.CheckConstraint(
                condition=Q(credited_minor=0) | Q(credited_minor__gt=0, upgraded_from__isnull=False),
                name="order_line_credit_for_a_licence",
            ),
        ),
    ]
