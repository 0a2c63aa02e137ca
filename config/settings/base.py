"""What holds everywhere. Modes add to it: embedded, production, testing."""

from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF, UNSAFE_EVAL, UNSAFE_INLINE
from django.utils.translation import gettext_lazy as _

from config.logs import logging_config
from config.settings import environment as env
from config.settings.admin_menu import UNFOLD  # noqa: F401  Django reads it from here
from config.settings.people import *  # noqa: F403  how people sign in and what they are sent
from config.settings.work import *  # noqa: F403  Celery's and the engine's part of the settings

BASE_DIR = Path(__file__).resolve().parent.parent.parent
_public = urlsplit(PUBLIC_URL)
TRUSTED_PROXIES = env.words("TRUSTED_PROXIES")
ALLOWED_HOSTS = [
    "localhost",
    "127.0.0.1",
    _public.hostname or "localhost",
    *env.words("ALLOWED_HOSTS"),
]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL, *env.words("CSRF_TRUSTED_ORIGINS")]
CORS_ALLOWED_ORIGINS = env.words("CORS_ALLOWED_ORIGINS")
CORS_EXPOSE_HEADERS = [
    "X-Request-ID",
    "Retry-After",
    "RateLimit",
    "RateLimit-Policy",
    "Quota-Warning",
    "Idempotent-Replayed",
]
CORS_ALLOW_CREDENTIALS = False
CORS_URLS_REGEX = r"^/(api|events)/.*$"

# --- applications -------------------------------------------------------------------------------
# `workspaces` stands before django_tenants: its `migrate` replaces the stock one.
_OURS_PUBLIC = ["accounts", "audit", "workspaces", "billing"]
_OURS_WORKSPACE = ["assets", "generation"]
SHARED_APPS = [
    *_OURS_PUBLIC,
    "django_tenants",
    "unfold",
    "unfold.contrib.filters",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.usersessions",
    "axes",
    "corsheaders",
    "csp",
    "django_celery_beat",
    "django_filters",
    "django_htmx",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rest_framework",
    # Last: its admin module takes back what other packages registered.
    "config",
]
TENANT_APPS = _OURS_WORKSPACE
INSTALLED_APPS = [*SHARED_APPS, *TENANT_APPS]
TENANT_MODEL = "workspaces.Workspace"
TENANT_LIMIT_SET_CALLS = True
DATABASE_ROUTERS = ["django_tenants.routers.TenantSyncRouter"]
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

MIDDLEWARE = [
    "config.middleware.RequestContextMiddleware",
    "workspaces.middleware.PublicSchemaMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "config.middleware.PolicyMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "accounts.middleware.LastSeenMiddleware",
    "accounts.middleware.KeptByNobodyMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.staff_factor.StaffFactorMiddleware",
    "axes.middleware.AxesMiddleware",
    "config.middleware.ProblemMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.shell",
            ]
        },
    }
]

# --- servers ------------------------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {
    "default": {
        **environ.Env.db_url_config(env.text("DATABASE_URL") or "postgres://localhost/ebusiness"),
        "ENGINE": "django_tenants.postgresql_backend",
        "CONN_MAX_AGE": 300,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {"connect_timeout": 5, "application_name": "e-business"},
    }
}
# Who migrates, where that is another account. No process that serves is told of it.
DATABASE_OWNER = (
    environ.Env.db_url_config(env.text("DATABASE_OWNER_URL"))
    if env.text("DATABASE_OWNER_URL")
    else None
)
REDIS_URL = env.text("REDIS_URL") or "redis://localhost:6379/0"
CACHES = {
    "default": {
        "BACKEND": "config.cache.SpareCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "cache",
        "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1},
    }
}
S3_ENDPOINT_URL = env.text("S3_ENDPOINT_URL")
S3_PUBLIC_URL = env.text("S3_PUBLIC_URL").rstrip("/")
S3_ACCESS_KEY = env.text("S3_ACCESS_KEY")
S3_SECRET_KEY = env.text("S3_SECRET_KEY")
S3_REGION = env.text("S3_REGION")
S3_BUCKET = env.text("S3_BUCKET")
EVENTS_URL = env.text("EVENTS_URL").rstrip("/")
WEB_URL = env.text("WEB_URL").rstrip("/")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.ManifestStaticFilesStorage"},
}
STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static" / "build"]
MEDIA_ROOT = DATA_DIR / "media"

# --- safety -------------------------------------------------------------------------------------
# Two stacks on one host share its cookies: the port keeps them apart.
_cookie_end = _public.port or (443 if IS_HTTPS else 80)
SESSION_COOKIE_NAME = f"session_{_cookie_end}"
CSRF_COOKIE_NAME = f"csrf_{_cookie_end}"
DEVICE_COOKIE_NAME = f"device_{_cookie_end}"
LANGUAGE_COOKIE_NAME = "language"
THEME_COOKIE_NAME = "theme"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_HSTS_SECONDS = 31536000 if IS_HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = IS_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^internal/"]
SECURE_SSL_REDIRECT = IS_HTTPS
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
_file_origins = [S3_PUBLIC_URL] if S3_PUBLIC_URL else []
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:", *_file_origins],
        "media-src": [SELF, "blob:", *_file_origins],
        "connect-src": [SELF, *_file_origins],
        # A font of the library is shown in its own letters.
        "font-src": [SELF, *_file_origins],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
        "base-uri": [SELF],
        # The way to Google begins with a form of ours that leads on there.
        "form-action": [SELF, *(["https://accounts.google.com"] if GOOGLE_CLIENT_ID else [])],
    },
}
# Where the pages are not ours, the policy gives way only as far as they need it: the admin's theme
# evaluates expressions (Alpine) and sizes by style attributes, Swagger writes styles.
CONTENT_SECURITY_POLICY_BY_PATH = {
    "/staff/": {"script-src": [UNSAFE_EVAL], "style-src": [UNSAFE_INLINE]},
    "/api/v1/docs": {"style-src": [UNSAFE_INLINE]},
}
# The plain form endpoint takes 25 MB; what is larger goes straight to the bucket.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
UPLOAD_FORM_MAX_BYTES = 25 * 1024 * 1024
# What is larger than a form takes comes in parts. The most a file may have, by its kind; one that
# claims none is taken as a picture.
UPLOAD_MAX_BYTES = 50 * 1024 * 1024
UPLOAD_LIMITS = {
    "image": UPLOAD_MAX_BYTES,
    "document": 50 * 1024 * 1024,
    "sheet": 50 * 1024 * 1024,
    "font": 30 * 1024 * 1024,
    "audio": env.number("UPLOAD_AUDIO_MAX_MB") * 1024 * 1024,
    "video": env.number("UPLOAD_VIDEO_MAX_MB") * 1024 * 1024,
}
# Who looks at files for viruses; empty where nobody does.
CLAMD_URL = env.text("CLAMD_URL")

# --- language -----------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", _("English")), ("zh-hans", _("Simplified Chinese"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"

# --- API ----------------------------------------------------------------------------------------
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.api_authentication.BearerAuthentication",
        "accounts.api_authentication.SiteSessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["accounts.api_limits.PersonThrottle"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.parsing.LimitedJSONParser"],
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "DEFAULT_PAGINATION_CLASS": "config.pagination.CursorPages",
    "DEFAULT_SCHEMA_CLASS": "config.schema.GatedAutoSchema",
    "EXCEPTION_HANDLER": "config.api_problems.handle",
    "PAGE_SIZE": 50,
    "UNAUTHENTICATED_USER": "django.contrib.auth.models.AnonymousUser",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "E_Business API",
    "DESCRIPTION": "The self-hosted content studio of an e-commerce team, for programs.",
    "VERSION": "1",
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "COMPONENT_SPLIT_REQUEST": True,
    # A change says itself what it cannot do without: the version it was made on.
    "COMPONENT_SPLIT_PATCH": False,
    "ENUM_NAME_OVERRIDES": {
        "InvoiceLineKind": "billing.models.InvoiceLine.Kind",
        "InvoiceState": "billing.models.Invoice.State",
        "JobState": "generation.models.JobState",
        "ItemState": "generation.models.ItemState",
        "UploadState": "assets.models.Upload.State",
        "AssetSource": "assets.models.Asset.Source",
        "WorkState": "assets.models.Work.State",
        "FactSourceKind": "assets.models.Fact.Source",
        "PictureFormat": "assets.conversions.FORMATS",
        "CatalogueFormat": "assets.serializers.imports.FORMATS",
        "TrailFormat": "audit.models.TrailExport.Format",
        "VersionSource": "generation.models.VersionSource",
        "Language": "generation.pipelines.copy.LANGUAGES",
        "WorkspaceLanguage": LANGUAGES,
        "WorkspaceStatus": "workspaces.models.Workspace.Status",
        "Role": "workspaces.roles.Role",
        "Meter": "billing.models.Meter",
        "LedgerKind": "billing.models.LedgerEntry.Kind",
        "LimitMode": "billing.models.PlanLimit.Mode",
        "PlanInterval": "billing.models.PlanVersion.Interval",
        "ReservationState": "billing.models.Reservation.State",
        "SubscriptionStatus": "billing.models.Subscription.Status",
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "config.schema.add_problems",
    ],
}
LOGGING = logging_config(level=env.text("LOG_LEVEL"), form=env.text("LOG_FORMAT"))
SILENCED_SYSTEM_CHECKS: list[str] = []
