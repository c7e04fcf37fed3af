"""The record of deliveries only grows."""

from django.db import migrations

TRIGGER = """
CREATE TRIGGER marketplace_download_append_only BEFORE UPDATE OR DELETE ON marketplace_download
FOR EACH ROW EXECUTE FUNCTION refuse_change();
"""


class Migration(migrations.Migration):
    dependencies = [("marketplace", "0001_initial"), ("core", "0002_audit_append_only")]
    operations = [
        migrations.RunSQL(TRIGGER, "DROP TRIGGER marketplace_download_append_only ON marketplace_download")
    ]
