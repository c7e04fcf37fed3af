"""Sounds sold before sales were counted take their places among the best-selling."""

from typing import Any

from django.db import migrations
from django.db.models import Count


def count_sales(apps: Any, schema_editor: Any) -> None:
    sold = apps.get_model("marketplace", "OrderLine").objects.filter(licence__isnull=False)
    sales = apps.get_model("catalog", "EffectSales")
    for effect_id, units in sold.order_by().values_list("effect").annotate(Count("pk")):
        sales.objects.update_or_create(effect_id=effect_id, defaults={"units": units})


class Migration(migrations.Migration):
    dependencies = [
        ("catalog", "0013_conversions"),
        ("marketplace", "0005_favourites_and_projects"),
    ]

    operations = [migrations.RunPython(count_sales, migrations.RunPython.noop, elidable=True)]
