"""Answers as the document shows them."""

from drf_spectacular.utils import OpenApiExample

_JOB = "3f0c3f0e-7a51-4b7e-9a57-0d3a9a1f6f10"
_LENA = "8d1f7b52-6d3c-4a34-9d39-5a6f2f4a7c11"

USAGE = OpenApiExample(
    "A month",
    value={
        "from": "2026-05-01",
        "to": "2026-05-31",
        "totals": [{"meter": "images", "units": 412, "failed": 9}],
        "days": [{"meter": "images", "units": 48, "failed": 2, "day": "2026-05-20"}],
        "by_kind": [
            {"key": "image", "label": "Images", "units": {"images": 412}, "failed": {"images": 9}}
        ],
        "by_member": [
            {"key": _LENA, "label": "Lena", "units": {"images": 412}, "failed": {"images": 9}}
        ],
        "by_product": [
            {
                "key": "Oak stool",
                "label": "Oak stool",
                "units": {"images": 412},
                "failed": {"images": 9},
            }
        ],
        "charges": [{"currency": "USD", "amount_minor": 824}],
    },
    response_only=True,
    media_type="application/json",
)
USAGE_TABLE = OpenApiExample(
    "A table",
    value="day,meter,kind,member,product,units,failed,charge,currency\r\n"
    "2026-05-20,images,image,Lena,Oak stool,48,2,0.96,USD\r\n",
    response_only=True,
    media_type="text/csv",
)
LIMITS = OpenApiExample(
    "Two meters",
    value={
        "results": [
            {
                "meter": "images",
                "limit": 1000,
                "used": 412,
                "reserved": 24,
                "granted": 50,
                "remaining": 614,
                "overage": 0,
                "warning_level": 0,
                "resets_at": "2026-06-01T00:00:00Z",
                "is_gauge": False,
            },
            {
                "meter": "members",
                "limit": 5,
                "used": 4,
                "reserved": 0,
                "granted": 0,
                "remaining": 1,
                "overage": 0,
                "warning_level": 80,
                "resets_at": None,
                "is_gauge": True,
            },
        ]
    },
    response_only=True,
)
PLANS = OpenApiExample(
    "One plan",
    value={
        "results": [
            {
                "plan": "team",
                "version_id": 2,
                "version": 1,
                "name": "Team",
                "description": "For a shop whose people work on listings every week.",
                "price_minor": 4900,
                "currency": "USD",
                "interval": "month",
                "trial_days": 14,
                "concurrency": 8,
                "features": [],
                "limits": [
                    {
                        "meter": "images",
                        "units": 1000,
                        "mode": "hard",
                        "overdraft_units": 0,
                        "overage_price_minor": 0,
                        "overage_block": 1,
                        "rollover_units": 0,
                        "warn_at": [80, 95, 100],
                    }
                ],
                "is_mine": True,
            }
        ]
    },
    response_only=True,
)
SUBSCRIPTION = OpenApiExample(
    "Changes at the period's end",
    value={
        "plan": "business",
        "name": "Business",
        "version_id": 3,
        "is_default": False,
        "status": "active",
        "period_start": "2026-05-12T09:30:00Z",
        "period_end": "2026-06-12T09:30:00Z",
        "pending_plan": "team",
        "pending_version_id": 2,
        "trial_ends_at": None,
        "cancel_at_period_end": False,
    },
    response_only=True,
)
LEDGER_ROW = OpenApiExample(
    "Counted",
    value={
        "id": 90217,
        "at": "2026-05-20T08:14:11.204310Z",
        "meter": "images",
        "kind": "commit",
        "units_delta": 0,
        "balance_after": 588,
        "source": "",
        "reason": "",
        "label": "Front · Kitchen",
        "product": "Oak stool",
        "job_id": _JOB,
        "actor_id": _LENA,
        "person": "Lena",
    },
    response_only=True,
)
STATEMENT = OpenApiExample(
    "A job of one picture",
    value={
        "job_id": _JOB,
        "currency": "USD",
        "charge_minor": 2,
        "quote_minor": 2,
        "units": {"images": 1},
        "entries": [
            {
                "reservation_id": "5a1b6c52-1b0e-4d0e-8a57-2b8a8a1f0f12",
                "subject_id": "b1f7e1f2-3d3c-4a34-9d39-7c6f2f4a7c13",
                "label": "Front · Kitchen",
                "meter": "images",
                "state": "committed",
                "asked": 1,
                "units": 1,
                "unit_price_minor": 2,
                "per_units": 1,
                "price_version": 3,
                "own_key": False,
                "charge_micros": 2_000_000,
            }
        ],
    },
    response_only=True,
)
