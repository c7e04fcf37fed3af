from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalog", "0007_declarations")]
    operations: list[object] = []
