"""Payouts: where the money goes, on which terms, in which batches; accounts are added, never edited."""

import django.db.models.deletion
import ksound.core.fields
from django.conf import settings
from django.db import migrations, models

KEEP_HISTORY = """
CREATE TRIGGER destination_append_only BEFORE UPDATE OR DELETE ON payments_destination
    FOR EACH ROW EXECUTE FUNCTION payments_ledger_is_append_only();
"""
FORGET_HISTORY = "DROP TRIGGER destination_append_only ON payments_destination;"

TERMS = [(1, "monthly"), (2, "monthly"), (3, "twice_a_month"), (4, "weekly"), (5, "three_days")]


def write(apps, schema_editor):
    terms = apps.get_model("payments", "PayoutTerms")
    for tier, rhythm in TERMS:
        terms.objects.update_or_create(
            version=1, tier=tier, defaults={"rhythm": rhythm, "minimum_krw": 10_000}
        )
    # 3.3 %: income tax on freelance work with its local share. Off until the operator's adviser says otherwise.
    apps.get_model("payments", "WithholdingRule").objects.update_or_create(
        version=1, defaults={"rate_bps": 330, "seller_kind": "individual", "is_on": False}
    )


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0005_share_line"),
        ("sellers", "0002_tier_policies"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AlterField(
            model_name="entry",
            name="kind",
            field=models.CharField(
                choices=[
                    ("capture", "Capture"),
                    ("suspense", "Suspense"),
                    ("release", "Release"),
                    ("refund", "Refund"),
                    ("dispute", "Dispute"),
                    ("payout", "Payout"),
                    ("payout_return", "Payout back"),
                    ("settlement", "Settlement"),
                ],
                max_length=16,
                verbose_name="kind",
            ),
        ),
        migrations.CreateModel(
            name="Destination",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", ksound.core.fields.PublicIdField()),
                ("bank_code", models.CharField(max_length=3, verbose_name="bank")),
                ("account_number", models.CharField(max_length=16, verbose_name="account number")),
                ("holder", models.CharField(max_length=40, verbose_name="account holder")),
                ("created_at", models.DateTimeField(verbose_name="named at")),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="named by",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="destinations",
                        to="sellers.seller",
                        verbose_name="seller",
                    ),
                ),
            ],
            options={
                "verbose_name": "bank account",
                "verbose_name_plural": "bank accounts",
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="Letter",
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
                        choices=[
                            ("destination_changed", "Bank account changed"),
                            ("payout_returned", "Payout returned"),
                        ],
                        max_length=20,
                        verbose_name="kind",
                    ),
                ),
                ("to", models.EmailField(max_length=254, verbose_name="e-mail")),
                ("facts", models.JSONField(default=dict)),
                ("written_at", models.DateTimeField(verbose_name="written at")),
                ("sent_at", models.DateTimeField(null=True, verbose_name="sent at")),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sellers.seller",
                        verbose_name="seller",
                    ),
                ),
            ],
            options={
                "verbose_name": "letter",
                "verbose_name_plural": "letters",
            },
        ),
        migrations.CreateModel(
            name="PayoutBatch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", ksound.core.fields.PublicIdField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("made", "Waits for a second person"),
                            ("approved", "Approved"),
                            ("submitted", "Sent to the bank"),
                            ("discarded", "Discarded"),
                        ],
                        default="made",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("count", models.PositiveIntegerField(verbose_name="payouts")),
                ("total_minor", models.BigIntegerField(verbose_name="total")),
                ("made_at", models.DateTimeField(verbose_name="made at")),
                ("approved_at", models.DateTimeField(null=True, verbose_name="approved at")),
                ("submitted_at", models.DateTimeField(null=True, verbose_name="sent at")),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="approved by",
                    ),
                ),
                (
                    "made_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="made by",
                    ),
                ),
            ],
            options={
                "verbose_name": "payout batch",
                "verbose_name_plural": "payout batches",
                "ordering": ["-id"],
                "permissions": [("approve_payoutbatch", "Can approve payout batches of others")],
            },
        ),
        migrations.CreateModel(
            name="PayoutTerms",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(verbose_name="version")),
                ("tier", models.PositiveSmallIntegerField(verbose_name="tier")),
                (
                    "rhythm",
                    models.CharField(
                        choices=[
                            ("monthly", "Monthly"),
                            ("twice_a_month", "Twice a month"),
                            ("weekly", "Weekly"),
                            ("three_days", "Every three business days"),
                        ],
                        max_length=16,
                        verbose_name="rhythm",
                    ),
                ),
                ("minimum_krw", models.PositiveIntegerField(verbose_name="smallest payout (won)")),
            ],
            options={
                "verbose_name": "payout terms",
                "verbose_name_plural": "payout terms",
                "ordering": ["-version", "tier"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "tier"), name="payout_terms_once_per_version"),
                    models.CheckConstraint(
                        condition=models.Q(("tier__gte", 1), ("tier__lte", 5)), name="payout_terms_tier"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "rhythm__in",
                                [
                                    "monthly",
                                    "twice_a_month",
                                    "weekly",
                                    "three_days",
                                ],
                            )
                        ),
                        name="payout_terms_rhythm",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WithholdingRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("version", models.PositiveSmallIntegerField(unique=True, verbose_name="version")),
                ("rate_bps", models.PositiveSmallIntegerField(verbose_name="rate (basis points)")),
                (
                    "seller_kind",
                    models.CharField(
                        choices=[("individual", "Individual"), ("business", "Business")],
                        max_length=10,
                        verbose_name="kind of seller",
                    ),
                ),
                ("is_on", models.BooleanField(default=False, verbose_name="in force")),
                ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
            ],
            options={
                "verbose_name": "withholding rule",
                "verbose_name_plural": "withholding rules",
                "ordering": ["-version"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("rate_bps__lte", 5000)), name="withholding_within_whole"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Payout",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("public_id", ksound.core.fields.PublicIdField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Being prepared"),
                            ("approved", "Approved"),
                            ("submitted", "Sent to the bank"),
                            ("paid", "Paid out"),
                            ("failed", "Not sent"),
                            ("returned", "Returned by the bank"),
                        ],
                        default="draft",
                        max_length=9,
                        verbose_name="state",
                    ),
                ),
                ("currency", models.CharField(max_length=3, verbose_name="currency")),
                ("period_start", models.DateField(verbose_name="period from")),
                ("period_end", models.DateField(verbose_name="period until")),
                ("taken_minor", models.BigIntegerField(verbose_name="out of the balance")),
                ("debt_minor", models.BigIntegerField(verbose_name="debt settled")),
                ("withheld_minor", models.BigIntegerField(verbose_name="tax withheld")),
                ("amount_minor", models.BigIntegerField(verbose_name="amount")),
                ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                ("created_at", models.DateTimeField(verbose_name="created at")),
                ("updated_at", models.DateTimeField()),
                ("paid_at", models.DateTimeField(null=True, verbose_name="paid at")),
                ("restored_at", models.DateTimeField(null=True, verbose_name="restored at")),
                (
                    "destination",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="payments.destination",
                        verbose_name="bank account",
                    ),
                ),
                (
                    "seller",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="sellers.seller",
                        verbose_name="seller",
                    ),
                ),
                (
                    "batch",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="payouts",
                        to="payments.payoutbatch",
                        verbose_name="payout batch",
                    ),
                ),
                (
                    "withholding_rule",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="payments.withholdingrule",
                        verbose_name="withholding rule",
                    ),
                ),
            ],
            options={
                "verbose_name": "payout",
                "verbose_name_plural": "payouts",
                "ordering": ["-id"],
            },
        ),
        migrations.AddConstraint(
            model_name="destination",
            constraint=models.CheckConstraint(
                condition=models.Q(("account_number__regex", "^[0-9]{8,16}$")),
                name="destination_number_is_digits",
            ),
        ),
        migrations.AddConstraint(
            model_name="destination",
            constraint=models.CheckConstraint(
                condition=models.Q(("holder", ""), _negated=True), name="destination_has_a_holder"
            ),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("sent_at__isnull", True)), fields=["written_at"], name="letter_unsent"
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("approved_by__isnull", True),
                    models.Q(("approved_by", models.F("made_by")), _negated=True),
                    _connector="OR",
                ),
                name="batch_approved_by_a_second_person",
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["made", "discarded"]),
                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                    _connector="OR",
                ),
                name="batch_leaves_only_approved",
            ),
        ),
        migrations.AddConstraint(
            model_name="payoutbatch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "submitted"), ("submitted_at__isnull", False)),
                    models.Q(models.Q(("state", "submitted"), _negated=True), ("submitted_at__isnull", True)),
                    _connector="OR",
                ),
                name="batch_sent_has_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["failed", "returned"]), _negated=True),
                fields=("seller", "currency", "period_end"),
                name="one_payout_per_seller_and_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "taken_minor",
                        django.db.models.expressions.CombinedExpression(
                            django.db.models.expressions.CombinedExpression(
                                models.F("debt_minor"), "+", models.F("withheld_minor")
                            ),
                            "+",
                            models.F("amount_minor"),
                        ),
                    )
                ),
                name="payout_adds_up",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount_minor__gt", 0), ("debt_minor__gte", 0), ("withheld_minor__gte", 0)
                ),
                name="payout_pays_something",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(("period_end__gt", models.F("period_start"))),
                name="payout_period_has_days",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("restored_at__isnull", False), ("state__in", ["failed", "returned"])),
                    models.Q(
                        models.Q(("state__in", ["failed", "returned"]), _negated=True),
                        ("restored_at__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="payout_restored_has_its_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="payout",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ["draft", "failed"]), ("batch__isnull", False), _connector="OR"
                ),
                name="payout_leaves_in_a_batch",
            ),
        ),
        migrations.CreateModel(
            name="FormerAddress",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.EmailField(max_length=254, verbose_name="e-mail")),
                ("replaced_at", models.DateTimeField(db_index=True, verbose_name="replaced at")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "former address",
                "verbose_name_plural": "former addresses",
            },
        ),
        migrations.RunSQL(KEEP_HISTORY, FORGET_HISTORY),
        migrations.RunPython(write, migrations.RunPython.noop),
    ]
