"""What the staff's first page asks of the trail, however long it is: what was refused, what was
given up, and which plan a workspace had when."""

from django.db import migrations

CREATE = """
CREATE INDEX audit_event_refused ON audit_event (at) WHERE outcome = 'denied';
CREATE INDEX audit_event_for_staff ON audit_event (action, at) WHERE action IN (
    'generation.item.failed', 'billing.subscription.started', 'billing.subscription.changed',
    'billing.subscription.renewed', 'billing.subscription.ended');
"""
DROP = "DROP INDEX audit_event_for_staff; DROP INDEX audit_event_refused;"


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [migrations.RunSQL(CREATE, DROP)]
