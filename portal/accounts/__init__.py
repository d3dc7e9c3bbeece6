"""Accounts by django-allauth: sign-in, second factor, sessions, and single sign-on."""
