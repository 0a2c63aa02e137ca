"""How people sign in, how they are kept safe doing so, and what they are sent."""

import environ

from config.settings import environment as env
from config.settings.basics import *  # noqa: F403  what the other parts are made of

# --- passwords ----------------------------------------------------------------------------------
PASSWORD_HASHERS = ["accounts.passwords.PasswordHasher"]
PASSWORD_MAX_LENGTH = 1024
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 8},
    },
    {"NAME": "accounts.passwords.MaximumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]

# --- mail ---------------------------------------------------------------------------------------
HAS_EMAIL = bool(env.text("EMAIL_URL"))
EMAIL_TIMEOUT = 10
if HAS_EMAIL:
    globals().update(environ.Env.email_url_config(env.text("EMAIL_URL")))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = DATA_DIR / "mail"
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL")

# --- the pages of accounts (django-allauth) -----------------------------------------------------
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "mandatory" if HAS_EMAIL else "optional"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SIGNUP_FORM_CLASS = "accounts.forms.SignupExtraForm"
ACCOUNT_FORMS = {
    "login": "accounts.entry_forms.BoundedLoginForm",
    "signup": "accounts.entry_forms.EvenSignupForm",
    "change_password": "accounts.entry_forms.CountedPasswordForm",
}
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
# The link of a mail that sets a new password is good for an hour, and once.
PASSWORD_RESET_TIMEOUT = 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "account_login"

# --- second factors -----------------------------------------------------------------------------
MFA_ADAPTER = "accounts.adapter.FactorAdapter"
MFA_FORMS = {
    "authenticate": "accounts.factor_forms.CodeForm",
    "reauthenticate": "accounts.factor_forms.CodeAgainForm",
    "add_webauthn": "accounts.factor_forms.PasskeyForm",
    "authenticate_webauthn": "accounts.factor_forms.PasskeyCodeForm",
    "login_webauthn": "accounts.factor_forms.PasskeyLoginForm",
    "reauthenticate_webauthn": "accounts.factor_forms.PasskeyAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_ISSUER = "E_Business"
# A clock that is half a minute off still signs in.
MFA_TOTP_TOLERANCE = 1
# Browsers count http://localhost as safe; the library does not by itself.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not IS_HTTPS
# allauth would let nobody with a second step add an address. That one is confirmed before a second
# step is set up is seen to by accounts.services.may_add_factor.
MFA_ALLOW_UNVERIFIED_EMAIL = True

# --- other sites that vouch for people ----------------------------------------------------------
GOOGLE_CLIENT_ID = env.text("GOOGLE_CLIENT_ID")
SOCIALACCOUNT_ADAPTER = "accounts.adapter.SocialAdapter"
SOCIALACCOUNT_LOGIN_ON_GET = False
# Nobody is signed in, or connected, because an e-mail is the same.
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_PROVIDERS = {
    "google": {
        "APPS": [
            {"client_id": GOOGLE_CLIENT_ID, "secret": env.text("GOOGLE_CLIENT_SECRET"), "key": ""}
        ]
        if GOOGLE_CLIENT_ID
        else [],
        "SCOPE": ["profile", "email"],
        "OAUTH_PKCE_ENABLED": True,
    }
}

# --- guessing -----------------------------------------------------------------------------------
# Wrong passwords and codes before a pause, pages and API together: of a person at one address, of
# one address, and of a person over all the addresses they have never signed in from (an hour's).
SIGN_IN_PAUSE_SECONDS = 15 * 60
PERSON_GUESSES_SECONDS = 3600
GUESSES = {"pair": 5, "address": 50, "person": 100, "code_person": 20}
AXES_HANDLER = "accounts.guessing.handler.GuessHandler"
AXES_CLIENT_IP_CALLABLE = "accounts.guessing.address_for_axes"
AXES_COOLOFF_TIME = SIGN_IN_PAUSE_SECONDS / 3600
AXES_ENABLE_ADMIN = False
# The trail knows who signed in.
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
# The pages' other limits: how often something is asked for, right or wrong. Guesses are counted
# above; signing in and up and asking for a new password with the API, by ASKS below.
ACCOUNT_RATE_LIMITS = {
    "login": None,
    "login_failed": None,
    "signup": None,
    "reset_password": None,
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "manage_email": "10/m/user",
    "reauthenticate": "10/m/user",
    "confirm_email": "1/3m/key",
}
# How much of what reaches strangers, or costs a schema, one may do in a moving hour.
INVITES_AN_HOUR = {"person": 30, "workspace": 60, "email": 5}
WORKSPACES_AN_HOUR = 10
# What strangers ask of the API: (how often, in how many seconds), by address and by whom it is for.
# Of refresh tokens those that were exchanged are counted by person: asking again is none's fault.
ASKS: dict[str, dict[str, tuple[int, int]]] = {
    "sign-in": {"address": (60, 60), "person": (30, 60)},
    "refresh": {"address": (12_000, 60), "person": (120, 60)},
    "register": {"address": (env.number("SIGN_UPS_AN_HOUR"), 3600), "person": (5, 3600)},
    "verify": {"address": (60, 60)},
    "verify-again": {"address": (30, 3600), "person": (5, 3600)},
    "reset": {"address": (30, 3600), "person": (5, 3600)},
    "new-password": {"address": (60, 60), "person": (10, 60)},
    # A front end's server has one address for all its people.
    "nextauth": {"address": (120, 60)},
}
# All of what one person's programs ask.
API_REQUESTS_A_MINUTE = env.number("API_REQUESTS_A_MINUTE")

# --- programs -----------------------------------------------------------------------------------
TOKEN_ISSUER = PUBLIC_URL
TOKEN_AUDIENCE = "e-business-api"
ACCESS_TOKEN_SECONDS = 600
# A program that has not gone on for so long is signed out; one that does, after so long at most.
TOKEN_FAMILY_DAYS = 30
TOKEN_FAMILY_MOST_DAYS = 90
TOKEN_SIGNING_KEYS = [
    key for key in env.secret("TOKEN_SIGNING_KEYS", secret_key=SECRET_KEY).split(",") if key
]
# Secrets shared with a front end that uses Auth.js or NextAuth, the newest first; none: it is off.
AUTH_SECRETS = env.long_words("AUTH_SECRET")
EVENTS_KEY = env.secret("EVENTS_KEY", secret_key=SECRET_KEY)
AUDIT_SEAL_KEY = env.secret("AUDIT_SEAL_KEY", secret_key=SECRET_KEY)
AUDIT_OLD_PUBLIC_KEYS = env.words("AUDIT_OLD_PUBLIC_KEYS")
AUDIT_RETENTION_MONTHS = env.number("AUDIT_RETENTION_MONTHS")
# The module that stores seals and exports of the trail.
AUDIT_STORE = "assets.storage"
FIELD_KEYS = env.secret("FIELD_KEYS", secret_key=SECRET_KEY).split(",")

# --- closing an account -------------------------------------------------------------------------
ACCOUNT_HOLDINGS_HOOK = "workspaces.services.holdings_of"
ACCOUNT_CLOSING_HOOKS = ["workspaces.services.depart"]
