"""A learner's own pages. Each is a whole page and, for our script, a fragment of one."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.queries import signed_in_user
from courses.queries import get_item_titles
from elearn.lib import clock
from elearn.lib.http import is_fragment, private
from learning.models import Cohort
from learning.operations import CannotConfirm, CannotEnrol, confirm_lesson, enrol, join_cohort, open_lesson
from learning.progress import is_lesson_done
from learning.queries import get_enrolment, get_evidence, get_standing, list_standings
from quizzes.queries import get_review_plans


def current_language() -> str:
    return (get_language() or "ar")[:2]


@private
@login_required
@require_GET
def dashboard(request: HttpRequest) -> HttpResponse:
    learner = signed_in_user(request)
    standings = list_standings(learner, current_language())
    reviews = get_review_plans(learner, clock.today())
    return render(request, "learning/dashboard.html", {"standings": standings, "reviews": reviews})


@private
@require_GET
def course(request: HttpRequest, course_key: UUID) -> HttpResponse:
    """Where I stand in a course; for whoever has not joined, how to."""
    title = require_course(course_key)
    enrolment = get_enrolment(request.user, course_key) if request.user.is_authenticated else None
    context = {
        "course_key": course_key,
        "course": title,
        "standing": get_standing(enrolment, current_language()) if enrolment else None,
        "is_fragment": is_fragment(request),
    }
    return render(request, template_for(request, "course"), context)


@private
@login_required
@require_POST
def join(request: HttpRequest, course_key: UUID) -> HttpResponse:
    require_course(course_key)
    try:
        enrol(learner=signed_in_user(request), course_key=course_key, now=clock.now())
    except CannotEnrol:
        messages.warning(request, _("This course cannot be joined yet: nothing of it has been released."))
        return HttpResponseRedirect(reverse("learning:course", args=[course_key]))
    messages.success(request, _("You have joined the course. Your progress is kept from now on, in every language."))
    return HttpResponseRedirect(safe_next(request) or reverse("learning:course", args=[course_key]))


@private
@require_http_methods(["GET", "POST"])
def cohort(request: HttpRequest, cohort_id: UUID) -> HttpResponse:
    """Joining through a cohort's address: says first who will see what, then asks for one press of a button."""
    group = get_object_or_404(Cohort, pk=cohort_id)
    title = require_course(group.course_key)
    context = {"cohort": group, "course": title}
    if request.method == "GET" or not request.user.is_authenticated:
        return render(request, "learning/cohort.html", context)
    try:
        enrolment = join_cohort(learner=signed_in_user(request), cohort=group, now=clock.now())
    except CannotEnrol:
        messages.warning(request, _("This course cannot be joined yet: nothing of it has been released."))
        return render(request, "learning/cohort.html", context)
    if enrolment.cohort_id == group.pk:
        messages.success(request, _("You have joined the cohort. Your progress is kept from now on, in every language."))
    else:
        messages.warning(request, _("You are in another cohort of this course already, and stay in it."))
    return HttpResponseRedirect(reverse("learning:course", args=[group.course_key]))


@private
@require_http_methods(["GET", "POST"])
def lesson(request: HttpRequest, course_key: UUID, lesson_key: UUID) -> HttpResponse:
    """My progress in one lesson. POST confirms that it was read to the end."""
    titles = get_item_titles([course_key, lesson_key], current_language())
    if course_key not in titles or lesson_key not in titles:
        raise Http404
    context = {"course_key": course_key, "course": titles[course_key], "lesson": titles[lesson_key], "lesson_key": lesson_key}
    context["is_fragment"] = is_fragment(request)
    if not request.user.is_authenticated:
        return render(request, template_for(request, "lesson"), context)
    enrolment = get_enrolment(request.user, course_key)
    if enrolment:
        if request.method == "POST":
            try:
                confirm_lesson(enrolment=enrolment, lesson_key=lesson_key, now=clock.now())
            except CannotConfirm:
                raise Http404 from None
            context["is_just_done"] = True
        if request.method == "POST" or is_fragment(request):
            # Only our own script on an open lesson says where somebody is; a crawler's or a prefetcher's GET changes nothing.
            open_lesson(enrolment=enrolment, lesson_key=lesson_key, today=clock.today())
        context |= lesson_state(enrolment, lesson_key)
    elif request.method == "POST":
        raise Http404
    return render(request, template_for(request, "lesson"), context)


def lesson_state(enrolment, lesson_key: UUID) -> dict[str, object]:
    """Whether the lesson is done, how it is done, and what comes next. One query."""
    outline = enrolment.version.outline
    evidence = get_evidence(enrolment)
    entry = outline.find_lesson(str(lesson_key))
    pending = [item.key for item in outline.required_lessons() if not is_lesson_done(item, evidence)]
    return {
        "enrolment": enrolment,
        "is_done": is_lesson_done(entry, evidence) if entry else str(lesson_key) in evidence,
        "is_test": bool(entry and entry.tests),
        "pending_count": len(pending),
    }


def require_course(course_key: UUID):
    """The course's title in the reader's language. Raises Http404 for a course that was never published."""
    titles = get_item_titles([course_key], current_language())
    if course_key not in titles:
        raise Http404
    return titles[course_key]


def template_for(request: HttpRequest, name: str) -> str:
    return f"learning/{name}_fragment.html" if is_fragment(request) else f"learning/{name}.html"


def safe_next(request: HttpRequest) -> str:
    """Where the form asks to go on to, if that is on this site."""
    target = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return ""
