from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalog", "0009_search_terms")]
    operations: list[object] = []
