"""What every other part of the settings is made of."""

from pathlib import Path
from urllib.parse import urlsplit

from config.settings import environment as env

SECRET_KEY = env.text("SECRET_KEY") or "no-secret-given"
DEBUG = env.flag("DEBUG")
PUBLIC_URL = env.text("PUBLIC_URL").rstrip("/")
IS_HTTPS = urlsplit(PUBLIC_URL).scheme == "https"
DATA_DIR = Path(env.text("DATA_DIR")).resolve()
