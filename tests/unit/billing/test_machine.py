"""The invariants of units hold after anything, in any order, on the real tables."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.unit.billing.plan_machine import Plans
from workspaces.models import Workspace

# What fails is told at once: making the example smaller takes minutes on the real tables.
QUIET = {
    "phases": [Phase.explicit, Phase.generate],
    "deadline": None,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}


@pytest.fixture
def units(acme: Workspace, beta: Workspace) -> type[Plans]:
    return type("PlansOfTwo", (Plans,), {"acme": acme, "beta": beta})


@pytest.mark.timeout(120)
def test_units_stay_true_whatever_happens(units: type[Plans]) -> None:
    run_state_machine_as_test(
        units,
        settings=settings(max_examples=40, stateful_step_count=30, derandomize=True, **QUIET),
    )


@pytest.mark.long
@pytest.mark.timeout(1800)
def test_units_stay_true_for_long(units: type[Plans]) -> None:
    run_state_machine_as_test(
        units, settings=settings(max_examples=500, stateful_step_count=50, **QUIET)
    )
