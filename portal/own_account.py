"""The page on which everybody who may use the admin looks after their own account."""

from __future__ import annotations

from base64 import b32encode
from datetime import timedelta
from textwrap import wrap

import django_otp
import segno
from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST
from django_otp.plugins.otp_totp.models import TOTPDevice

from portal.second_factor import SetUpForm, authenticators
from portal.sessions import end_others, others

HERE = "admin:own_account"

_WAITING = "authenticator"
"""What a session calls the authenticator that is being set up in it."""

_ANOTHER_KEY = "another_key"


@require_http_methods(["GET", "HEAD", "POST"])
def own_account(request: HttpRequest) -> HttpResponse:
    """The second factor, to be set up where there is none, and the account's other sessions."""
    device = authenticators(request.user).first()
    form = None
    if device is None:
        if _ANOTHER_KEY in request.POST:
            _give_up(request)
            return redirect(HERE)
        device = _prepared(request)
        form = SetUpForm(request, device, *([request.POST] if request.method == "POST" else []))
        if form.is_valid():
            return _confirmed(request, device)
    context = {
        **admin.site.each_context(request),
        "title": _("Your account"),
        "device": device,
        "form": form,
        "required": settings.PORTAL_SECOND_FACTOR and form is not None,
        "others": others(request),
    }
    if form is not None:
        # Made of the key by the library, of which nothing is anybody's text but the name, as black and white squares.
        picture = segno.make(device.config_url).svg_inline(scale=5, light="#fff")
        key = " ".join(wrap(b32encode(device.bin_key).decode(), 4))
        context |= {"picture": mark_safe(picture), "key": key}  # noqa: S308
    return TemplateResponse(request, "admin/own_account.html", context)


def _prepared(request: HttpRequest) -> TOTPDevice:
    """The authenticator that is being set up in this session: the same however often its page is looked at."""
    waiting = TOTPDevice.objects.filter(user=request.user, confirmed=False)
    known = waiting.filter(pk=request.session.get(_WAITING)).first()
    if known is None:
        # No session lasts longer: what was begun in one that is over is of no use to anybody.
        waiting.filter(created_at__lt=timezone.now() - timedelta(seconds=settings.PORTAL_SESSION_SECONDS)).delete()
        known = TOTPDevice.objects.create(user=request.user, name="authenticator", confirmed=False)
        request.session[_WAITING] = known.pk
    return known


def _give_up(request: HttpRequest) -> None:
    """Forget the key of this session, which somebody may have seen; the next look at the page makes another."""
    TOTPDevice.objects.filter(user=request.user, confirmed=False, pk=request.session.pop(_WAITING, None)).delete()


def _confirmed(request: HttpRequest, device: TOTPDevice) -> HttpResponseRedirect:
    device.confirmed = True
    device.save(update_fields=["confirmed"])
    TOTPDevice.objects.filter(user=device.user_id, confirmed=False).delete()
    del request.session[_WAITING]
    request.session.cycle_key()
    django_otp.login(request, device)
    # The others began without a code.
    end_others(request)
    told = "Set up an authenticator."
    LogEntry.objects.log_actions(device.user_id, [device.user], CHANGE, told, single_object=True)
    messages.success(request, _("From now on you log in with your password and a code."))
    return redirect(HERE)


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Log the account out everywhere else."""
    count = end_others(request)
    told = ngettext("%(count)s other session has ended.", "%(count)s other sessions have ended.", count)
    messages.success(request, told % {"count": count})
    return redirect(HERE)
