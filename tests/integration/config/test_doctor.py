"""`manage.py doctor` beside the whole product."""

import pytest

from config.stack import doctor
from config.stack.findings import State
from config.stack.product import QUEUES
from tests.servers.stage import RunningProduct


@pytest.mark.slow
def test_the_doctor_finds_a_running_product_well(
    product: RunningProduct, db: None, settings: object
) -> None:
    settings.WEB_URL = f"http://127.0.0.1:{product.ports['web']}"
    found = [doctor.database(), doctor.redis_server(), doctor.bucket(), doctor.web()]
    found += [doctor.events(product.address), doctor.workers()]

    assert [(one.what, one.state) for one in found] == [
        (what, State.OK)
        for what in ("PostgreSQL", "Redis", "Files (S3)", "Web", "Events", "Workers")
    ]
    assert found[-1].detail.count("@") == len(QUEUES)
