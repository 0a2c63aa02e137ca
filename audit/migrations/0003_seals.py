"""Seals of the trail, months of their own, and what the database itself lets be done with them."""

from django.db import migrations, models
from django.db.models.functions import Now

CREATE = """
CREATE INDEX audit_event_by_xid ON audit_event (xid, id);

-- Transactions are counted on when a database is restored into a server that has counted fewer.
CREATE TABLE audit_clock (shift bigint NOT NULL);
INSERT INTO audit_clock VALUES (0);

CREATE TABLE audit_seal (
    n bigint PRIMARY KEY CHECK (n > 0),
    month date NOT NULL,
    from_xid bigint NOT NULL,
    to_xid bigint NOT NULL CHECK (to_xid > from_xid),
    count integer NOT NULL CHECK (count > 0),
    root bytea NOT NULL CHECK (octet_length(root) = 32),
    previous bytea NOT NULL CHECK (octet_length(previous) = 32),
    digest bytea NOT NULL CHECK (octet_length(digest) = 32),
    key_name varchar(16) NOT NULL,
    signature bytea NOT NULL CHECK (octet_length(signature) = 64),
    at timestamptz NOT NULL,
    form smallint NOT NULL,
    UNIQUE (from_xid, month)
);
CREATE INDEX audit_seal_by_month ON audit_seal (month, from_xid);

-- Which rows a seal holds, and their leaves: with these the first bad row has a name.
CREATE TABLE audit_seal_rows (
    n bigint NOT NULL,
    month date NOT NULL,
    ids bigint[] NOT NULL,
    leaves bytea NOT NULL,
    PRIMARY KEY (n, month)
) PARTITION BY LIST (month);
CREATE TABLE audit_seal_rows_rest PARTITION OF audit_seal_rows DEFAULT;

-- What lies in the bucket, too.
CREATE TABLE audit_seal_kept (n bigint PRIMARY KEY, at timestamptz NOT NULL DEFAULT now());

CREATE TABLE audit_dropped (
    month date PRIMARY KEY,
    rows bigint NOT NULL,
    last_seal bigint NOT NULL,
    at timestamptz NOT NULL DEFAULT now()
);
"""
GUARD = """
DO $$
DECLARE name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['audit_seal', 'audit_seal_rows', 'audit_seal_kept', 'audit_dropped']
    LOOP
        EXECUTE format('CREATE TRIGGER %1$s_no_change BEFORE UPDATE OR DELETE ON %1$I '
                       'FOR EACH ROW EXECUTE FUNCTION audit_refuse_change()', name);
        EXECUTE format('CREATE TRIGGER %1$s_no_truncate BEFORE TRUNCATE ON %1$I '
                       'FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change()', name);
    END LOOP;
END $$;
CREATE TRIGGER audit_seal_rows_rest_no_truncate BEFORE TRUNCATE ON audit_seal_rows_rest
    FOR EACH STATEMENT EXECUTE FUNCTION audit_refuse_change();
"""
# Each runs with the rights of the tables' owner, who need not be who asks: nothing is looked up
# where somebody else could have put something of the same name.
FUNCTIONS = """
CREATE FUNCTION public.audit_watermark() RETURNS bigint LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint + shift FROM public.audit_clock
$$;

CREATE FUNCTION public.audit_restart_clock() RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    here bigint := pg_current_xact_id()::text::bigint;
    seen bigint;
    moved bigint;
BEGIN
    SELECT greatest(
        coalesce((SELECT max(to_xid) FROM public.audit_seal), 0),
        coalesce((SELECT xid::text::bigint FROM public.audit_event ORDER BY xid DESC LIMIT 1), 0)
    ) INTO seen;
    SELECT shift INTO moved FROM public.audit_clock FOR UPDATE;
    IF here + moved > seen THEN
        RETURN false;
    END IF;
    moved := seen + 1 - here;
    UPDATE public.audit_clock SET shift = moved;
    EXECUTE format('ALTER TABLE public.audit_event ALTER COLUMN xid SET DEFAULT '
                   '((pg_current_xact_id()::text::bigint + %s)::text::xid8)', moved);
    RETURN true;
END $$;

CREATE FUNCTION public.audit_open_month(asked date) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    first date := date_trunc('month', asked)::date;
    since timestamptz := first::timestamp AT TIME ZONE 'UTC';
    until timestamptz := (first + interval '1 month')::timestamp AT TIME ZONE 'UTC';
    name text := to_char(first, 'YYYYMM');
    part text;
BEGIN
    IF to_regclass('public.audit_event_' || name) IS NOT NULL
       OR EXISTS (SELECT 1 FROM public.audit_event_rest WHERE at >= since AND at < until)
       OR EXISTS (SELECT 1 FROM public.audit_seal_rows_rest WHERE month = first) THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE public.audit_event_%s PARTITION OF public.audit_event '
                   'FOR VALUES FROM (%L) TO (%L)', name, since, until);
    EXECUTE format('CREATE TABLE public.audit_seal_rows_%s PARTITION OF public.audit_seal_rows '
                   'FOR VALUES IN (%L)', name, first);
    FOREACH part IN ARRAY ARRAY['audit_event_' || name, 'audit_seal_rows_' || name] LOOP
        EXECUTE format('CREATE TRIGGER %1$s_no_truncate BEFORE TRUNCATE ON public.%1$s '
                       'FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_change()', part);
    END LOOP;
    RETURN true;
END $$;

CREATE FUNCTION public.audit_drop_month(asked date) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    first date := date_trunc('month', asked)::date;
    name text := to_char(first, 'YYYYMM');
    sealed bigint := coalesce((SELECT max(to_xid) FROM public.audit_seal), 0);
    held boolean;
    unsealed boolean;
    found bigint;
BEGIN
    IF to_regclass('public.audit_event_' || name) IS NULL THEN
        RAISE EXCEPTION 'audit: there is no month %', name USING ERRCODE = 'P0002';
    END IF;
    -- A year is kept whatever the settings say.
    IF first > date_trunc('month', now() AT TIME ZONE 'UTC') - interval '13 months' THEN
        RAISE EXCEPTION 'audit: the month % is too young to be dropped', name USING ERRCODE = '42501';
    END IF;
    EXECUTE format('LOCK TABLE public.audit_event_%s IN ACCESS EXCLUSIVE MODE', name);
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.audit_hold AS h WHERE h.lifted_at IS NULL '
                   'AND (h.workspace_id IS NULL OR EXISTS (SELECT 1 FROM public.audit_event_%s AS e '
                   'WHERE e.workspace_id = h.workspace_id)))', name) INTO held;
    IF held THEN
        RAISE EXCEPTION 'audit: the month % is on hold', name USING ERRCODE = '42501';
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.audit_event_%s '
                   'WHERE xid >= $1::text::xid8)', name) INTO unsealed USING sealed;
    IF unsealed THEN
        RAISE EXCEPTION 'audit: the month % is not sealed yet', name USING ERRCODE = '55000';
    END IF;
    EXECUTE format('SELECT count(*) FROM public.audit_event_%s', name) INTO found;
    INSERT INTO public.audit_dropped (month, rows, last_seal)
        SELECT first, found, coalesce(max(n), 0) FROM public.audit_seal WHERE month = first;
    EXECUTE format('DROP TABLE public.audit_event_%s', name);
    EXECUTE format('DROP TABLE public.audit_seal_rows_%s', name);
    RETURN found;
END $$;
"""
UNDO = """
DROP FUNCTION audit_drop_month(date); DROP FUNCTION audit_open_month(date);
DROP FUNCTION audit_restart_clock(); DROP FUNCTION audit_watermark();
DROP TABLE audit_dropped, audit_seal_kept, audit_seal_rows, audit_seal, audit_clock;
DROP INDEX audit_event_by_xid;
"""


def unmanaged(name: str, table: str, *fields: tuple[str, models.Field]) -> migrations.CreateModel:
    """Return the state of a table that is written above."""
    return migrations.CreateModel(
        name=name, fields=list(fields), options={"db_table": table, "managed": False}
    )


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_what_staff_look_for")]
    operations = [
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("workspace_id", models.UUIDField(null=True)),
                ("reason", models.CharField(max_length=300)),
                ("placed_by", models.CharField(max_length=64)),
                ("placed_at", models.DateTimeField(db_default=Now())),
                ("lifted_by", models.CharField(blank=True, max_length=64)),
                ("lifted_at", models.DateTimeField(null=True)),
            ],
            options={
                "verbose_name": "hold",
                "verbose_name_plural": "holds",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("workspace_id",),
                        condition=models.Q(lifted_at__isnull=True),
                        nulls_distinct=False,
                        name="hold_once",
                    )
                ],
            },
        ),
        migrations.RunSQL(CREATE + GUARD + FUNCTIONS, UNDO),
        unmanaged(
            "Seal",
            "audit_seal",
            ("n", models.BigIntegerField(primary_key=True, serialize=False)),
            ("month", models.DateField()),
            ("from_xid", models.BigIntegerField()),
            ("to_xid", models.BigIntegerField()),
            ("count", models.IntegerField()),
            ("root", models.BinaryField()),
            ("previous", models.BinaryField()),
            ("digest", models.BinaryField()),
            ("key_name", models.CharField(max_length=16)),
            ("signature", models.BinaryField()),
            ("at", models.DateTimeField()),
            ("form", models.PositiveSmallIntegerField(default=1)),
        ),
        unmanaged(
            "SealKept",
            "audit_seal_kept",
            ("n", models.BigIntegerField(primary_key=True, serialize=False)),
            ("at", models.DateTimeField(db_default=Now())),
        ),
        unmanaged(
            "DroppedMonth",
            "audit_dropped",
            ("month", models.DateField(primary_key=True, serialize=False)),
            ("rows", models.BigIntegerField()),
            ("last_seal", models.BigIntegerField()),
            ("at", models.DateTimeField(db_default=Now())),
        ),
    ]
