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
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "youju.events",
    "youju.people",
    "youju.ui",
    "youju.notices",
    "youju.ledger",
    "youju.figures",
]
MIDDLEWARE = [
    "youju.web.security.ContentSecurityPolicy",
    "youju.web.security.ThisMachineOnly",
    "django.middleware.security.SecurityMiddleware",
    "youju.web.assets.Assets",
    "youju.ui.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
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
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = True

SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
CSRF_COOKIE_HTTPONLY = True

EVIDENCE_ROOT = HOME / "evidence"
EVIDENCE_SCANNER = environment.read("YOUJU_EVIDENCE_SCANNER") or None
SNAPSHOT_ROOT = HOME / "snapshots"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024
FILE_UPLOAD_TEMP_DIR = None
