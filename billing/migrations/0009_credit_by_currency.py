import django.db.models.deletion
from django.db import migrations, models

# Credit was kept in one currency for each account.
MOVE = """
INSERT INTO billing_billingcredit (account_id, currency, amount)
SELECT workspace_id, currency, credit FROM billing_billingaccount WHERE credit > 0;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""
MOVE_BACK = """
UPDATE billing_billingaccount AS a SET credit = c.amount FROM billing_billingcredit AS c
WHERE c.account_id = a.workspace_id AND c.currency = a.currency;
"""
# What went back named no payment: a provider's news does, where they were kept; else it is of the
# one payment it can be of. What may be of several stays without.
FIND = """
SET CONSTRAINTS ALL IMMEDIATE;
ALTER TABLE billing_payment DISABLE TRIGGER billing_payment_stays;
UPDATE billing_payment AS back SET returns_id = came.id
FROM billing_webhookevent AS e,
    LATERAL jsonb_array_elements(COALESCE(e.payload -> 'facts', '[]'::jsonb)) AS fact,
    billing_payment AS came
WHERE back.amount < 0 AND e.provider = back.provider AND fact ->> 'fact' = 'Refunded'
    AND fact ->> 'reference' = back.provider_ref AND came.provider = back.provider
    AND came.provider_ref = fact ->> 'payment' AND came.workspace_id = back.workspace_id;
UPDATE billing_payment AS back SET returns_id = came.id
FROM billing_payment AS came
WHERE back.amount < 0 AND back.returns_id IS NULL
    AND came.amount > 0 AND came.workspace_id = back.workspace_id
    AND came.provider = back.provider AND came.currency = back.currency
    AND came.invoice_id IS NOT DISTINCT FROM back.invoice_id
    AND came.order_id IS NOT DISTINCT FROM back.order_id
    AND NOT EXISTS (
        SELECT FROM billing_payment AS other
        WHERE other.id <> came.id AND other.amount > 0
            AND other.workspace_id = back.workspace_id AND other.provider = back.provider
            AND other.currency = back.currency
            AND other.invoice_id IS NOT DISTINCT FROM back.invoice_id
            AND other.order_id IS NOT DISTINCT FROM back.order_id
    );
ALTER TABLE billing_payment ENABLE TRIGGER billing_payment_stays;
SET CONSTRAINTS ALL DEFERRED;
"""


class Migration(migrations.Migration):
    dependencies = [("billing", "0008_quick_reading")]

    operations = [
        migrations.RemoveConstraint(
            model_name="billingaccount", name="billing_credit_not_negative"
        ),
        migrations.CreateModel(
            name="BillingCredit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("currency", models.CharField(max_length=3)),
                ("amount", models.BigIntegerField(default=0)),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="credits",
                        to="billing.billingaccount",
                    ),
                ),
            ],
            options={
                "verbose_name": "credit",
                "verbose_name_plural": "credit",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("account", "currency"), name="billing_credit_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount__gte", 0)), name="billing_credit_not_negative"
                    ),
                ],
            },
        ),
        migrations.RunSQL(MOVE, MOVE_BACK),
        migrations.RemoveField(model_name="billingaccount", name="credit"),
        migrations.AddField(
            model_name="payment",
            name="returns",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="billing.payment",
            ),
        ),
        migrations.RunSQL(FIND, migrations.RunSQL.noop),
    ]
