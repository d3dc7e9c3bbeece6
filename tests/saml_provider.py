"""A SAML identity provider for tests: metadata, and answers that are signed as real ones are."""

from __future__ import annotations

import base64
import threading
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html import escape
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit
from xml.etree import ElementTree

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from onelogin.saml2.utils import OneLogin_Saml2_Utils

ENTITY_ID = "https://login.example.com/"
_PROTOCOL = "urn:oasis:names:tc:SAML:2.0:protocol"
_ASSERTION = "urn:oasis:names:tc:SAML:2.0:assertion"
_REDIRECT = "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect"


def _key_and_certificate() -> tuple[str, str]:
    """Make a key and its self-signed certificate, both PEM."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "login.example.com")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private.decode(), certificate.public_bytes(serialization.Encoding.PEM).decode()


@dataclass
class SamlProvider:
    """Who signs in is ``person``; ``signed`` and ``audience`` may be spoilt by a test."""

    url: str
    key: str
    certificate: str
    people: Mapping[str, Sequence[str]]
    """Groups by user name."""
    person: str = ""
    signed: bool = True
    audience: str = ""
    """Another service provider for which the assertion is; empty for the one that sent the request."""
    requests: list[str] = field(default_factory=list)

    def metadata(self) -> str:
        """Return the document in which the provider describes itself."""
        body = "".join(self.certificate.splitlines()[1:-1])
        return (
            f'<EntityDescriptor xmlns="urn:oasis:names:tc:SAML:2.0:metadata" entityID="{ENTITY_ID}">'
            f'<IDPSSODescriptor protocolSupportEnumeration="{_PROTOCOL}"><KeyDescriptor use="signing">'
            f'<KeyInfo xmlns="http://www.w3.org/2000/09/xmldsig#"><X509Data><X509Certificate>{body}</X509Certificate>'
            "</X509Data></KeyInfo></KeyDescriptor>"
            f'<SingleSignOnService Binding="{_REDIRECT}" Location="{self.url}/sso"/>'
            "</IDPSSODescriptor></EntityDescriptor>"
        )

    def form(self, request: str, relay_state: str) -> str:
        """Answer an AuthnRequest with the page whose form posts the response to the service provider."""
        document = ElementTree.fromstring(zlib.decompress(base64.b64decode(request), -15))
        issuer = document.findtext(f"{{{_ASSERTION}}}Issuer") or ""
        to = document.attrib["AssertionConsumerServiceURL"]
        self.requests.append(document.attrib["ID"])
        response = self._response(document.attrib["ID"], to, self.audience or issuer)
        fields = {"SAMLResponse": base64.b64encode(response.encode()).decode(), "RelayState": relay_state}
        inputs = "".join(f'<input name="{name}" value="{escape(value)}">' for name, value in fields.items())
        return f'<form method="post" action="{escape(to)}">{inputs}</form>'

    def _response(self, request: str, to: str, audience: str) -> str:
        now = datetime.now(UTC)
        issued, expires = (f"{when:%Y-%m-%dT%H:%M:%SZ}" for when in (now, now + timedelta(minutes=5)))
        groups = "".join(f"<AttributeValue>{escape(group)}</AttributeValue>" for group in self.people[self.person])
        identifier = OneLogin_Saml2_Utils.generate_unique_id()
        assertion = (
            f'<Assertion xmlns="{_ASSERTION}" ID="{identifier}" Version="2.0" IssueInstant="{issued}">'
            f"<Issuer>{ENTITY_ID}</Issuer><Subject>"
            f'<NameID Format="urn:oasis:names:tc:SAML:1.1:nameid-format:unspecified">{self.person}</NameID>'
            '<SubjectConfirmation Method="urn:oasis:names:tc:SAML:2.0:cm:bearer">'
            f'<SubjectConfirmationData NotOnOrAfter="{expires}" Recipient="{escape(to)}" InResponseTo="{request}"/>'
            f'</SubjectConfirmation></Subject><Conditions NotBefore="{issued}" NotOnOrAfter="{expires}">'
            f"<AudienceRestriction><Audience>{escape(audience)}</Audience></AudienceRestriction></Conditions>"
            f'<AuthnStatement AuthnInstant="{issued}" SessionIndex="{identifier}"><AuthnContext><AuthnContextClassRef>'
            "urn:oasis:names:tc:SAML:2.0:ac:classes:PasswordProtectedTransport</AuthnContextClassRef></AuthnContext>"
            f'</AuthnStatement><AttributeStatement><Attribute Name="uid"><AttributeValue>{self.person}</AttributeValue>'
            f'</Attribute><Attribute Name="groups">{groups}</Attribute></AttributeStatement></Assertion>'
        )
        if self.signed:
            made = OneLogin_Saml2_Utils.add_sign(assertion, self.key, self.certificate)
            assertion = made.decode() if isinstance(made, bytes) else made
            assertion = assertion[assertion.index("<Assertion") :]
        return (
            f'<samlp:Response xmlns:samlp="{_PROTOCOL}" ID="{OneLogin_Saml2_Utils.generate_unique_id()}" Version="2.0" '
            f'IssueInstant="{issued}" Destination="{escape(to)}" InResponseTo="{request}">'
            f'<Issuer xmlns="{_ASSERTION}">{ENTITY_ID}</Issuer><samlp:Status><samlp:StatusCode '
            f'Value="urn:oasis:names:tc:SAML:2.0:status:Success"/></samlp:Status>{assertion}</samlp:Response>'
        )


@contextmanager
def saml_provider(people: Mapping[str, Sequence[str]]) -> Iterator[SamlProvider]:
    """Run a provider that knows ``people``, on a port of its own."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            query = {name: values[0] for name, values in parse_qs(urlsplit(self.path).query).items()}
            if self.path.startswith("/sso"):
                page, kind = provider.form(query["SAMLRequest"], query.get("RelayState", "")), "text/html"
            else:
                page, kind = provider.metadata(), "application/samlmetadata+xml"
            body = page.encode()
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    provider = SamlProvider(f"http://localhost:{server.server_port}", *_key_and_certificate(), people)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
