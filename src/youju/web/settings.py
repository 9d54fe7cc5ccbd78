"""Django's settings. What an operator may choose comes by environment (`environment.SETTINGS`).

Importing this starts nothing and writes nothing; `youju.web.setup.django_setup` does.
"""

from __future__ import annotations

import secrets
from pathlib import Path

from youju.web import database, environment

BASE = Path(__file__).parent
HOME = environment.home()
_KEY_FILE = HOME / "secret_key"

DEBUG = environment.flag("YOUJU_DEBUG")
SECRET_KEY = environment.read("YOUJU_SECRET_KEY") or (
    _KEY_FILE.read_text() if _KEY_FILE.exists() else secrets.token_urlsafe(48)
)
ALLOWED_HOSTS = environment.words("YOUJU_ALLOWED_HOSTS")

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "youju.events",
    "youju.people",
    "youju.ui",
    "youju.notices",
    "youju.ledger",
    "youju.register",
    "youju.series",
    "youju.figures",
    "youju.targets",
    "youju.monitoring",
    "youju.reports",
]
MIDDLEWARE = [
    "youju.web.security.ContentSecurityPolicy",
    "django.middleware.security.SecurityMiddleware",
    "youju.web.assets.Assets",
    "youju.people.holding.Held",
    "youju.ui.middleware.Language",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "youju.people.middleware.Acting",
    "youju.people.administration.guard.Separated",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
ROOT_URLCONF = "youju.web.urls"
ASGI_APPLICATION = "youju.web.asgi.application"
WSGI_APPLICATION = "youju.web.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["youju.ui.formats"],
        },
    }
]
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

STATIC_URL = "static/"
STATICFILES_DIRS = [BASE / "static"] if (BASE / "static").is_dir() else []
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

DATABASES = database.aliases()
APPLICATION_ROLES = database.application_roles()
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

AUTH_USER_MODEL = "people.Account"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTHENTICATION_BACKENDS = ["youju.people.backends.Accounts"]
LOGIN_URL = "login"
OIDC_ISSUER = environment.read("YOUJU_OIDC_ISSUER")
OIDC_CLIENT = environment.read("YOUJU_OIDC_CLIENT")
OIDC_SECRET = environment.read("YOUJU_OIDC_SECRET")
OIDC_CLAIM = environment.read("YOUJU_OIDC_CLAIM")
CAS_ADDRESS = environment.read("YOUJU_CAS_ADDRESS")
LDAP_ADDRESS = environment.read("YOUJU_LDAP_ADDRESS")
LDAP_NAME = environment.read("YOUJU_LDAP_NAME")
WATERMARK = environment.flag("YOUJU_WATERMARK")
SESSION_COOKIE_AGE = 60 * int(environment.read("YOUJU_SESSION_MINUTES"))
SESSION_SAVE_EVERY_REQUEST = False
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = environment.flag("YOUJU_HTTPS")
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"

SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = True

# What the 500 page promises: the trace of a fault is in the log. Ordinary refusals (4xx) are not.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {"django": {"handlers": ["stderr"], "level": "ERROR", "propagate": True}},
}

PUBLIC_ADDRESS = environment.read("YOUJU_PUBLIC_ADDRESS").rstrip("/")
WEBHOOK_HOSTS = [host.lower() for host in environment.words("YOUJU_WEBHOOK_HOSTS")]
EMAIL_HOST = environment.read("YOUJU_MAIL_HOST")
EMAIL_PORT = int(environment.read("YOUJU_MAIL_PORT"))
EMAIL_USE_SSL = EMAIL_PORT == 465
EMAIL_USE_TLS = not EMAIL_USE_SSL
EMAIL_HOST_USER = environment.read("YOUJU_MAIL_USER")
EMAIL_HOST_PASSWORD = environment.read("YOUJU_MAIL_PASSWORD")
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = environment.read("YOUJU_MAIL_FROM") or EMAIL_HOST_USER

EVIDENCE_ROOT = HOME / "evidence"
EVIDENCE_SCANNER = environment.read("YOUJU_EVIDENCE_SCANNER") or None
SNAPSHOT_ROOT = HOME / "snapshots"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
