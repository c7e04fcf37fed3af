from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0002_downloads_append_only"), ("catalog", "0006_payload")]
    operations = [
        migrations.AddField(
            "licence",
            "delivery",
            models.JSONField(
                blank=True, editable=False, null=True, verbose_name="what the delivered file says"
            ),
        )
    ]
