"""What the kinds of question have in common whose answers are typed words: their fields, their rules, the panel beside them in the CMS."""

from abc import abstractmethod
from collections.abc import Callable, Iterable, Mapping
from functools import cached_property
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext, gettext_lazy as _
from wagtail import blocks
from wagtail.admin.telepath import register
from wagtail.blocks.struct_block import StructBlockAdapter

from elearn.lib.arabic import fold
from quizzes.grading.marks import mark_text
from quizzes.grading.spelling import EXACT, FOLDED, LETTERS, STRICTNESSES, explain_match, find_near_words

from .base import Kind, QuestionBlock, Structure, Words


def split_lines(text: str | None) -> list[str]:
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


class WrittenBlock(QuestionBlock):
    """``Meta.judged_as`` names the kind that reads the fields, for the panel that shows what would match."""

    refused = blocks.TextBlock(
        label=_("Near words to refuse"),
        rows=2,
        required=False,
        help_text=_("One on each line: words one letter away that mean something else."),
    )
    accepts_slips = blocks.BooleanBlock(
        label=_("Forgive one wrong letter"),
        required=False,
        help_text=_(
            "In words of six letters or more; never for a word on the list above, a glossary term or the answer to another question."
        ),
    )
    strictness = blocks.ChoiceBlock(
        label=_("Strictness"),
        choices=[
            (FOLDED, _("Spelling habits do not matter")),
            (LETTERS, _("Hamza, ta marbuta and alef maqsura matter")),
            (EXACT, _("Tashkeel matters too")),
        ],
        default=FOLDED,
        help_text=_("Choose more only where the spelling itself is what the question asks about."),
    )

    class Meta:
        judged_as = ""


class WrittenBlockAdapter(StructBlockAdapter):
    """The fields of a struct, and below them a panel that says what would be accepted."""

    js_constructor = "quizzes.written.WrittenBlock"

    def js_args(self, block: WrittenBlock) -> list[Any]:
        name, children, meta = super().js_args(block)
        panel = {
            "kind": block.meta.judged_as,
            "url": reverse("quizzes_written"),
            "title": gettext("What is accepted"),
            "hint": gettext("Write an accepted answer: what would match it and what would not appears here."),
            "tryLabel": gettext("Try an answer"),
            "failed": gettext("The panel could not be brought up to date. It will be tried again with the next change."),
        }
        return [name, children, {**meta, "written": panel}]

    @cached_property
    def media(self) -> forms.Media:
        return super().media + forms.Media(js=["quizzes/written.js"], css={"all": ["quizzes/written.css"]})


register(WrittenBlockAdapter(), WrittenBlock)


class WrittenKind(Kind):
    """Accepted answers are words, in lists by place and language; an answer is accepted in any of the languages in force."""

    block_class: type[WrittenBlock]
    is_marked_by_words = True
    can_hold_typed_answers = True

    def rules(self, value: Mapping[str, Any]) -> Structure:
        """The part of the structure that says how words are compared; the mildest strictness is left out, as it always was."""
        strictness = value.get("strictness") or FOLDED
        rules: Structure = {"accepts_slips": bool(value["accepts_slips"])}
        return rules if strictness not in STRICTNESSES or strictness == FOLDED else {**rules, "strictness": strictness}

    def find_fault(self, value: Mapping[str, Any]) -> str:
        """What keeps the accepted answers from being read, in the words of the editor form; empty if nothing does."""
        return ""

    @abstractmethod
    def accepted_answers(self, words: Words) -> list[list[str]]:
        """What is accepted in one language, a list for each place to type in."""

    def guard_words(self, structure: Structure, words: Words, read_known: Callable[[], Iterable[str]]) -> Words:
        """With ``reserved``: the real words that forgiving a letter would take for an accepted answer, if there are any."""
        if not structure["accepts_slips"]:
            return words
        known = list(read_known())
        reserved = sorted({word for accepted in self.accepted_answers(words) for word in find_near_words(accepted, known)})
        return {**words, "reserved": reserved} if reserved else words

    def mark_place(self, structure: Structure, words: list[Words], place: int, given: str) -> float:
        """Whether one typed answer is right; what is accepted in the other places is no slip for what belongs here."""
        lists = [self.accepted_answers(language) for language in words]
        accepted = [answer for places in lists for answer in places[place]]
        others = [answer for places in lists for other, found in enumerate(places) if other != place for answer in found]
        refused = [word for language in words for word in (*language["refused"], *language.get("reserved", []))]
        return mark_text(
            accepted,
            [*refused, *others],
            given,
            accepts_slips=structure["accepts_slips"],
            strictness=structure.get("strictness", FOLDED),
        )


def require_answers(lists: Iterable[Iterable[str]], message: Any) -> None:
    """Raises ValidationError with ``message`` (placeholder ``number``) for a place where nothing that could be typed is accepted."""
    for number, accepted in enumerate(lists, start=1):
        if not any(map(fold, accepted)):
            raise ValidationError(message, params={"number": number})


def forbid_refusing_what_is_accepted(accepted: Iterable[str], refused: Iterable[str], strictness: str) -> None:
    """Raises ValidationError for a word that stands on both lists, in whatever spelling the question takes for the same."""
    wanted = list(accepted)
    for word in refused:
        if explain_match(wanted, [], word, strictness=strictness or FOLDED).is_right:
            raise ValidationError(
                _("“%(word)s” is accepted and refused at once. Take it from one of the lists."), params={"word": word}
            )
