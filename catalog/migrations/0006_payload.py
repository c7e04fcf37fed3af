from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_categories")]
    operations = [
        migrations.AddField(
            "audiofile",
            "payload_sha256",
            models.CharField(blank=True, max_length=64, verbose_name="SHA-256 of the sound itself"),
        ),
        migrations.AddField(
            "audiofile",
            "payload_crc32",
            models.BigIntegerField(blank=True, null=True, verbose_name="CRC-32 of the sound itself"),
        ),
    ]
