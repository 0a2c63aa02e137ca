"""Celery and the job engine."""

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
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_TASK_SOFT_TIME_LIMIT = 300
CELERY_TASK_TIME_LIMIT = 330
CELERY_TASK_DEFAULT_QUEUE = "default"
CELERY_TASK_CREATE_MISSING_QUEUES = True
CELERY_TASK_ROUTES = {
    "generation.run_image": {"queue": "image_generation"},
    "generation.run_copy": {"queue": "copy_generation"},
    "generation.run_video": {"queue": "video_generation"},
}
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
# The visibility timeout is twice the hard limit; recovery never waits for it (the sweeper does it).
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "visibility_timeout": 2 * CELERY_TASK_TIME_LIMIT,
    "unacked_restore_interval": 10,
    "unacked_restore_throttle": 1,
    "socket_timeout": 10,
    "socket_connect_timeout": 5,
    "retry_on_timeout": True,
}
CELERY_BEAT_SCHEDULER = "django_celery_beat.schedulers:DatabaseScheduler"
CELERY_TIMEZONE = "UTC"
# Without it Celery closes the database connection after every task.
CELERY_DB_REUSE_MAX = 500

AI_MOCK_MODE = env.flag("AI_MOCK_MODE")
IMAGE_PROVIDER = "generation.providers.offline.image.OfflineImageProvider"
JOB_MAX_ATTEMPTS = env.number("JOB_MAX_ATTEMPTS")
JOB_LEASE_SECONDS = 60
JOB_HINT_SECONDS = 60
STREAM_TICKET_SECONDS = 3600

# What the app above does when something happens below: the arrows stay downward.
ASSET_READY_HOOKS = ["generation.cutouts.on_asset_ready"]
WORKSPACE_CREATED_HOOKS: list[str] = []
