"""Attribution of a text to services by their marks, in the order of how much each tells."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from catalog.diagnosis.evidence import Certainty, Evidence, read_rules
from catalog.diagnosis.mark_rules import RULES
from catalog.diagnosis.numbers import BEHIND_ITS_SERVICES, FEW_SERVICES, LEAST_TELLING, LONGEST_NAMES, SHORTEST_NAME
from catalog.diagnosis.words import everyday_words, plain_names
from catalog.folding import fold
from catalog.known_error import Service

WEIGHTS = {Certainty.EXPLICIT: 4, Certainty.NAMED: 3, Certainty.HINT: 2, Certainty.SHAPE: 1}
"""How much a mark says; marks of several kinds add up."""

_MOST_ELSEWHERE = sum(WEIGHTS[rule.certainty] for rule in RULES) + WEIGHTS[Certainty.HINT]
"""How much all marks and names outside an error's own lines can say: one of each rule counts."""

_VERSION = re.compile(r"v\d$")
_MAKES = re.compile(r"(?:Create|Put)(?=[A-Z])")
_NAME_AS_PATH = re.compile(r"[A-Z]\w+\.")
_PATH_WORD = re.compile(r"[A-Za-z]\w+")
_ANY_PATH = frozenset(
    ("com", "org", "net", "io", "software", "core", "client", "service", "services", "sdk", "web", "api")
)
"""Parts of packages that are nobody's."""

_VENDOR_PATHS = {"Amazon Web Services": ("amazon", "amazonaws", "aws", "awssdk", "boto3", "botocore")}
"""Parts of packages that all services of a vendor share."""

_VENDORS = ("aws", "amazon")

_PRINTS_CALLS = "perror"
"""POSIX's function that prints the error of a system's call: the name of the service whose errors those are."""

_HAS_HOST_IDS = "s3"
"""The service whose answers have a second id, by its plain name."""

_BRAND = re.compile(r"[A-Z][a-z]+[A-Z]\w+")
"""A name that no other product has: `CloudQueues`."""


class Mark(NamedTuple):
    """Services named at a place of the text, by which rule, with what weight.

    ``exact`` are those of them that are called just so, where others only share a host with them.
    """

    start: int
    slugs: frozenset[str]
    rule: str
    weight: int
    exact: frozenset[str] = frozenset()

    @property
    def is_sure(self) -> bool:
        """True where nothing but the services it names can be meant."""
        return self.weight >= WEIGHTS[Certainty.NAMED]

    def counting_more(self) -> Mark:
        """Return the mark as one beside an error of several: more than all elsewhere, unless it is but a hint."""
        return self._replace(weight=self.weight + _MOST_ELSEWHERE) if self.is_sure else self


def plain_name(name: str) -> str:
    """A service's name as it is compared: its letters and digits, without the vendor before them."""
    plain = "".join(letter for letter in fold(name) if letter.isalnum())
    for vendor in _VENDORS:
        if plain.startswith(vendor) and len(plain) > len(vendor) + 1:
            plain = plain[len(vendor) :]
    return plain


class MarkTable:
    """The marks of all services, ready to be looked up.

    ``common`` are the services that document what all services of their vendor say, ``vendors`` the vendor of each.
    """

    def __init__(self, services: Iterable[Service]) -> None:
        self.names: dict[str, set[str]] = defaultdict(set)
        self.operations: dict[str, set[str]] = defaultdict(set)
        self._made: dict[str, set[str]] = defaultdict(set)
        self.resources: dict[str, set[str]] = defaultdict(set)
        self._hosts: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._phrases: dict[str, list[str]] = {}
        self.marked: set[str] = set()
        self.vendors: dict[str, str] = {}
        self.common: set[str] = set()
        self.brands: dict[str, set[str]] = defaultdict(set)
        for service in services:
            slug, marks = service.slug, service.marks
            if service.vendor:
                self.vendors[slug] = service.vendor
                if service.speaks_for_vendor:
                    self.common.add(slug)
            if marks:
                self.marked.add(slug)
            for name in (*marks.names, *marks.packages, service.name, slug):
                if len(plain := plain_name(name)) > 1:
                    self.names[plain].add(slug)
            for operation in marks.operations:
                self.operations[operation].add(slug)
                if made := _MAKES.match(operation):
                    self._made[operation[made.end() :].lower()].add(slug)
            for segment in marks.resources:
                self.resources[fold(segment)].add(slug)
            for host in marks.hosts:
                labels = [label for label in fold(host).split(".") if label and "*" not in label]
                if labels:
                    self._hosts[labels[0]].append((fold(host), slug))
            self._phrases[slug] = [
                name
                for name in dict.fromkeys((*marks.names, *marks.fields, service.name))
                if len(name) >= SHORTEST_NAME
            ]
            self.brands[service.vendor].update(filter(_BRAND.fullmatch, self._phrases[slug]))

    def services_of(self, each: Evidence) -> set[str]:
        """The services that a piece of evidence names."""
        if each.rule in ("service-operation", "service-api"):
            return self.operations.get(each.value, set())
        if each.rule == "service-resource":
            folded = fold(each.value)
            return self.resources.get(folded) or self.names.get(plain_name(folded), set())
        if each.rule == "service-host":
            host = fold(each.value)
            labels = host.split(".")
            # A customer's own name may stand before the service's: my-bucket.s3.eu-west-1.amazonaws.com.
            called = [
                (pattern.count("."), slug)
                for at, label in enumerate(labels)
                for pattern, slug in self._hosts.get(label, ())
                if _is_host(host, pattern, label)
                or ("*" in pattern and _is_host(".".join(labels[at:]), pattern, label))
            ]
            # streams.dynamodb.eu-west-1.amazonaws.com is not dynamodb's.
            most = max((dots for dots, _ in called), default=0)
            slugs = {slug for dots, slug in called if dots == most}
            if slugs and slugs <= self.common:
                # CloudTrail names a service by a host without a region: cognito-idp.amazonaws.com.
                vendors = {self.vendors[slug] for slug in slugs}
                named = self.names.get(plain_name(labels[0]), set())
                return {slug for slug in named if self.vendors.get(slug) in vendors} or slugs
            return slugs
        if each.rule == "service-call":
            return self.names.get(_PRINTS_CALLS, set())
        if each.rule == "service-of-host-id":
            return self.names.get(_HAS_HOST_IDS, set())
        if each.rule == "service-terraform":
            return self._services_making(each.value.split("_"))
        plain = plain_name(each.value)
        if each.rule == "service-scope":
            # The scopes of a vendor's own SDK are no one service's: `@aws-sdk/core`.
            return {slug for slug in self.called(each.value) if self.vendors.get(slug) not in _VENDOR_PATHS}
        if each.rule == "service-class":
            return set() if plain in plain_names() else self.names.get(plain) or self.names.get(f"{plain}db", set())
        # An SDK may count its versions of a client: AmazonDynamoDBv2.
        return self.names.get(plain) or self.names.get(_VERSION.sub("", plain), set())

    def _services_making(self, words: Sequence[str]) -> set[str]:
        """The services whose operation creates a resource of Terraform: ``cloudwatch_log_group`` is what CreateLogGroup
        does. Where many services create one, or none, it is that which the type begins with.
        """
        named = self.names.get(words[0], set()) if len(words) > 1 else set()
        for start in range(max(1, len(words) - 1)):
            services = self._made.get("".join(words[start:]), set())
            if 0 < len(services) <= FEW_SERVICES:
                return services & named or services
        return named

    def called(self, name: str) -> set[str]:
        """The services with a name that is no word of every day."""
        plain = plain_name(name)
        return set() if plain in plain_names() or plain in everyday_words() else self.names.get(plain, set())

    def phrases_of(self, slug: str) -> list[str]:
        """The names of a service and of its own fields, which stand in a text as they are written."""
        return self._phrases.get(slug, [])


def _is_host(host: str, pattern: str, label: str) -> bool:
    """Return whether a host matches a pattern; a pattern without a dot matches the label before the domain."""
    if "*" not in pattern:
        return host == pattern or host.endswith("." + pattern) or ("." not in pattern and host.startswith(label + "."))
    at = 0
    pieces = pattern.split("*")
    if not host.startswith(pieces[0]) or not host.endswith(pieces[-1]):
        return False
    for piece in pieces:
        at = host.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True


def find_marks(text: str, table: MarkTable) -> list[Mark]:
    """The services that a text names by a rule, each where it does."""
    result = []
    named: dict[tuple[str, str], tuple[frozenset[str], frozenset[str]]] = {}
    for each in read_rules(RULES, text, fold(text)):
        # A text repeats itself: what was looked up once is not looked up again.
        key = each.rule, each.value
        if key not in named:
            slugs = frozenset(table.services_of(each))
            called = {label for label in each.value.split(".") if label}
            named[key] = slugs, frozenset(slug for slug in slugs if len(slugs) > 1 and slug in called)
        slugs, exact = named[key]
        if slugs:
            result.append(Mark(each.span[0], slugs, each.rule, WEIGHTS[each.certainty], exact))
    return result


def weigh(
    slugs: Iterable[str], marks: Iterable[Mark], near: Iterable[Mark], text: str, table: MarkTable
) -> Mapping[str, int]:
    """How much a text speaks for each of some services: one mark of each rule, and names as they are written.

    What all services of a vendor say is meant only where one of them is named ``near`` the error.
    """
    wanted = set(slugs)
    weights = _added_up(
        (slug, mark.rule, mark.weight + (slug in mark.exact)) for mark in marks for slug in mark.slugs & wanted
    )
    beginning = text[:LONGEST_NAMES]
    folded = fold(beginning)
    for slug in wanted:
        weights[slug] += _name_weight(beginning, folded, slug, table.phrases_of(slug))
    for slug in wanted & table.common:
        named = _weights_of_vendor(table.vendors[slug], near, table)
        weight = max(named.values(), default=0)
        if not named and not any(weights[each] >= LEAST_TELLING for each in wanted):
            brands = table.brands[table.vendors[slug]]
            weight = WEIGHTS[Certainty.HINT] * any(_stands_in(beginning, name) for name in brands)
        # A service that has the code itself and is named as clearly comes before what all say.
        own = max((named[each] for each in wanted), default=0)
        weights[slug] = max(weights[slug], weight - BEHIND_ITS_SERVICES * (own >= weight))
    return weights


def _added_up(named: Iterable[tuple[str, str, int]]) -> Counter[str]:
    """Add up the weights of services, of each rule that names one the largest."""
    best: dict[tuple[str, str], int] = {}
    for slug, rule, weight in named:
        best[slug, rule] = max(best.get((slug, rule), 0), weight)
    weights: Counter[str] = Counter()
    for (slug, _), weight in best.items():
        weights[slug] += weight
    return weights


def _weights_of_vendor(vendor: str, marks: Iterable[Mark], table: MarkTable) -> Counter[str]:
    """How much a text speaks for each service of a vendor that it names."""
    return _added_up(
        (slug, mark.rule, mark.weight)
        for mark in marks
        for slug in mark.slugs
        if table.vendors.get(slug) == vendor and slug not in table.common
    )


def _name_weight(text: str, folded: str, slug: str, names: Iterable[str]) -> int:
    """How much it says that a service's names or its slug stand in a text, each as a word of its own."""
    named = [name for name in names if _stands_in(text, name)]
    if len(slug) >= SHORTEST_NAME and _stands_in(folded, slug):
        named.append(slug)
    if any(" " in name or fold(name) not in plain_names() for name in named):
        return WEIGHTS[Certainty.HINT]
    return WEIGHTS[Certainty.SHAPE] if named else 0


def _stands_in(text: str, name: str) -> bool:
    at = text.find(name)
    while at >= 0:
        end = at + len(name)
        beside = text[at - 1 : at], text[end : end + 1]
        # A segment of an ARN is read by its own rule, as is the type of a resource of Terraform.
        inside = any(map(str.isalnum, beside)) or beside == (":", ":") or text[max(0, at - 4) : at] == "aws_"
        # A name of several words may begin a longer one: client-cognito-identity-provider.
        inside = inside or ("-" in name and beside[1] == "-" and text[end + 1 : end + 2].isalpha())
        # "Metal.0204" is a code: it says no more of whose it is than that it is there.
        if not inside and not (text[end : end + 1] in tuple(".-_") and text[end + 1 : end + 2].isdigit()):
            return True
        at = text.find(name, end)
    return False


def is_path_of(service: Service, path: str, table: MarkTable) -> bool:
    """Return whether packages are the service's or its vendor's, and no other service's of the same vendor:
    ``com.amazonaws.services.lambda.model.``.
    """
    words = {fold(word) for word in _PATH_WORD.findall(path)}
    named = {slug for word in words - _ANY_PATH - plain_names() for slug in table.names.get(word, ())}
    if any(table.vendors.get(slug) == service.vendor for slug in named - table.common) and service.slug not in named:
        return False
    if _NAME_AS_PATH.fullmatch(path) and service.slug in table.called(path):
        # A workflow names the service before its error: `Lambda.TooManyRequestsException`.
        return True
    if shared := _VENDOR_PATHS.get(service.vendor):
        # `com.acme.connect.NotFoundException` is none of Amazon Connect's.
        return not words.isdisjoint(shared)
    own = {fold(word) for name in (*service.marks.packages, service.vendor) for word in _PATH_WORD.findall(name)}
    return bool(words & ({*own, service.slug} - _ANY_PATH))


def contradicts(slug: str, marks: Iterable[Mark], table: MarkTable) -> bool:
    """Return whether a text surely names other services and not this one, although it has marks."""
    sure = [mark for mark in marks if mark.is_sure and mark.rule != "service-resource"]
    if slug in table.common:
        vendor = table.vendors[slug]
        return bool(sure) and not any(table.vendors.get(each) == vendor for mark in sure for each in mark.slugs)
    return slug in table.marked and bool(sure) and not any(slug in mark.slugs for mark in sure)
