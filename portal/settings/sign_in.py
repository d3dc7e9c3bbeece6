"""Accounts: passwords, lockout, second factor, sessions and single sign-on."""

from __future__ import annotations

from typing import Any

from portal.accounts.providers import openid_connect, saml
from portal.settings.values import ENVIRONMENT, PORTAL_HTTPS

AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "portal.accounts.own_words.OwnWordsValidator"},
]
AUTHENTICATION_BACKENDS = [
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
# In the session: a cookie of their own would be one more that says something.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
LOGIN_URL = "admin:login"
LOGIN_REDIRECT_URL = "admin:index"

ACCOUNT_ADAPTER = "portal.accounts.adapters.AccountAdapter"
ACCOUNT_FORMS = {"login": "portal.accounts.forms.SignInForm"}
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_UNIQUE_EMAIL = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if PORTAL_HTTPS else "http"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
# By name and address, and more slowly by name alone; a second factor's codes count as failed sign-ins, too.
ACCOUNT_RATE_LIMITS = {"login": "60/m/ip", "login_failed": "5/15m/key", "login_failed_by_name": "50/h/key"}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "Error portal"
# Mail is nothing that an account needs.
EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

# Single sign-on
PORTAL_SSO_ROLES = ENVIRONMENT.sso_roles
PORTAL_SSO_GROUPS_CLAIM = ENVIRONMENT.sso_groups_claim
SOCIALACCOUNT_ADAPTER = "portal.accounts.adapters.SocialAccountAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
SOCIALACCOUNT_STORE_TOKENS = False
# A form that leads to another host is refused by the Content-Security-Policy; a link is not.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_PROVIDERS: dict[str, Any] = {}
SIGN_ON_APPS: list[str] = []
if ENVIRONMENT.oidc_url:
    SIGN_ON_APPS.append("allauth.socialaccount.providers.openid_connect")
    SOCIALACCOUNT_PROVIDERS["openid_connect"] = openid_connect(
        url=ENVIRONMENT.oidc_url,
        client_id=ENVIRONMENT.oidc_client_id,
        secret=ENVIRONMENT.oidc_secret,
        name=ENVIRONMENT.sso_name,
    )
if ENVIRONMENT.saml_metadata_url:
    SIGN_ON_APPS.append("allauth.socialaccount.providers.saml")
    SOCIALACCOUNT_PROVIDERS["saml"] = saml(
        metadata_url=ENVIRONMENT.saml_metadata_url,
        entity_id=ENVIRONMENT.saml_entity_id,
        name=ENVIRONMENT.sso_name,
    )

# A session ends when it was not used for so long, and at the latest after so many seconds.
SESSION_COOKIE_AGE = 30 * 60
PORTAL_SESSION_SECONDS = 8 * 3600
# Browsers take the prefix over https only, and for all paths; portal.cookies keeps them to the admin.
_PREFIX = "__Host-" if PORTAL_HTTPS else ""
SESSION_COOKIE_NAME = f"{_PREFIX}sessionid"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = PORTAL_HTTPS
CSRF_COOKIE_NAME = f"{_PREFIX}csrftoken"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SECURE = PORTAL_HTTPS
