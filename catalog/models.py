"""Database models of the catalog: services, codes, cases, synonyms, revisions, and API keys."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from catalog.known_error import LONGEST_RETRY_AFTER
from catalog.rates import read_rate
from catalog.synonym_groups import read_group

_ONE_LINE = RegexValidator(r"^[^\x00-\x1f\x7f]*$", _("Write it in one line, without control characters."))
_NO_NUL = RegexValidator(r"^[^\x00]*$", _("Leave the NUL character out."))


def _is_rate(text: str) -> None:
    try:
        read_rate(text)
    except ValueError as problem:
        raise ValidationError(_("Write it like 600/min, 10/s, 5000/hour or 20000/day.")) from problem


class Service(models.Model):
    """A product whose errors are catalogued."""

    slug = models.SlugField(_("slug"), max_length=100, unique=True, help_text=_("Its name in addresses: imetal"))
    name = models.CharField(_("name"), max_length=200, blank=True)
    vendor = models.CharField(_("vendor"), max_length=200, blank=True)
    prefixes = models.JSONField(
        _("code prefixes"), default=list, blank=True, help_text=_('How its codes begin, as a list: ["iMetal."]')
    )
    documentation = models.URLField(_("documentation"), max_length=2000, blank=True)
    updated = models.DateField(_("date of the documentation"), null=True, blank=True)
    support_url = models.URLField(_("customer service"), max_length=2000, blank=True)
    code_field = models.CharField(_("body field of the code"), max_length=100, blank=True)
    message_field = models.CharField(_("body field of the message"), max_length=100, blank=True)
    referrals = models.JSONField(
        _("codes explained elsewhere"),
        default=list,
        blank=True,
        help_text=_('A list such as [{"prefix": "APIGW", "title": "Error Codes"}]'),
    )
    marks = models.JSONField(
        _("marks"),
        default=dict,
        blank=True,
        help_text=_(
            "By which a pasted text names it, as lists: hosts, resources, names, operations, fields, packages. "
            'For example {"hosts": ["imetal.example.com"], "operations": ["CreateServer"]}'
        ),
    )
    internal = models.BooleanField(
        _("internal"), default=False, help_text=_("Only signed-in people and keys that may see it learn of it")
    )
    owners = models.ManyToManyField(
        "auth.Group",
        blank=True,
        related_name="owned_services",
        verbose_name=_("owners"),
        help_text=_("Teams whose curators edit its codes; without any, every curator may. Administrators always may."),
    )
    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["slug"]
        verbose_name = _("service")
        verbose_name_plural = _("services")

    def __str__(self) -> str:
        return self.slug


class Code(models.Model):
    """An error code of a service. Only published codes are in the catalog that people and programs see."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        REVIEW = "review", _("in review")
        PUBLISHED = "published", _("published")

    service = models.ForeignKey(Service, models.CASCADE, related_name="codes", verbose_name=_("service"))
    code = models.CharField(_("code"), max_length=200, validators=[_ONE_LINE])
    folded = models.CharField(max_length=200, editable=False, db_index=True)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.PUBLISHED)
    internal = models.BooleanField(
        _("internal"), default=False, help_text=_("Only signed-in people and keys that may see it learn of it")
    )
    aliases = models.JSONField(
        _("aliases"), default=list, blank=True, help_text=_('Other names of the same code, as a list: ["10004"]')
    )
    position = models.PositiveIntegerField(_("position"), default=0, help_text=_("Its place on the vendor's page"))
    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["service__slug", "position", "code"]
        constraints: ClassVar = [models.UniqueConstraint(fields=["service", "code"], name="code_once_in_a_service")]
        indexes: ClassVar = [models.Index(fields=["service", "position", "code"])]
        verbose_name = _("error code")
        verbose_name_plural = _("error codes")

    def __str__(self) -> str:
        return self.code

    def save(self, *args: object, **kwargs: object) -> None:
        """Store the code; ``folded`` always follows it."""
        self.folded = fold_code(self.code)
        fields = kwargs.get("update_fields")
        if fields is not None:
            kwargs["update_fields"] = {*fields, "folded"}  # type: ignore[misc]
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Case(models.Model):
    """One case of a code: a status and a message template with what they mean and what to do."""

    class Retryable(models.TextChoices):
        YES = "yes", _("yes")
        NO = "no", _("no")
        AFTER_CHANGE = "after_change", _("after a change")

    class Fault(models.TextChoices):
        CALLER = "caller", _("caller")
        ACCOUNT = "account", _("account")
        SERVICE = "service", _("service")

    class Category(models.TextChoices):
        VALIDATION = "validation", _("validation")
        AUTHENTICATION = "authentication", _("authentication")
        PERMISSION = "permission", _("permission")
        NOT_FOUND = "not_found", _("not found")
        CONFLICT = "conflict", _("conflict")
        QUOTA = "quota", _("quota")
        RATE_LIMIT = "rate_limit", _("rate limit")
        CAPACITY = "capacity", _("capacity")
        INTERNAL = "internal", _("internal")

    class Severity(models.TextChoices):
        INFO = "info", _("info")
        WARNING = "warning", _("warning")
        ERROR = "error", _("error")
        CRITICAL = "critical", _("critical")

    code = models.ForeignKey(Code, models.CASCADE, related_name="cases", verbose_name=_("error code"))
    section = models.CharField(_("section"), max_length=300, blank=True, validators=[_ONE_LINE])
    http_status = models.PositiveSmallIntegerField(
        _("HTTP status"), null=True, blank=True, validators=[MinValueValidator(100), MaxValueValidator(599)]
    )
    message = models.TextField(
        _("message template"),
        blank=True,
        max_length=10_000,
        validators=[_NO_NUL],
        help_text=_("With its placeholders: %s, {id}, [{id}, ...]"),
    )
    description = models.TextField(_("description"), blank=True, max_length=20_000, validators=[_NO_NUL])
    solution = models.TextField(_("solution"), blank=True, max_length=20_000, validators=[_NO_NUL])
    sample = models.TextField(
        _("sample body"),
        blank=True,
        max_length=10_000,
        validators=[_NO_NUL],
        help_text=_("A body in which such an error comes; without one it is made from the message template"),
    )
    source_url = models.URLField(_("source"), max_length=2000, blank=True)
    source_updated = models.DateField(_("date of the source"), null=True, blank=True)
    imported = models.DateField(_("imported"), null=True, blank=True)
    withdrawn = models.DateField(_("withdrawn"), null=True, blank=True)
    replaced_by = models.CharField(_("replaced by"), max_length=200, blank=True)
    since = models.CharField(
        _("since version"),
        max_length=50,
        blank=True,
        validators=[_ONE_LINE],
        help_text=_("The first version of the product that has it"),
    )
    until = models.CharField(
        _("until version"),
        max_length=50,
        blank=True,
        validators=[_ONE_LINE],
        help_text=_("The last version of the product that has it"),
    )
    retryable = models.CharField(_("retryable"), max_length=20, blank=True, choices=Retryable)
    retry_after = models.PositiveIntegerField(
        _("retry after"),
        null=True,
        blank=True,
        validators=[MinValueValidator(1), MaxValueValidator(LONGEST_RETRY_AFTER)],
        help_text=_("Seconds to wait before the same request is worth sending again"),
    )
    fault = models.CharField(_("fault"), max_length=20, blank=True, choices=Fault)
    category = models.CharField(_("category"), max_length=20, blank=True, choices=Category)
    severity = models.CharField(_("severity"), max_length=20, blank=True, choices=Severity)
    former = models.JSONField(
        _("previous messages"), default=list, blank=True, help_text=_("Older message templates, which still match")
    )
    # Text of the last import, kept to detect later edits by people, which are never overwritten.
    vendor_description = models.TextField(_("the vendor's description"), null=True, editable=False)  # noqa: DJ001
    vendor_solution = models.TextField(_("the vendor's solution"), null=True, editable=False)  # noqa: DJ001
    vendor_decisions = models.JSONField(_("the vendor's decisions"), default=dict, editable=False)
    source_digest = models.CharField(_("digest of the source"), max_length=64, blank=True, editable=False)
    position = models.PositiveIntegerField(_("position"), default=0, help_text=_("Its place among the code's cases"))
    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["code", "position", "pk"]
        indexes: ClassVar = [models.Index(fields=["http_status"]), models.Index(fields=["section"])]
        verbose_name = _("case")
        verbose_name_plural = _("cases")

    def __str__(self) -> str:
        return f"{self.http_status or '–'} {self.message[:80]}"


def _is_group_of_synonyms(text: str) -> None:
    try:
        read_group(text)
    except ValueError as problem:
        raise ValidationError(_("Write it like: throttled, rate limited, too many requests")) from problem


class Synonyms(models.Model):
    """Group of synonyms for the search, added to the bundled ones."""

    phrases = models.CharField(
        _("words and phrases"),
        max_length=1000,
        validators=[_ONE_LINE, _is_group_of_synonyms],
        help_text=_(
            "Apart by commas: throttled, rate limited, too many requests. With => what stands before it finds what "
            "stands behind it, and not the other way round. A group that begins like one of the portal's own takes "
            "its place; a single word alone switches that group off."
        ),
    )
    history = HistoricalRecords()

    class Meta:
        ordering: ClassVar = ["phrases", "pk"]
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")

    def __str__(self) -> str:
        return self.phrases[:80]


class Revision(models.Model):
    """Number of the catalog's state; it grows with every change, in the change's own transaction."""

    number = models.PositiveBigIntegerField(default=1)
    changed = models.DateTimeField(auto_now=True)
    log_begins = models.PositiveBigIntegerField(
        default=0, help_text=_("The revision after which every change is in the log")
    )

    class Meta:
        db_table = "catalog_edition"

    def __str__(self) -> str:
        return str(self.number)


class CatalogChange(models.Model):
    """Entry of the change log: how a revision changed a code, named by its text because the code may be gone."""

    class Kind(models.TextChoices):
        NEW = "new", _("new")
        CHANGED = "changed", _("changed")
        WITHDRAWN = "withdrawn", _("withdrawn")
        DELETED = "deleted", _("deleted")

    revision = models.PositiveBigIntegerField(db_index=True, db_column="edition")
    service = models.CharField(max_length=100)
    code = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=Kind)
    internal = models.BooleanField(default=False)
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.revision} {self.service} {self.code} {self.kind}"


class LoadedBundle(models.Model):
    """Record of a bundled service that was loaded once, so that deleting it is permanent."""

    slug = models.SlugField(max_length=100, unique=True)
    loaded = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.slug


def _are_scopes(value: object) -> None:
    if not isinstance(value, list) or not all(each in ApiKey.Scope.values for each in value):
        raise ValidationError(_("Choose from: %(scopes)s.") % {"scopes": ", ".join(ApiKey.Scope.values)})


class ApiKey(models.Model):
    """API key with a rate limit of its own and scopes; only a digest of the token is stored."""

    class Scope(models.TextChoices):
        QUEUE_READ = "queue:read", _("read the queue of unknown errors")
        QUEUE_WRITE = "queue:write", _("act on the queue, in the name of the account")
        FEEDBACK_READ = "feedback:read", _("read feedback")
        REPORTS_READ = "reports:read", _("read reports, with what people wrote")
        SOURCES_READ = "sources:read", _("read the sources")
        SOURCES_WRITE = "sources:write", _("refresh sources, in the name of the account")
        INSIGHTS_READ = "insights:read", _("read the insights")
        ENTRIES_READ = "entries:read", _("read drafts, team notes, history, deleted codes and the audit")
        ENTRIES_WRITE = "entries:write", _("edit, review and restore entries, in the name of the account")
        IMPORTS_READ = "imports:read", _("read pending imports")
        IMPORTS_WRITE = "imports:write", _("import documents, in the name of the account")
        WEBHOOKS_READ = "webhooks:read", _("read web hooks and their deliveries")
        WEBHOOKS_WRITE = "webhooks:write", _("change web hooks, in the name of the account")

    name = models.CharField(_("name"), max_length=100, help_text=_("Which program uses it"))
    beginning = models.CharField(_("begins with"), max_length=20, editable=False, db_column="shown")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    rate = models.CharField(
        _("rate"),
        max_length=30,
        blank=True,
        validators=[_is_rate],
        help_text=_("Diagnoses, as 6000/min; 0 for no limit; empty for the rate that everybody has"),
    )
    internal = models.BooleanField(
        _("sees internal entries"), default=False, help_text=_("Its answers hold what only the team may see")
    )
    scopes = models.JSONField(
        _("scopes"),
        default=list,
        blank=True,
        validators=[_are_scopes],
        help_text=_("What it may do beside diagnosing and looking up; with any, it sees internal entries as well"),
    )
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        verbose_name=_("account"),
        help_text=_("In whose name it writes: it may change what that account may, and nothing without one"),
    )
    expires = models.DateField(_("expires"), null=True, blank=True, help_text=_("The first day on which it is refused"))
    created = models.DateTimeField(_("created"), auto_now_add=True)
    last_used = models.DateField(_("last used"), null=True, editable=False)
    revoked = models.BooleanField(_("revoked"), default=False, help_text=_("It is refused from then on"))
    history = HistoricalRecords(excluded_fields=["digest", "last_used"])

    class Meta:
        ordering: ClassVar = ["name", "pk"]
        verbose_name = _("API key")
        verbose_name_plural = _("API keys")

    def __str__(self) -> str:
        return f"{self.name} ({self.beginning}…)"


def fold_code(code: str) -> str:
    """Return a code in the form in which codes are compared: folded case, white space trimmed."""
    return code.strip().casefold()
