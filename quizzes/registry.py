"""What quizzes need to know from the layers above: where lessons are, and who may start a test. Filled once, in ``AppConfig.ready()``."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.db.models import BooleanField, Exists, Expression, Q, Value

if TYPE_CHECKING:
    from quizzes.models import Placement
    from quizzes.models.placement import PlacementQuerySet


@dataclass(frozen=True)
class Refusal:
    """Why somebody may not start a test now, and what cures it.

    ``code`` is stable ("not_enrolled"); ``url`` is where to go, or, with ``is_post``, where a form with the field ``next`` is sent.
    ``message`` and ``action`` are shown as they are; empty ones are replaced by the words we have for the code.
    """

    code: str
    url: str = ""
    is_post: bool = False
    message: str = ""
    action: str = ""


type Address = tuple[str, str]
"""Title and address of a lesson or a course; both empty if it was never published."""

type LessonAddresses = Callable[[Iterable[UUID], str], Mapping[UUID, Address]]
type Gate = Callable[[Any, "Placement"], Refusal | None]
type Restriction = Callable[[], Q | Expression]
type Reading = Callable[[object, "Placement"], bool]
type Marking = Callable[[Any], Q | None]
type Charges = Callable[[Any], Iterable["Charge"]]
type InChargeOf = Callable[[Any], Q | Expression | Exists]
type LessonPlaces = Callable[[], Iterable["LessonPlace"]]
type ReservedWords = Callable[[], Iterable[str]]
type CourseFinder = Callable[[str], UUID | None]

_places: dict[str, Callable] = {}


@dataclass(frozen=True)
class LessonPlace:
    """Where a lesson stands, with the titles an editor knows it by."""

    course_key: UUID
    course_title: str
    module_key: UUID
    module_title: str
    lesson_key: UUID
    lesson_title: str

    @property
    def title(self) -> str:
        return f"{self.course_title} — {self.lesson_title}"


@dataclass(frozen=True)
class Charge:
    """A learner in a course, with the names by which whoever looks after them knows both; ``group``: that of their cohort."""

    learner_id: UUID
    name: str
    course_key: UUID
    course_title: str
    group: str = ""


def register_lesson_addresses(function: LessonAddresses) -> None:
    """``function(keys, language)`` → ``{key: (title, url)}`` of lessons and courses in one query. Raises ValueError on a second one."""
    _register("lesson_addresses", function)


def register_gate(function: Gate) -> None:
    """``function(user, placement)`` → a Refusal, or None if the user may start. Raises ValueError on a second one."""
    _register("gate", function)


def register_reading(restriction: Restriction, function: Reading) -> None:
    """Who may read the lesson a quiz stands in. Raises ValueError on a second one.

    ``restriction()`` → an expression on placements that is true where not everybody may read; ``function(user, placement)`` → whether this
    user may, asked of those only, and the same for all those of one course.
    """
    _register("restriction", restriction)
    _register("reading", function)


def register_lesson_places(function: LessonPlaces) -> None:
    """``function()`` → the place of every lesson an editor may point a question to, in their order. Raises ValueError on a second one."""
    _register("lesson_places", function)


def register_reserved_words(function: ReservedWords) -> None:
    """``function()`` → words, in every language, that mean something of their own and are never forgiven as a slip of the pen.

    Whoever registers it calls ``quizzes.operations.protect_near_words`` when a word is added. Raises ValueError on a second one.
    """
    _register("reserved_words", function)


def register_course_finder(function: CourseFinder) -> None:
    """``function(slug)`` → the key of the course with this slug, or None. Raises ValueError on a second one."""
    _register("course_finder", function)


def register_marking(function: Marking) -> None:
    """``function(user)`` → which attempts' open answers the user may mark, as a condition on attempts; None for nobody's, without asking the
    database. Raises ValueError on a second one."""
    _register("marking", function)


def register_charges(is_in_charge: Callable[[Any], bool], charges: Charges, restriction: InChargeOf) -> None:
    """Who looks after whom. Raises ValueError on a second one.

    ``is_in_charge(user)``: of anybody at all, cheaply; ``charges(user)``: of whom; ``restriction(user)`` → an expression that is true for
    rows whose ``learner`` and ``course_key`` are in this user's charge.
    """
    _register("is_in_charge", is_in_charge)
    _register("charges", charges)
    _register("in_charge_of", restriction)


def _register(place: str, function: Callable) -> None:
    if _places.get(place, function) is not function:
        raise ValueError(f"{place} is registered already")
    _places[place] = function


def lesson_addresses(lesson_keys: Iterable[UUID], language: str) -> dict[UUID, Address]:
    """Title and address of every lesson asked for; two empty strings for an unknown one. One query at most."""
    keys = set(lesson_keys)
    found = _places["lesson_addresses"](keys, language) if keys and "lesson_addresses" in _places else {}
    return {key: found.get(key, ("", "")) for key in keys}


def lesson_address(lesson_key: UUID, language: str, anchor: str = "") -> Address:
    """Title and address of a lesson, or of a section of it."""
    title, url = lesson_addresses([lesson_key], language)[lesson_key]
    return title, url and url + (f"#{anchor}" if anchor else "")


def gate(user: object, placement: "Placement") -> Refusal | None:
    """Why the user may not start this test; None if nothing above objects."""
    return _places["gate"](user, placement) if "gate" in _places else None


def with_restriction(placements: "PlacementQuerySet") -> "PlacementQuerySet":
    """Each placement says ``is_restricted``: not everybody may read the lesson it stands in."""
    restriction = _places["restriction"]() if "restriction" in _places else Value(False)
    return placements.annotate(is_restricted=restriction)


def may_read(user: object, placement: "Placement") -> bool:
    """Whether the user may read the lesson of this quiz, which says whether it ``is_restricted``."""
    return not placement.is_restricted or _places["reading"](user, placement)  # type: ignore[attr-defined]


def hidden_lessons(user: object, placements: Iterable["Placement"]) -> frozenset[UUID]:
    """Lessons that the user may not read, of placements in one course, which say whether they are ``is_restricted``. Asks once at most."""
    restricted = [placement for placement in placements if placement.is_restricted]  # type: ignore[attr-defined]
    if not restricted or may_read(user, restricted[0]):
        return frozenset()
    return frozenset(placement.lesson_key for placement in restricted)


def lesson_places() -> list[LessonPlace]:
    """Every lesson a question can point to, in the order of the courses; none if nothing above says. One query."""
    return list(_places["lesson_places"]()) if "lesson_places" in _places else []


def lessons_of_module(module_key: UUID) -> list[UUID]:
    """The lessons of one module. One query."""
    return [place.lesson_key for place in lesson_places() if place.module_key == module_key]


def reserved_words() -> list[str]:
    """Every word that the layers above reserve, in every language. One query."""
    return list(_places["reserved_words"]()) if "reserved_words" in _places else []


def find_course(slug: str) -> UUID | None:
    """The key of a course by its slug; None if there is none. One query."""
    return _places["course_finder"](slug) if "course_finder" in _places else None


def marking(user: object) -> Q | None:
    """Which attempts' open answers the user may mark, as a condition on attempts; None for nobody's."""
    return _places["marking"](user) if "marking" in _places else None


def is_in_charge(user: object) -> bool:
    """Whether the user looks after learners at all; nobody does if nothing above says."""
    return "is_in_charge" in _places and _places["is_in_charge"](user)


def charges_of(user: object) -> list[Charge]:
    """The learners in the user's charge, by name. Two queries."""
    return list(_places["charges"](user)) if "charges" in _places else []


def in_charge_of(user: object) -> Q | Expression | Exists:
    """True for rows whose ``learner`` and ``course_key`` are in the user's charge."""
    return _places["in_charge_of"](user) if "in_charge_of" in _places else Value(False, output_field=BooleanField())
