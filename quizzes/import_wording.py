"""What the codes of reading, planning and writing files mean, in words. For the CMS and the commands alike."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _, pgettext_lazy

from quizzes.kinds import get_kinds

FILE_PROBLEMS = {
    "empty": _("The file is empty."),
    "too_large": _("The file is larger than 50 MB."),
    "wrong_kind": _("The file is of another kind than the format that was chosen."),
    "not_text": _("The file is not text: it holds bytes that no text has."),
    "broken_utf8": _("The file is UTF-8, but damaged from this line on. Save it anew from the program that made it."),
    "encoding": _("The encoding of the file is not known. Save it as UTF-8."),
    "not_xml": _("The XML of the file is not well-formed."),
    "doctype": _("The file declares a document type or entities. Such files are refused, since they can be made to harm."),
    "too_deep": _("The elements of the file are nested too deeply."),
    "no_questions": _("No question was found in the file."),
    "damaged": _("The workbook is damaged: it cannot be opened."),
    "encrypted": _("The workbook is protected by a password. Save it without one."),
    "old_workbook": _("This is an old or a protected workbook. Save it as .xlsx without a password."),
    "zip_bomb": _("The workbook would become too large when unpacked."),
    "no_key_row": _("No sheet has the row of fixed names. Start from the empty template."),
    "too_many_rows": _("The workbook has too many rows. Divide it."),
    "too_many_parts": _("One question has more than 1,000 rows."),
    "too_many_questions": _("The file holds more than 20,000 questions. Divide it."),
    "refused_lines": _("Nothing was written: at least one question was refused, and all or nothing was asked for."),
    "dropped": _("Set aside by an editor. Nothing was written."),
    "broken": _("Something broke on our side. Nothing more was written; whoever runs the platform finds the reason in its log."),
    "not_checked": _("This import is not waiting to be confirmed any more."),
    "nothing_to_write": _("There is nothing in this file to write."),
    "not_allowed": _("You may not import questions."),
}

PROBLEMS = {
    "unclosed_brace": _("A brace is opened and not closed."),
    "unopened_brace": _("A brace is closed that was not opened."),
    "several_braces": _("There is more than one pair of braces. Between questions stands an empty line."),
    "stray_text": _("Before the first answer stands text without = or ~: %(text)s"),
    "pair_without_arrow": _("A pair has no arrow (->): %(text)s"),
    "bad_number": _("This is not a number: %(text)s"),
    "bad_truth": _("This is neither true nor false: %(text)s"),
    "too_long": _("The text is too long: at most %(most)s characters."),
    "kind_unsupported": _("Questions of this kind are not carried: %(kind)s"),
    "kind_not_installed": _("This kind of question is not installed here: %(kind)s"),
    "kind_unknown": _("No kind of question has this name: %(kind)s"),
    "kind_missing": _("The kind of the question is missing."),
    "cloze_unsupported": _("Its gaps are not words to write: %(part)s"),
    "twice_in_file": _("The same question stands in the file already, in line %(first)s."),
    "other_language": _(
        "This question exists in another language (%(language)s). Translations are made in the CMS, not by a file."
    ),
    "does_not_fit": _("It does not fit this kind of question: %(places)s"),
    "formula": _("A cell holds a formula (%(column)s). Write its result as text."),
    "error_cell": _("A cell holds an error (%(column)s)."),
    "date_cell": _("The spreadsheet made a date of a cell (%(column)s): %(text)s. Write it as text."),
    "word_unknown": _("This is not known and was left out (%(column)s): %(text)s"),
    "without_explanation": _("Without an explanation: %(places)s. It stays a draft."),
    "incomplete": _("Something is missing: %(places)s. It stays a draft."),
    "hidden": _("Hidden in Moodle: it stays a draft."),
    "kind_changes": _("Its kind changes; before: %(before)s"),
    "converted": _("The file was converted from %(encoding)s to UTF-8."),
    "media_left_out": _("A picture or a recording was left out."),
    "table_left_out": _("A table was turned into lines."),
    "script_left_out": _("A script was left out."),
    "field_left_out": _("Left out: %(field)s"),
    "feedback_left_out": _("An explanation of one answer was left out: this kind has one for all."),
    "feedback_moved": _("The explanation of one answer became the explanation of the question."),
    "combined_feedback_left_out": _("The common feedback (right, partly right, wrong) was left out."),
    "partial_credit_left_out": _("An answer worth a part of the point was left out or counts as wrong."),
    "refused_left_out": _("Wrong answers of a gap were left out."),
    "weights_evened": _("The right options had different weights; here they weigh the same."),
    "wildcard_left_out": _("An answer with an asterisk was left out: it would accept any letters."),
    "several_right": _("Several options are right: it became a question with several right answers."),
    "missing_word": _("The missing word became a blank in the question."),
    "became_gap_fill": _("Words to choose became gaps to write into."),
    "case_left_out": _("Capital and small letters are not told apart here."),
    "points_left_out": _("Every question is worth one point here; in the file it was %(points)s."),
    "hints_left_out": _("Hints were left out."),
    "units_left_out": _("Only the first unit was kept."),
}

LOSSES = {
    "kind_unsupported": _("Not in the file: this format has no place for their kind."),
    "too_long": _("Not in the file: a text is too long for a cell."),
    "media_left_out": _("In the file without their pictures and recordings."),
    "field_left_out": _("In the file without some of their settings."),
}

FATES = {
    "made": pgettext_lazy("question of an import", "New"),
    "changed": pgettext_lazy("question of an import", "Changes"),
    "unchanged": pgettext_lazy("question of an import", "Unchanged"),
    "refused": pgettext_lazy("question of an import", "Refused"),
}
PLACES = {
    "stem": _("Question"),
    "explanation": _("Explanation"),
    "if_true": _("Explanation to whoever chose “True”"),
    "if_false": _("Explanation to whoever chose “False”"),
    "options": _("Option"),
    "items": _("Item"),
    "groups": _("Group"),
    "label": _("Name of the group"),
    "traps": _("Expected wrong number"),
    "value": _("Number"),
    "answer": _("The answer"),
    "accepted": _("Accepted answers"),
    "refused": _("Near words to refuse"),
    "text": _("Text"),
    "tolerance": _("Tolerance"),
    "unit": _("Unit"),
    "max_words": _("Most words"),
    "criteria": _("Criterion"),
}
MOST_PLACES = 6


def describe_file_problem(code: str) -> str:
    return str(FILE_PROBLEMS.get(code, code))


def describe_loss(code: str) -> str:
    """What happens to questions that a file cannot hold wholly."""
    return str(LOSSES[code]) if code in LOSSES else describe_problem(code, {})


def describe_problem(code: str, details: Mapping[str, Any]) -> str:
    """One sentence. A code that is not known is shown as it is: better than nothing."""
    known = PROBLEMS.get(code)
    if known is None:
        return code
    shown = {name: describe_detail(name, value) for name, value in details.items()}
    try:
        return str(known) % shown if "%(" in str(known) else str(known)
    except KeyError:
        return str(known)


def describe_detail(name: str, value: Any) -> str:
    if name == "places":
        labels = list(dict.fromkeys(map(describe_place, value)))
        return "؛ ".join(labels[:MOST_PLACES]) + (" …" if len(labels) > MOST_PLACES else "") if labels else "—"
    if name in ("kind", "before"):
        kind = get_kinds().get(str(value))
        return kind.label if kind else str(value) or "—"
    return str(value)


def describe_place(place: str) -> str:
    """``options.2.explanation`` → “Option 2”: what stands after the last number is told by the sentence."""
    parts = place.split(".")
    numbers = [index for index, part in enumerate(parts) if part.isdecimal()]
    if numbers:
        parts = parts[: numbers[-1] + 1]
    return " ".join(part if part.isdecimal() else str(PLACES.get(part, part)) for part in parts)
