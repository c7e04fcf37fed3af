"""The database itself keeps the books balanced and refuses to rewrite them.

Row triggers do not fire for TRUNCATE, which only the owner of the tables may use: tests empty tables so.
"""

from django.db import migrations

BALANCE = """
CREATE FUNCTION payments_entry_must_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked bigint := CASE TG_TABLE_NAME WHEN 'payments_entry' THEN NEW.id ELSE (to_jsonb(NEW) ->> 'entry_id')::bigint END;
    unbalanced record;
BEGIN
    SELECT account.currency, sum(posting.amount_minor) AS minor INTO unbalanced
      FROM payments_posting posting JOIN payments_account account ON account.id = posting.account_id
     WHERE posting.entry_id = checked
     GROUP BY account.currency HAVING sum(posting.amount_minor) <> 0 LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'ledger entry % is out of balance by % %', checked, unbalanced.minor, unbalanced.currency
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_balances';
    END IF;
    IF NOT EXISTS (SELECT FROM payments_posting WHERE entry_id = checked) THEN
        RAISE EXCEPTION 'ledger entry % moves nothing', checked
            USING ERRCODE = 'check_violation', CONSTRAINT = 'ledger_entry_balances';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER ledger_entry_balances AFTER INSERT ON payments_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_entry_must_balance();
CREATE CONSTRAINT TRIGGER ledger_entry_moves_something AFTER INSERT ON payments_entry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_entry_must_balance();
"""

UNBALANCE = """
DROP TRIGGER ledger_entry_balances ON payments_posting;
DROP TRIGGER ledger_entry_moves_something ON payments_entry;
DROP FUNCTION payments_entry_must_balance();
"""

APPEND_ONLY = """
CREATE FUNCTION payments_ledger_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON payments_entry
    FOR EACH ROW EXECUTE FUNCTION payments_ledger_is_append_only();
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON payments_posting
    FOR EACH ROW EXECUTE FUNCTION payments_ledger_is_append_only();
CREATE TRIGGER ledger_append_only BEFORE UPDATE OR DELETE ON payments_account
    FOR EACH ROW EXECUTE FUNCTION payments_ledger_is_append_only();
"""

REWRITABLE = """
DROP TRIGGER ledger_append_only ON payments_entry;
DROP TRIGGER ledger_append_only ON payments_posting;
DROP TRIGGER ledger_append_only ON payments_account;
DROP FUNCTION payments_ledger_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]

    operations = [
        migrations.RunSQL(BALANCE, UNBALANCE),
        migrations.RunSQL(APPEND_ONLY, REWRITABLE),
    ]
