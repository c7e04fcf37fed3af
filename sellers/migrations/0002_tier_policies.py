"""The first version of the tier policy (product.md, Seller tiers)."""

from django.db import migrations

TIERS = [
    (1, "새싹", "Sprout", 2_000),
    (2, "소리꾼", "Soundmaker", 1_800),
    (3, "으뜸", "Prime", 1_500),
    (4, "장인", "Artisan", 1_200),
    (5, "명인", "Master", 1_000),
]


def write(apps, schema_editor):
    TierPolicy = apps.get_model("sellers", "TierPolicy")
    for tier, korean, english, commission in TIERS:
        TierPolicy.objects.update_or_create(
            version=1,
            tier=tier,
            defaults={"name_ko": korean, "name_en": english, "commission_bps": commission},
        )


def erase(apps, schema_editor):
    apps.get_model("sellers", "TierPolicy").objects.filter(version=1).delete()


class Migration(migrations.Migration):
    dependencies = [("sellers", "0001_initial")]
    operations = [migrations.RunPython(write, erase)]
