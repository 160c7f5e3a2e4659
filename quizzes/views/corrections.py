"""Correcting a mistake in a question, in the CMS: choose, see what would change, apply."""

import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self
from uuid import UUID

from django.conf import settings
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_http_methods
from wagtail.admin import messages

from elearn.lib import clock
from elearn.lib.http import private
from quizzes.enums import CorrectionRule, CorrectionScope
from quizzes.forms.judgements import CorrectionForm
from quizzes.models import Question, QuestionVersion
from quizzes.operations import CannotCorrect, correct_question
from quizzes.permissions import user_can_publish_questions
from quizzes.queries.corrections import (
    CorrectedQuestion,
    Plan,
    Survey,
    get_corrected_question,
    list_corrections,
    survey_changes,
)
from quizzes.views.access import parse_key, reader_language

ROWS = 50
SALT = "quizzes.correction"
LONGEST_PREVIEW = 24 * 60 * 60


@dataclass(frozen=True)
class Draft:
    """A correction that somebody is about to make. It travels signed in the page: nothing is stored before it is applied."""

    correction_id: UUID
    plan: Plan
    reason: str

    def sign(self, user: object) -> str:
        plan = self.plan
        data = {
            "id": str(self.correction_id),
            "user": str(user.pk),  # type: ignore[attr-defined]
            "question": str(plan.question_key),
            "rule": plan.rule,
            "versions": [str(key) for key in plan.version_ids],
            "to": str(plan.to_version.pk) if plan.to_version else None,
            "until": plan.until.isoformat(),
            "reason": self.reason,
        }
        return signing.dumps(data, salt=SALT, compress=True)

    @classmethod
    def read(cls, token: str, user: object, question: CorrectedQuestion) -> Self | None:
        """None for what we did not sign for this person and question today, or once a newer version has come."""
        try:
            data = signing.loads(token, salt=SALT, max_age=LONGEST_PREVIEW)
        except signing.BadSignature:
            return None
        to_version = question.latest if data["to"] == str(question.latest.pk) else None
        is_outdated = data["rule"] == CorrectionRule.VERSION and to_version is None
        owner = str(user.pk)  # type: ignore[attr-defined]
        if data["user"] != owner or data["question"] != str(question.key) or is_outdated:
            return None
        plan = Plan(
            question_key=question.key,
            rule=data["rule"],
            version_ids=tuple(UUID(key) for key in data["versions"]),
            to_version=to_version,
            until=datetime.fromisoformat(data["until"]),
        )
        return cls(UUID(data["id"]), plan, data["reason"])


@private
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, question_key: UUID) -> HttpResponse:
    """Whose answers, by which rule, and why. Nothing is written here; a valid form leads to the preview."""
    question = get_question_for(request, question_key)
    form = CorrectionForm(request.POST if request.method == "POST" else None, question=question)
    if request.method == "POST" and form.is_valid():
        rule = form.cleaned_data["rule"]
        plan = Plan(
            question_key=question.key,
            rule=rule,
            version_ids=tuple(form.cleaned_data["versions"]),
            to_version=question.latest if rule == CorrectionRule.VERSION else None,
            until=clock.now(),
        )
        token = Draft(uuid.uuid4(), plan, form.cleaned_data["reason"]).sign(request.user)
        return redirect(reverse("quizzes_correction_preview", args=[question.key]) + "?" + urlencode({"draft": token}))
    context = {
        "form": form,
        "corrections": list_corrections(question.key),
        "has_answers": any(use.attempts for use in question.uses),
    }
    return show(request, "quizzes/cms/correct.html", question, context, status=422 if form.is_bound else 200)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def preview(request: HttpRequest, question_key: UUID) -> HttpResponse:
    """What would change. By POST another part of the list, keeping what is ticked, or the correction itself."""
    question = get_question_for(request, question_key)
    token = (request.POST if request.method == "POST" else request.GET).get("draft", "")
    draft = Draft.read(token, request.user, question)
    if draft is None:
        messages.warning(request, _("Too long ago, or the question has changed since: please begin anew. Nothing was written."))
        return redirect("quizzes_correct", question_key)
    picked = read_picks(request)
    if request.method == "POST" and request.POST.get("intent") == "apply":
        response = apply(request, question, draft, picked)
        if response is not None:
            return response
    return show_preview(request, question, draft, token, picked)


def apply(request: HttpRequest, question: CorrectedQuestion, draft: Draft, picked: frozenset[UUID]) -> HttpResponse | None:
    """None if nothing was written: a message says why, and the preview is shown as it now is."""
    scope = request.POST.get("scope", "")
    if scope not in CorrectionScope.values:
        messages.error(request, _("Choose which attempts the correction is applied to."))
        return None
    try:
        correction = correct_question(
            correction_id=draft.correction_id,
            plan=draft.plan,
            scope=scope,
            chosen=picked,
            seen=request.POST.get("seen", ""),
            reason=draft.reason,
            user=request.user,
            now=clock.now(),
        )
    except CannotCorrect as error:
        messages.error(request, refusal_words(error.code))
        return None
    count = correction.attempts_changed
    text = ngettext("%(count)d attempt has a new mark.", "%(count)d attempts have a new mark.", count) % {"count": count}
    messages.success(request, text)
    return redirect("quizzes_correct", question.key)


def refusal_words(code: str) -> str:
    if code == "moved":
        return _("Something has changed since this list was shown, so nothing was written. This is the list as it is now.")
    return _("No attempt was chosen that would change. Nothing was written.")


def read_picks(request: HttpRequest) -> frozenset[UUID]:
    """The attempts ticked so far: those of other parts of the list come in one field, those of the part just left as boxes."""
    carried = {key for text in request.POST.get("picked", "").split() if (key := parse_key(text))}
    shown = {key for text in request.POST.get("shown", "").split() if (key := parse_key(text))}
    ticked = {key for text in request.POST.getlist("pick") if (key := parse_key(text))}
    return frozenset((carried - shown) | ticked)


def show_preview(
    request: HttpRequest, question: CorrectedQuestion, draft: Draft, token: str, picked: frozenset[UUID]
) -> HttpResponse:
    page = read_page(request)
    survey = survey_changes(draft.plan, now=clock.now(), first=(page - 1) * ROWS, size=ROWS)
    pages = max(1, -(-survey.totals.changes // ROWS))
    if page > pages:
        page = pages
        survey = survey_changes(draft.plan, now=clock.now(), first=(page - 1) * ROWS, size=ROWS)
    scope = request.POST.get("scope", "")
    context = {
        "draft": draft,
        "token": token,
        "survey": survey,
        "picked": picked,
        "picked_text": " ".join(map(str, picked)),
        "shown_text": " ".join(str(change.attempt_id) for change in survey.rows),
        "scopes": describe_scopes(survey, scope),
        "page": page,
        "pages": pages,
        "rule": CorrectionRule(draft.plan.rule),
    }
    return show(request, "quizzes/cms/correction_preview.html", question, context)


def read_page(request: HttpRequest) -> int:
    text = request.POST.get("page", "1")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1


def describe_scopes(survey: Survey, chosen: str) -> list[dict[str, Any]]:
    """The choices with the number of attempts each would change; the gentlest is offered first."""
    counts = {CorrectionScope.RISES: survey.totals.rises, CorrectionScope.ALL: survey.totals.changes}
    chosen = chosen if chosen in CorrectionScope.values else CorrectionScope.RISES
    return [
        {"value": scope.value, "label": scope.label, "count": counts.get(scope), "is_chosen": scope == chosen}
        for scope in CorrectionScope
    ]


def get_question_for(request: HttpRequest, question_key: UUID) -> CorrectedQuestion:
    """Raises PermissionDenied, and Http404 for a question that was never published."""
    if not user_can_publish_questions(request.user):
        raise PermissionDenied
    try:
        return get_corrected_question(question_key, reader_language())
    except QuestionVersion.DoesNotExist:
        raise Http404 from None


def show(
    request: HttpRequest, template: str, question: CorrectedQuestion, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    title = _("Correct a mistake in a question")
    row = Question.objects.filter(translation_key=question.key, locale__language_code=settings.LANGUAGE_CODE).first()
    crumbs = [
        {"url": reverse("wagtailsnippets_quizzes_question:list"), "label": _("Questions")},
        {"url": "", "label": title},
    ]
    if row is not None:
        label = question.stem if len(question.stem) <= 60 else question.stem[:59] + "…"
        crumbs.insert(1, {"url": reverse("wagtailsnippets_quizzes_question:edit", args=[row.pk]), "label": label})
    common = {
        "question": question,
        "page_title": title,
        "header_title": title,
        "header_icon": "help",
        "breadcrumbs_items": crumbs,
        "is_in_bank": row is not None,
    }
    return TemplateResponse(request, template, {**common, **context}, status=status)
