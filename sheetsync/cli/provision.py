"""`sheetsync provision`: every book exists, is laid out and shared."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import click

from sheetsync.cli import screen
from sheetsync.cli.settings import Settings
from sheetsync.cli.workplace import Workplace, open_workplace
from sheetsync.core.books import books
from sheetsync.core.mending.items import LACK_WORDS, Item, Lack
from sheetsync.core.values import format_moment, shorten
from sheetsync.edition.model import Edition
from sheetsync.errors import UNREACHED, SafetyStopError, SheetsyncError
from sheetsync.provisioning import Provisioned, Provisioning, Task
from sheetsync.pulling import one_run

_SHOWN_ITEMS, _SHOWN_BOOKS = 8, 8
"""So many items of a book are listed, and of so many books; the rest is counted."""
_AGAIN = "Chạy `sheetsync provision --plan` để xem kế hoạch mới, rồi `sheetsync provision --apply` để làm đúng thế."

Json = dict[str, Any]


@click.command("provision")
@click.option("--plan", "only_plan", is_flag=True, help="Only say what is missing or damaged, and keep that as a plan.")
@click.option("--apply", "by_plan", is_flag=True, help="Do exactly what the kept plan says, if it still holds.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON: with --plan every single item.")
@click.pass_obj
def command(settings: Settings, *, only_plan: bool, by_plan: bool, as_json: bool) -> int:
    """Create every book of the edition (ward, department, cluster, master), or mend what is missing or damaged.

    Running it again changes nothing that is in order, and never touches what people typed. With --plan it exits with 0
    whether there is something to do or not, and with 3 where a book could not be read. --apply exits with 4, and does
    nothing, where the books have changed since; a book that changes even while it runs is left alone. Without a plan
    each book is given what it lacks at that very moment.

    \b
    Examples:
      sheetsync -e config/quan5-2020 provision
      sheetsync -e config/quan5-2020 provision --plan
      sheetsync -e config/quan5-2020 provision --apply
    """
    if only_plan and by_plan:
        raise click.UsageError("--plan và --apply không đi cùng nhau: lập kế hoạch trước, xem rồi mới làm.")
    place = open_workplace(settings)
    kept = _kept_plan(place)
    if not only_plan:
        place.refuse_rehearsal("tạo hay sửa bảng trên Google", "chỉ xem bằng `--plan`")
    planned = _read_plan(kept) if by_plan else None
    done: list[Provisioned] = []
    with (
        place.books(creating=True) as drive,
        nullcontext() if only_plan else _alone(place),
        screen.progress(shown=not as_json) as tell,
    ):
        total = len(books(place.edition))
        ids, today = place.book_list.read(), place.clock().date()
        provisioning = Provisioning(place.edition, ids, drive, place.book_list.write, today)
        tasks = []
        for task in provisioning.survey():
            tasks.append(task)
            tell("Soát các bảng", len(tasks), total)
        if planned is not None:
            _stop_if_stale(planned, tasks)
        for outcome in () if only_plan else provisioning.carry_out(tasks, exactly=by_plan):
            done.append(outcome)
            tell("Tạo và sửa các bảng", len(done), total)
        keeper = drive.keeper
    if only_plan:
        to_do = _keep_plan(place, kept, tasks)
        if as_json:
            screen.show_json([_task_record(task) for task in tasks])
        else:
            _show(place.edition, tasks, keeper)
            screen.say()
            screen.say(_NEXT if to_do else _NOTHING)
        return UNREACHED if any(task.failure for task in tasks) else 0
    kept.unlink(missing_ok=True)
    return _report(place, tasks, done, as_json=as_json)


@contextmanager
def _alone(place: Workplace) -> Iterator[None]:
    """Keep `sync` and everything else that writes from this machine out, from the first look on."""
    with place.memory() as memory, one_run(memory, place.clock()):
        yield


# --- the plan on the disk --------------------------------------------------------------------------------------------


def _kept_plan(place: Workplace) -> Path:
    """Where the plan is kept: local books and Google's have each their own."""
    return (place.data if place.local else place.data / "google") / "provision-plan.json"


def _read_plan(path: Path) -> Json:
    """Read the plan that was made before. Raises SheetsyncError where there is none that can be used."""
    try:
        plan = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise SheetsyncError("Chưa có kế hoạch nào để làm theo.", _AGAIN) from error
    except (OSError, ValueError, RecursionError) as error:
        raise SheetsyncError(f"Không đọc được kế hoạch đã lưu ({path}).", _AGAIN) from error
    if not isinstance(plan, dict) or not isinstance(plan.get("books"), list):
        raise SheetsyncError(f"Không đọc được kế hoạch đã lưu ({path}).", _AGAIN)
    return plan


def _stop_if_stale(planned: Json, tasks: Sequence[Task]) -> None:
    """Raise SafetyStopError unless carrying out these tasks does exactly what was planned."""
    then = planned["books"]
    if [task.outcome for task in tasks] != then:
        changed = [task.book.label for task in tasks if task.outcome not in then]
        more = " …" if len(changed) > _SHOWN_BOOKS else ""
        named = f": {', '.join(changed[:_SHOWN_BOOKS])}{more}" if changed else ""
        when = f"lúc {planned.get('made_at', 'trước')}"
        raise SafetyStopError(f"Các bảng đã thay đổi từ khi lập kế hoạch ({when}){named}. Chưa sửa bảng nào.", _AGAIN)


def _keep_plan(place: Workplace, path: Path, tasks: Sequence[Task]) -> bool:
    """Save the plan, if there is something to do; tells whether there is."""
    to_do = any(task.to_do for task in tasks)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    if to_do:
        plan = {"made_at": format_moment(place.clock()), "books": [task.outcome for task in tasks]}
        draft = path.with_suffix(".new")
        draft.write_text(json.dumps(plan, ensure_ascii=False, indent=1), encoding="utf-8")
        draft.replace(path)
    return to_do


def _task_record(task: Task) -> Json:
    items = [
        {"kind": one.kind.value, "tab": one.tab, "words": one.words, "by_hand": one.by_hand, "advice": one.advice}
        for one in task.items
    ]
    failure = f"{task.failure.sentence} → {task.failure.next_step}" if task.failure else None
    return {
        "book": task.book.code,
        "title": task.book.title,
        "id": task.spreadsheet_id,
        "create": not task.spreadsheet_id,
        "share": list(task.unshared),
        "items": items,
        "failure": failure,
    }


# --- what the secretary reads ----------------------------------------------------------------------------------------


_NEXT = "→ Chạy `sheetsync provision --apply` để làm đúng những việc trên."
_NOTHING = "Không có gì phải làm: mọi bảng đọc được đều đúng mẫu."


def _show(edition: Edition, tasks: Sequence[Task], keeper: str) -> None:
    """Print a plan by book: new books in one line, of the others what they lack, briefly where there is much."""
    new = [task for task in tasks if not task.spreadsheet_id and not task.failure]
    mended = [task for task in tasks if task.spreadsheet_id and task.to_do]
    failed = [task for task in tasks if task.failure]
    whole = len(tasks) - len(new) - len(mended) - len(failed)
    screen.say(f"{len(tasks)} bảng: tạo mới {len(new)}, bổ sung {len(mended)}, giữ nguyên {whole + len(failed)}.")
    if new:
        screen.say(f"Tạo mới: {', '.join(task.book.label for task in new)}.")
    if len(mended) > _SHOWN_BOOKS:
        _show_alike(mended)
    else:
        for task in mended:
            _show_one(task)
    _show_sharing(edition, [*new, *mended], keeper)
    _show_by_hand(tasks)
    _show_failures((task.book.label, task.failure) for task in failed)


def _show_alike(tasks: Iterable[Task]) -> None:
    """Count what many books lack, those that lack as much together, and name what all of these lack alike."""
    alike: dict[str, list[Task]] = {}
    for task in tasks:
        alike.setdefault(_counts(task.to_do), []).append(task)
    for counts, those in alike.items():
        labels = ", ".join(task.book.label for task in those)
        screen.say(f"{labels}: {'mỗi bảng ' if len(those) > 1 else ''}{counts}")
        _show_items([item for item in those[0].to_do if all(item in task.to_do for task in those)])
    screen.say("Từng mục: chạy lại với `--json`.")


def _show_one(task: Task) -> None:
    screen.say(f"{task.book.label} · {task.book.title}: {_counts(task.to_do)}")
    _show_items(task.to_do)


def _show_items(items: Iterable[Item]) -> None:
    told = [item for item in items if item.kind is not Lack.SHARING]
    for item in told[:_SHOWN_ITEMS]:
        screen.say(f"  {_words(item)}")
    if len(told) > _SHOWN_ITEMS:
        screen.say(f"  … và {len(told) - _SHOWN_ITEMS} mục nữa (`--json` cho biết đủ)")


def _show_sharing(edition: Edition, tasks: Sequence[Task], keeper: str) -> None:
    """Print with whom each book will be shared; the account that works in all of them, and what is missing, once."""
    if any(task.unshared for task in tasks):
        screen.say("Sẽ chia sẻ (quyền sửa) với:")
    nobody = []
    for task in tasks:
        people = [address for address in task.unshared if address.casefold() != keeper.casefold()]
        if people:
            screen.say(f"  {task.book.label}: {', '.join(people)}", hanging=4)
        elif not task.spreadsheet_id:
            nobody.append(task.book.label)
    if kept := [task.book.label for task in tasks if keeper and keeper in task.unshared]:
        where = "Mọi bảng nêu trên" if len(kept) == len(tasks) > 1 else ", ".join(kept)
        screen.say(f"  {where}: {keeper} (tài khoản của hệ thống)", hanging=4)
    if nobody:
        shares = edition.google is None or edition.google.share
        why = "edition.yaml chưa ghi địa chỉ thư của nơi điền" if shares else "edition.yaml đặt google.share: false"
        screen.say(f"Không chia sẻ cho người điền ({why}): {', '.join(nobody)}.")


def _counts(items: Iterable[Item]) -> str:
    counted = Counter(item.kind for item in items)
    return ", ".join(f"{counted[kind]} {words}" for kind, words in LACK_WORDS.items() if counted[kind])


def _words(item: Item) -> str:
    return f"{item.tab}: {item.words}" if item.tab else item.words


def _show_by_hand(tasks: Sequence[Task]) -> None:
    """Print what nobody but a person can mend, with the advice once for all items that share it."""
    found = [(task.book.label, item) for task in tasks for item in task.by_hand]
    if not found:
        return
    screen.say()
    screen.say("Cần người xem lại (hệ thống không tự sửa):")
    for advice in dict.fromkeys(item.advice for _, item in found):
        alike = [f"{label} · {_words(item)}" for label, item in found if item.advice == advice]
        for words in alike[:_SHOWN_ITEMS]:
            screen.say(f"  {words}")
        if len(alike) > _SHOWN_ITEMS:
            screen.say(f"  … và {len(alike) - _SHOWN_ITEMS} mục nữa (`--plan --json` cho biết đủ)")
        screen.say(f"  → {advice}")


def _show_failures(failures: Iterable[tuple[str, SheetsyncError | None]]) -> None:
    """Print what failed, each sentence once with all the books that share its next step."""
    told: dict[tuple[str, str], list[str]] = {}
    for label, error in failures:
        if error is not None:
            told.setdefault((error.sentence, error.next_step), []).append(label)
    for (sentence, next_step), labels in told.items():
        screen.say(f"{sentence} [{shorten(', '.join(dict.fromkeys(labels)), 60)}]", err=True)
        if next_step:
            screen.say(f"→ {next_step}", err=True)


def _report(place: Workplace, tasks: Sequence[Task], done: Sequence[Provisioned], *, as_json: bool) -> int:
    """Say what became of the books; 3 where something could not be done, 4 where something was not to be done."""
    failed = [(one.book.label, error) for one in done for error in one.failures]
    code = max((error.exit_code for _, error in failed), default=0)
    if as_json:
        screen.show_json([_done_record(one) for one in done])
        return code
    created, changed = sum(one.created for one in done), sum(one.changed and not one.created for one in done)
    screen.say(f"{len(done)} bảng: tạo mới {created}, bổ sung {changed}, giữ nguyên {len(done) - created - changed}.")
    screen.say(f"Danh sách bảng: {place.book_list.path}")
    _show_by_hand(tasks)
    _show_failures(failed)
    return code


def _done_record(one: Provisioned) -> Json:
    return {
        "book": one.book.code,
        "id": one.spreadsheet_id,
        "created": one.created,
        "changed": one.changed,
        "failures": [f"{error.sentence} → {error.next_step}" for error in one.failures],
    }
