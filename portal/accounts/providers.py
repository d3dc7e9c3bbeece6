"""Settings of identity providers for django-allauth."""

from __future__ import annotations

from typing import Any

PROVIDER = "sso"
"""The provider's name in addresses: ``/accounts/oidc/sso/login/``, ``/accounts/saml/sso/login/``."""


def openid_connect(*, url: str, client_id: str, secret: str, name: str) -> dict[str, Any]:
    """Build allauth's settings of an OpenID Connect provider at the issuer's ``url``."""
    app = {
        "provider_id": PROVIDER,
        "name": name,
        "client_id": client_id,
        "secret": secret,
        "settings": {"server_url": url, "fetch_userinfo": True},
    }
    return {"APPS": [app], "OAUTH_PKCE_ENABLED": True}


def saml(*, metadata_url: str, entity_id: str, name: str) -> dict[str, Any]:
    """Build allauth's settings of a SAML provider that describes itself at ``metadata_url``."""
    app = {
        "provider_id": entity_id,
        "name": name,
        "client_id": PROVIDER,
        "settings": {
            "idp": {"entity_id": entity_id, "metadata_url": metadata_url},
            "attribute_mapping": {
                "uid": ["uid", "urn:oid:0.9.2342.19200300.100.1.1", "urn:oasis:names:tc:SAML:attribute:subject-id"],
                "username": ["uid", "username", "urn:oid:0.9.2342.19200300.100.1.1"],
                "email": ["email", "mail", "urn:oid:0.9.2342.19200300.100.1.3"],
                "first_name": ["givenName", "urn:oid:2.5.4.42"],
                "last_name": ["sn", "urn:oid:2.5.4.4"],
            },
            "advanced": {"want_assertion_signed": True},
        },
    }
    return {"APPS": [app]}
