"""Celery and the job engine."""

from pathlib import Path

from config.settings import environment as env

CELERY_BROKER_URL = (
    env.text("CELERY_BROKER_URL") or env.text("REDIS_URL") or "redis://localhost:6379/0"
)
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# With the time the servers need after the workers, `make down` stays under 30 s.
CELERY_WORKER_SOFT_SHUTDOWN_TIMEOUT = 10.0
CELERY_WORKER_ENABLE_SOFT_SHUTDOWN_ON_IDLE = False
# A vendor under way is let finish: a message that comes again claims nothing.
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = False
CELERY_TASK_SOFT_TIME_LIMIT = 300
CELERY_TASK_TIME_LIMIT = 330
# Three minutes of video, the longest there is, on a busy machine.
VIDEO_TIME_LIMIT = 1560
CELERY_TASK_ANNOTATIONS = {
    # A vendor may be asked twice for a text: with a schema, and with less.
    "generation.run_copy": {"soft_time_limit": 540, "time_limit": 570},
    "generation.run_video": {
        "soft_time_limit": VIDEO_TIME_LIMIT - 60,
        "time_limit": VIDEO_TIME_LIMIT,
    },
    # A video of gigabytes is read and written twice; while that goes on, it gives signs of life.
    "assets.check_large_upload": {
        "soft_time_limit": VIDEO_TIME_LIMIT - 60,
        "time_limit": VIDEO_TIME_LIMIT,
    },
    # It looks at every object of a workspace, and nobody waits for it.
    "assets.remove_orphans": {
        "soft_time_limit": VIDEO_TIME_LIMIT - 60,
        "time_limit": VIDEO_TIME_LIMIT,
    },
    # Up to 5 GB go from the bucket to the bucket.
    "assets.export": {"soft_time_limit": VIDEO_TIME_LIMIT - 60, "time_limit": VIDEO_TIME_LIMIT},
    "assets.import_step": {
        "soft_time_limit": VIDEO_TIME_LIMIT - 60,
        "time_limit": VIDEO_TIME_LIMIT,
    },
    # A file of events may be of millions.
    "audit.export": {"soft_time_limit": VIDEO_TIME_LIMIT - 60, "time_limit": VIDEO_TIME_LIMIT},
    # A proof reads every row of the trail: half a minute for a million.
    "audit.prove": {"soft_time_limit": VIDEO_TIME_LIMIT - 60, "time_limit": VIDEO_TIME_LIMIT},
    "audit.prove_round": {
        "soft_time_limit": VIDEO_TIME_LIMIT - 60,
        "time_limit": VIDEO_TIME_LIMIT,
    },
}
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_TASK_ROUTES = {
    "generation.run_image": {"queue": "image_generation"},
    "generation.run_copy": {"queue": "copy_generation"},
    "generation.run_video": {"queue": "video_generation"},
    # What may take many minutes: it would leave no worker to the rounds that recover and seal.
    "audit.export": {"queue": "long"},
    "audit.prove": {"queue": "long"},
    "audit.prove_round": {"queue": "long"},
    "assets.remove_orphans": {"queue": "long"},
    "assets.check_large_upload": {"queue": "long"},
    "assets.export": {"queue": "long"},
    "assets.import_step": {"queue": "long"},
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# The visibility timeout is twice the longest limit; recovery never waits for it (the sweeper does it).
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 2 * VIDEO_TIME_LIMIT,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    # Whoever sends does not wait for a broker that is away (6 s otherwise) or that hangs (40 s
    # otherwise, in a request): the sweeper sends again.
    "max_retries": 0,
    "socket_timeout": 4,
    "socket_connect_timeout": 2,
    "retry_on_timeout": False,
}
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_TIMEZONE = "UTC"
# Without it Celery closes the database connection after every task.
CELERY_DB_REUSE_MAX = 500

AI_MOCK_MODE = env.flag("AI_MOCK_MODE")
OPENAI_API_KEY = env.text("OPENAI_API_KEY")
OPENAI_BASE_URL = env.text("OPENAI_BASE_URL")
OPENAI_COPY_MODEL = env.text("OPENAI_COPY_MODEL")
OPENAI_IMAGE_MODEL = env.text("OPENAI_IMAGE_MODEL")
OPENAI_SPEECH_MODEL = env.text("OPENAI_SPEECH_MODEL")
OPENAI_CHECK = "generation.providers.openai.check.check_connection"
_ESPEAK = "generation.providers.speech.espeak.EspeakSpeechProvider"
if AI_MOCK_MODE:
    IMAGE_PROVIDER = "generation.providers.offline.image.OfflineImageProvider"
    COPY_PROVIDER = "generation.providers.offline.copy.OfflineCopyProvider"
    SPEECH_PROVIDERS = [_ESPEAK]
else:
    IMAGE_PROVIDER = "generation.providers.openai.image.OpenAIImageProvider"
    COPY_PROVIDER = "generation.providers.openai.copy.OpenAICopyProvider"
    # One vendor's outage never fails a video: the voice of this machine speaks then.
    SPEECH_PROVIDERS = [
        env.choice(
            "SPEECH_PROVIDER",
            {
                "edge": "generation.providers.speech.edge.EdgeSpeechProvider",
                "openai": "generation.providers.openai.speech.OpenAISpeechProvider",
            },
        ),
        _ESPEAK,
    ]
# One file a weight, for subtitles: they come with the front end's packages.
_FONTS = Path(__file__).resolve().parents[2] / "node_modules/@expo-google-fonts/noto-sans-sc"
VIDEO_FONTS = [
    _FONTS / "400Regular" / "NotoSansSC_400Regular.ttf",
    _FONTS / "700Bold" / "NotoSansSC_700Bold.ttf",
]
JOB_MAX_ATTEMPTS = env.number("JOB_MAX_ATTEMPTS")
# What a person's programs may order in a moving minute: one order may be of hundreds of items.
ORDERS_A_MINUTE = env.number("ORDERS_A_MINUTE")
# Where a larger plan is to be had; empty where that is on the plans of each workspace.
UPGRADE_URL = env.text("UPGRADE_URL")
# Who moves money: Stripe when its key is given, else people by bank.
STRIPE_SECRET_KEY = env.text("STRIPE_SECRET_KEY")
STRIPE_WEBHOOK_SECRETS = env.words("STRIPE_WEBHOOK_SECRET")
# Another server than Stripe's own: for tests.
STRIPE_URL = ""
PAYMENT_PROVIDER = (
    "billing.payments.stripe.StripePayments"
    if STRIPE_SECRET_KEY
    else "billing.payments.offline.OfflinePayments"
)
INVOICE_SELLER = [part.strip() for part in env.text("INVOICE_SELLER").split(";") if part.strip()]
INVOICE_PAY_TO = "\n".join(part.strip() for part in env.text("INVOICE_PAY_TO").split(";"))
INVOICE_DUE_DAYS = env.number("INVOICE_DUE_DAYS")
# The module that stores billing's papers.
BILLING_STORE = "assets.storage"
JOB_LEASE_SECONDS = 60
JOB_HINT_SECONDS = 60
STREAM_TICKET_SECONDS = 3600

# What the app above does when something happens below: the arrows stay downward.
ASSET_READY_HOOKS = ["generation.cutouts.on_asset_ready"]
# Who names objects in the bucket: what none of them names is removed.
ASSET_KEY_HOOKS = ["assets.services.named_keys", "generation.keys.named_keys"]
ASSET_TEXTS_HOOK = "generation.subjects.texts_of_product"
ACCOUNT_TOLD_HOOK = "generation.news.publish"
ACCOUNT_PICTURES_HOOK = "generation.screens.notices.pictures"
WORKSPACE_CREATED_HOOKS: list[str] = []
WORKSPACE_CLOSING_HOOKS = ["generation.closing.stop_work"]
WORKSPACE_BEFORE_DELETED_HOOKS = [
    "generation.closing.end_work",
    "billing.money.closing.close",
    "billing.services.release_all",
    "assets.services.remove_objects",
]
WORKSPACE_SEAT_HOOK = "billing.services.seats"
WORKSPACE_SEATS_HELD_HOOK = "billing.services.sync_seats"
WORKSPACE_LOGO_HOOK = "assets.services.logo_url"
# What somebody acted on → who knows where it is now.
WORKSPACE_SPOT_HOOKS = {
    "asset": "assets.screens.spots.assets",
    "product": "assets.screens.spots.products",
    "upload": "assets.screens.spots.uploads",
    "job": "generation.screens.spots.jobs",
    "item": "generation.screens.spots.items",
    "text": "generation.screens.spots.texts",
    "video_project": "generation.screens.spots.projects",
    "invoice": "billing.screens.spots.invoices",
    "order": "billing.screens.spots.plans",
    "subscription": "billing.screens.spots.plans",
    "billing_account": "billing.screens.spots.details",
    "grant": "billing.screens.spots.units",
    "quota_period": "billing.screens.spots.units",
    "usage": "billing.screens.spots.usage",
    "member": "workspaces.screens.spots.members",
    "user": "workspaces.screens.spots.members",
    "invitation": "workspaces.screens.spots.invitations",
    "workspace": "workspaces.screens.spots.settings",
    "trail_export": "workspaces.screens.spots.exports",
}
# Tables staff see below a workspace.
WORKSPACE_STAFF_PANELS = ["billing.staff_panel.tables", "audit.staff_panel.tables"]
# Who is told that a file of events is there, or could not be written.
AUDIT_EXPORT_HOOKS = ["workspaces.services.news.tell_exported"]
INVITATION_DAYS = 7
WORKSPACE_GRACE_DAYS = 14
# How long a plan goes on while its payment is overdue, and who is told what becomes of it.
BILLING_GRACE_DAYS = 14
BILLING_EVENT_HOOKS = ["billing.money.plan_news.tell"]
