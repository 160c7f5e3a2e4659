"""Questions from a file: checked first, written once somebody has seen what would happen."""

import logging
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from itertools import batched, chain
from typing import Any, BinaryIO

from django.core.files import File
from wagtail.models import Locale

from elearn.lib import clock
from elearn.lib.arabic import clean_text
from quizzes.enums import ImportState
from quizzes.formats import MOST_BYTES, ExchangeQuestion, Problem, UnreadableFile, read_file
from quizzes.models import QuestionImport
from quizzes.operations.import_planning import BATCH, CHANGED, FATES, MADE, REFUSED, Planned, Planner
from quizzes.operations.import_writing import Destination, write_questions
from quizzes.permissions import user_can_import, user_can_publish_questions

logger = logging.getLogger(__name__)

TELL_EVERY = 100

type Progress = Callable[[int], None]


class CannotImport(Exception):
    """``code`` says why: ``too_large``, ``empty``, ``not_allowed``, ``not_checked``, ``refused_lines``, ``nothing_to_write``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class ImportOptions:
    """How a file is taken in. ``takes_good_ones``: what can be written is, the rest left out; otherwise all or nothing."""

    language: str
    takes_good_ones: bool = False
    is_published: bool = False
    course_key: uuid.UUID | None = None
    lesson_key: uuid.UUID | None = None
    tags: tuple[str, ...] = ()


@dataclass
class ImportReport:
    """What a file does, or would do. ``problem``: why nothing could be read or written at all, in ``problem_line``; ``notes`` are of the file.

    ``is_written``: the bank has changed.
    """

    rows: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, Any]] = field(default_factory=list)
    problem: str = ""
    problem_line: int = 0
    is_written: bool = False

    @property
    def counts(self) -> dict[str, int]:
        counted = Counter(row["fate"] for row in self.rows)
        return {fate: counted[fate] for fate in FATES}


def import_questions(
    *,
    file: BinaryIO,
    file_format: str,
    options: ImportOptions,
    user: Any,
    is_dry_run: bool,
    on_progress: Progress | None = None,
) -> ImportReport:
    """Reads the file and, unless it is a dry run, writes it: one transaction for all or nothing, one for each 500 of the good ones.

    Nothing raises for what is in the file: it is in the report. Reading and checking come before the first transaction, so that nobody
    waits for it. ``on_progress`` is told how many questions are through.
    """
    report = ImportReport()
    tell = on_progress or (lambda _done: None)
    locale = Locale.objects.get(language_code=options.language)
    planner = Planner(locale, options.tags)
    planned: list[Planned] = []
    try:
        entries = split_notes(read_file(file_format, file), report)
        for number, one in enumerate(planner.plan(entries), start=1):
            report.rows.append(describe_row(one))
            if not is_dry_run:
                planned.append(one)
            if number % TELL_EVERY == 0:
                tell(number)
    except UnreadableFile as error:
        report.problem, report.problem_line = error.code, error.line
        return report
    if is_dry_run:
        return report
    return write_planned(planned, options, locale, user, report)


def split_notes(entries: Iterator[ExchangeQuestion | Problem], report: ImportReport) -> Iterator[ExchangeQuestion | Problem]:
    """The first entry may be about the file as a whole."""
    first = next(entries, None)
    if isinstance(first, Problem) and first.code == "converted":
        report.notes.append({"code": first.code, "details": first.details})
        return entries
    return chain([first], entries) if first is not None else entries


def write_planned(
    planned: list[Planned], options: ImportOptions, locale: Locale, user: Any, report: ImportReport
) -> ImportReport:
    destination = Destination(locale, user, options.is_published, options.course_key, options.lesson_key)
    if report.counts[REFUSED] and not options.takes_good_ones:
        report.problem = "refused_lines"
        return report
    if options.takes_good_ones:
        for batch in batched(planned, BATCH):
            write_questions(batch, destination)
    else:
        write_questions(planned, destination)
    report.is_written = True
    return report


def describe_row(planned: Planned) -> dict[str, Any]:
    """One line of the report, as it is stored."""
    row: dict[str, Any] = {"line": planned.line, "title": planned.title, "kind": planned.kind, "fate": planned.fate}
    if planned.key:
        row["key"] = str(planned.key)
    if planned.notes:
        row["notes"] = [{"code": note.code, "details": note.details} for note in planned.notes]
    return row


def receive_import(*, file: File, file_format: str, language: str, user: Any) -> QuestionImport:
    """Keeps the file; whoever calls has it checked by ``tasks.check_import_file`` afterwards. Raises CannotImport."""
    if not user_can_import(user):
        raise CannotImport("not_allowed")
    if (file.size or 0) > MOST_BYTES:
        raise CannotImport("too_large")
    if not file.size:
        raise CannotImport("empty")
    now = clock.now()
    record = QuestionImport(file_name=clean_text(file.name or "")[-200:], format=file_format, created_by=user, created_at=now)
    record.lines = {"language": language, "rows": [], "notes": [], "moved_at": now.isoformat()}
    record.file.save(str(record.pk), file, save=False)
    record.save()
    return record


def check_import(*, import_id: uuid.UUID) -> None:
    """The dry run of a received file. Does nothing unless it is waiting for one; a file that cannot be read is deleted."""
    record = QuestionImport.objects.filter(pk=import_id, state=ImportState.CHECKING).first()
    if record is None:
        return
    report = run(record, ImportOptions(language=record.lines["language"]), is_dry_run=True)
    record.problem, record.total, record.done = report.problem, len(report.rows), len(report.rows)
    record.lines = {**record.lines, **as_lines(report)}
    if report.problem:
        finish(record, ImportState.FAILED)
    else:
        record.state = ImportState.CHECKED
        record.save()


def confirm_import(*, import_id: uuid.UUID, options: ImportOptions, user: Any) -> QuestionImport:
    """What an editor has seen shall be written: whoever calls has ``tasks.write_import_file`` do it afterwards. Raises CannotImport."""
    if not user_can_import(user):
        raise CannotImport("not_allowed")
    record = QuestionImport.objects.get(pk=import_id)
    counts = count_fates(record)
    if counts[REFUSED] and not options.takes_good_ones:
        raise CannotImport("refused_lines")
    if not counts[MADE] + counts[CHANGED]:
        raise CannotImport("nothing_to_write")
    # The rows are written anew with the questions; until then they need not be carried along with every step.
    lines = {
        "language": record.lines["language"],
        "rows": [],
        "notes": [],
        "lesson": str(options.lesson_key or ""),
        "tags": list(options.tags),
        "moved_at": clock.now().isoformat(),
    }
    is_mine = QuestionImport.objects.filter(pk=import_id, state=ImportState.CHECKED).update(
        state=ImportState.IMPORTING,
        takes_good_ones=options.takes_good_ones,
        is_published=options.is_published and user_can_publish_questions(user),
        course_key=options.course_key,
        lines=lines,
        done=0,
    )
    if not is_mine:
        raise CannotImport("not_checked")
    record.refresh_from_db()
    return record


def write_import(*, import_id: uuid.UUID) -> None:
    """Writes a confirmed file and deletes it. Does nothing unless it waits for that.

    The file is planned anew: the bank may have changed since it was checked. A worker that dies in between leaves it waiting; written once
    more, what is there already is unchanged.
    """
    record = QuestionImport.objects.filter(pk=import_id, state=ImportState.IMPORTING).select_related("created_by").first()
    if record is None:
        return
    options = ImportOptions(
        language=record.lines["language"],
        takes_good_ones=record.takes_good_ones,
        is_published=record.is_published,
        course_key=record.course_key,
        lesson_key=uuid.UUID(record.lines["lesson"]) if record.lines.get("lesson") else None,
        tags=tuple(record.lines.get("tags", ())),
    )
    report = run(record, options, is_dry_run=False)
    record.problem, record.done = report.problem, len(report.rows)
    record.lines = {**record.lines, **as_lines(report)}
    finish(record, ImportState.DONE if report.is_written else ImportState.FAILED)


def drop_import(*, import_id: uuid.UUID, user: Any) -> None:
    """Nothing of a checked file shall be written: it is deleted. Raises CannotImport once writing has begun."""
    if not user_can_import(user):
        raise CannotImport("not_allowed")
    dropped = QuestionImport.objects.filter(pk=import_id, state__in=[ImportState.CHECKED, ImportState.CHECKING]).update(
        state=ImportState.FAILED, problem="dropped", finished_at=clock.now()
    )
    if not dropped:
        raise CannotImport("not_checked")
    delete_file(QuestionImport.objects.get(pk=import_id))


def run(record: QuestionImport, options: ImportOptions, *, is_dry_run: bool) -> ImportReport:
    """Marks the import as failed, and raises on, if something breaks that no file should be able to break."""
    try:
        with record.file.open("rb") as file:
            return import_questions(
                file=file.file,
                file_format=record.format,
                options=options,
                user=record.created_by,
                is_dry_run=is_dry_run,
                on_progress=partial(tell_progress, record),
            )
    except Exception:
        logger.exception("import %s broke", record.pk)
        record.problem = "broken"
        finish(record, ImportState.FAILED)
        raise


def tell_progress(record: QuestionImport, done: int) -> None:
    record.done = done
    record.lines["moved_at"] = clock.now().isoformat()
    QuestionImport.objects.filter(pk=record.pk).update(done=done, lines=record.lines)


def finish(record: QuestionImport, state: ImportState) -> None:
    record.state, record.finished_at = state, clock.now()
    delete_file(record)


def delete_file(record: QuestionImport) -> None:
    """The file goes with the end of its import, and the row says so."""
    if record.file:
        record.file.delete(save=False)
    record.save()


def as_lines(report: ImportReport) -> dict[str, Any]:
    return {"rows": report.rows, "notes": report.notes, "problem_line": report.problem_line}


def count_fates(record: QuestionImport) -> dict[str, int]:
    counted = Counter(row["fate"] for row in record.lines.get("rows", []))
    return {fate: counted[fate] for fate in FATES}
