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
    next_xid bigint NOT NULL,
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
CREATE FUNCTION public.audit_watermark(OUT until bigint, OUT next bigint, OUT at timestamptz)
LANGUAGE sql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
    SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint + shift,
           pg_snapshot_xmax(pg_current_snapshot())::text::bigint + shift, clock_timestamp()
    FROM public.audit_clock
$$;

CREATE FUNCTION public.audit_restart_clock() RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    here bigint := pg_current_xact_id()::text::bigint;
    seen bigint := (SELECT greatest(max(to_xid), max(next_xid)) FROM public.audit_seal);
    -- Rows the dump had that no seal holds: more transactions than a server begins in a year.
    ahead bigint := 2::bigint ^ 32;
    moved bigint;
BEGIN
    -- A row says what it likes of its transaction, and is believed only before there are seals.
    IF seen IS NULL THEN
        ahead := 0;
        seen := coalesce(
            (SELECT xid::text::bigint FROM public.audit_event ORDER BY xid DESC LIMIT 1), 0);
    END IF;
    SELECT shift INTO moved FROM public.audit_clock FOR UPDATE;
    IF here + moved > seen THEN
        RETURN false;
    END IF;
    moved := seen + ahead + 1 - here;
    UPDATE public.audit_clock SET shift = moved;
    EXECUTE format('ALTER TABLE public.audit_event ALTER COLUMN xid SET DEFAULT '
                   '((pg_current_xact_id()::text::bigint + %s)::text::xid8)', moved);
    RETURN true;
END $$;

-- Tables are made beside the trail and then put into it, so that no writer waits; where a reader is in
-- the way this gives up soon, for other readers would wait behind it.
CREATE FUNCTION public.audit_open_month(asked date) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    first date := date_trunc('month', asked)::date;
    since timestamptz := first::timestamp AT TIME ZONE 'UTC';
    until timestamptz := (first + interval '1 month')::timestamp AT TIME ZONE 'UTC';
    name text := to_char(first, 'YYYYMM');
    is_elsewhere boolean; part text;
BEGIN
    IF to_regclass('public.audit_event_' || name) IS NOT NULL THEN
        RETURN false;
    END IF;
    is_elsewhere := EXISTS (SELECT 1 FROM public.audit_event_rest WHERE at >= since AND at < until)
        OR EXISTS (SELECT 1 FROM public.audit_seal_rows_rest WHERE month = first);
    -- More may come: it is left until it is over.
    IF is_elsewhere AND until > now() THEN
        RETURN false;
    END IF;
    PERFORM set_config('lock_timeout', '300ms', true);
    EXECUTE format('CREATE TABLE public.audit_event_%s (LIKE public.audit_event INCLUDING DEFAULTS '
                   'INCLUDING CONSTRAINTS INCLUDING STORAGE INCLUDING INDEXES, '
                   'CONSTRAINT in_month CHECK (at >= %L AND at < %L))', name, since, until);
    EXECUTE format('CREATE TABLE public.audit_seal_rows_%s (LIKE public.audit_seal_rows INCLUDING '
                   'STORAGE INCLUDING INDEXES, CONSTRAINT in_month CHECK (month = %L))', name, first);
    FOREACH part IN ARRAY ARRAY['audit_event_' || name, 'audit_seal_rows_' || name] LOOP
        EXECUTE format('CREATE TRIGGER %1$s_no_truncate BEFORE TRUNCATE ON public.%1$s '
                       'FOR EACH STATEMENT EXECUTE FUNCTION public.audit_refuse_change()', part);
    END LOOP;
    IF is_elsewhere THEN
        PERFORM public.audit_move_rows('audit_event', name, format('at >= %L AND at < %L', since, until));
        PERFORM public.audit_move_rows('audit_seal_rows', name, format('month = %L', first));
    END IF;
    LOCK TABLE ONLY public.audit_event_rest, ONLY public.audit_seal_rows_rest IN ACCESS EXCLUSIVE MODE;
    EXECUTE format('ALTER TABLE public.audit_event ATTACH PARTITION public.audit_event_%s '
                   'FOR VALUES FROM (%L) TO (%L)', name, since, until);
    EXECUTE format('ALTER TABLE public.audit_seal_rows ATTACH PARTITION public.audit_seal_rows_%s '
                   'FOR VALUES IN (%L)', name, first);
    FOREACH part IN ARRAY ARRAY['audit_event_' || name, 'audit_seal_rows_' || name] LOOP
        EXECUTE format('ALTER TABLE public.%s DROP CONSTRAINT in_month', part);
    END LOOP;
    RETURN true;
END $$;

-- Only what is copied is taken away.
CREATE FUNCTION public.audit_move_rows(parent text, name text, which text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    copied bigint; taken bigint;
BEGIN
    EXECUTE format('INSERT INTO public.%1$s_%2$s SELECT * FROM public.%1$s_rest WHERE %3$s',
                   parent, name, which);
    GET DIAGNOSTICS copied = ROW_COUNT;
    EXECUTE format('ALTER TABLE public.%1$s_rest DISABLE TRIGGER %1$s_no_change', parent);
    EXECUTE format('DELETE FROM public.%s_rest WHERE %s', parent, which);
    GET DIAGNOSTICS taken = ROW_COUNT;
    EXECUTE format('ALTER TABLE public.%1$s_rest ENABLE TRIGGER %1$s_no_change', parent);
    IF copied <> taken THEN
        RAISE EXCEPTION 'audit: rows of % came meanwhile', name USING ERRCODE = '40001';
    END IF;
END $$;

CREATE FUNCTION public.audit_must_stay(first date) RETURNS text LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    name text := to_char(first, 'YYYYMM');
    sealed bigint := coalesce((SELECT max(to_xid) FROM public.audit_seal), 0);
    found boolean;
BEGIN
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.audit_hold AS h WHERE h.lifted_at IS NULL '
                   'AND (h.workspace_id IS NULL OR EXISTS (SELECT 1 FROM public.audit_event_%s AS e '
                   'WHERE e.workspace_id = h.workspace_id)))', name) INTO found;
    IF found THEN
        RETURN 'on hold';
    END IF;
    EXECUTE format('SELECT EXISTS (SELECT 1 FROM public.audit_event_%s '
                   'WHERE xid >= $1::text::xid8)', name) INTO found USING sealed;
    RETURN CASE WHEN found THEN 'not sealed yet' END;
END $$;

-- It looks and counts while others work, and locks for a moment: the trail first, as readers do, and
-- not for longer than anybody may wait.
CREATE FUNCTION public.audit_drop_month(asked date) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
    first date := date_trunc('month', asked)::date;
    name text := to_char(first, 'YYYYMM');
    why text; found bigint;
BEGIN
    IF to_regclass('public.audit_event_' || name) IS NULL THEN
        RAISE EXCEPTION 'audit: there is no month %', name USING ERRCODE = 'P0002';
    END IF;
    -- A year is kept whatever the settings say.
    IF first > date_trunc('month', now() AT TIME ZONE 'UTC') - interval '13 months' THEN
        RAISE EXCEPTION 'audit: the month % is too young to be dropped', name USING ERRCODE = '42501';
    END IF;
    why := public.audit_must_stay(first);
    IF why IS NOT NULL THEN
        RAISE EXCEPTION 'audit: the month % is %', name, why USING ERRCODE = '55000';
    END IF;
    EXECUTE format('SELECT count(*) FROM public.audit_event_%s', name) INTO found;
    -- What was tampered with is kept as it is, for whoever looks into it.
    IF found <> (SELECT coalesce(sum(count), 0) FROM public.audit_seal WHERE month = first) THEN
        RAISE EXCEPTION 'audit: the month % is not what was sealed', name USING ERRCODE = '55000';
    END IF;
    PERFORM set_config('lock_timeout', '300ms', true);
    LOCK TABLE ONLY public.audit_event, ONLY public.audit_seal_rows IN ACCESS EXCLUSIVE MODE;
    why := public.audit_must_stay(first);
    IF why IS NOT NULL THEN
        RAISE EXCEPTION 'audit: the month % is %', name, why USING ERRCODE = '55000';
    END IF;
    INSERT INTO public.audit_dropped (month, rows, last_seal)
        SELECT first, found, coalesce(max(n), 0) FROM public.audit_seal WHERE month = first;
    EXECUTE format('DROP TABLE public.audit_event_%1$s, public.audit_seal_rows_%1$s', name);
    RETURN found;
END $$;
"""
UNDO = """
DROP FUNCTION audit_drop_month(date); DROP FUNCTION audit_must_stay(date);
DROP FUNCTION audit_open_month(date); DROP FUNCTION audit_move_rows(text, text, text);
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
            ("next_xid", models.BigIntegerField(default=0)),
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
