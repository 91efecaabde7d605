"""One body, one year, as data: who is scored, by whom, when, and what they are asked. Knows no sheet."""

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal
from types import MappingProxyType
from typing import Annotated, ClassVar, Literal
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator, Field

from sheetsync.edition.rubric import Rubric
from sheetsync.edition.terms import Code, Email, Frozen, Points, Text, read_weekday

Collected = Literal["unit", "department", "cluster"]
"""The kinds of books people fill; the master is always there."""

Part = Literal[
    "report",
    "submission",
    "answers",
    "points",
    "proposals",
    "questions",
    "verdicts",
    "consolidation",
    "agreed",
    "decisions",
]
"""What a deadline may close: the parts of all books, each one tab or several that end together.

Of a unit's book: its report (self-score, appendix, highlights, remedies), the submission of it, its answers to
questions. Of a department's: points, bonus proposals, questions, verdicts on remedies. Of a cluster's: the
consolidation, the points agreed at the inspection. Of the master: the committee's decisions.
"""

PARTS: Mapping[str, tuple[Part, ...]] = MappingProxyType(
    {
        "unit": ("report", "submission", "answers"),
        "department": ("points", "proposals", "questions", "verdicts"),
        "cluster": ("consolidation", "agreed"),
        "master": ("decisions",),
    }
)
"""The parts of each kind of book."""

FILLED_FIRST: Mapping[str, Part] = MappingProxyType(
    {"unit": "report", "department": "points", "cluster": "consolidation"}
)
"""By the kind of book, the part in which all stands that must be filled for the book to be complete."""


def _date(value: object) -> object:
    """Dates stand in the files as offices write them: 20/11/2020."""
    if isinstance(value, str):
        return datetime.strptime(value.strip(), "%d/%m/%Y").date()  # noqa: DTZ007 - a calendar day has no zone
    return value


def _time(value: object) -> object:
    """Hours stand in the files as offices write them: 08g00."""
    if isinstance(value, str):
        return datetime.strptime(value.strip().replace("g", ":"), "%H:%M").time()  # noqa: DTZ007 - the edition's zone
    return value


Day = Annotated[date, BeforeValidator(_date)]
Hour = Annotated[time, BeforeValidator(_time)]


class Contact(Frozen):
    """Who receives letters: a title, never a person's name."""

    title: Text
    email: Email


class Unit(Frozen):
    """Who is scored: a ward, a province."""

    kind: ClassVar[Collected] = "unit"
    code: Code
    name: Text
    cluster: Code | None = None
    contacts: tuple[Contact, ...] = ()


class Cluster(Frozen):
    """A group of units compared with each other; `contacts` are its head and secretary."""

    kind: ClassVar[Collected] = "cluster"
    code: Code
    name: Text
    contacts: tuple[Contact, ...] = ()


class Department(Frozen):
    """Who scores a field."""

    kind: ClassVar[Collected] = "department"
    code: Code
    name: Text
    contacts: tuple[Contact, ...] = ()


Owner = Unit | Department | Cluster
"""Whose a book is; `kind` is the kind of its book. The master is nobody's of these."""


class Phase(Frozen):
    """A stretch of the calendar, both days included; `due` are the kinds of books to be filled when it ends."""

    code: Code
    title: Text
    starts: Day
    ends: Day
    due: tuple[Collected, ...] = ()
    """The kinds of books that must be filled by the last day."""
    closes: tuple[Part, ...] = ()
    """What is locked once the last day is over; a part named twice closes after the last of its days."""


class Extension(Frozen):
    """Longer time for one book's part: why, who allowed it, and until when (that day included)."""

    book: Code
    """The code of the unit, department or cluster; "master" for the master."""
    part: Part
    until: Day
    allowed_by: Text
    """The title of whoever allowed it."""
    because: Text


class Reminders(Frozen):
    """On which days `remind` has something to say of a deadline; nobody is told twice of the same day."""

    before: tuple[Annotated[int, Field(ge=0)], ...] = (3, 1)
    """So many days before the last day."""
    after: tuple[Annotated[int, Field(gt=0)], ...] = (1, 3)
    """So many days after it."""


class Inspection(Frozen):
    """A cluster's inspection session; `weekday` is what the plan says, so that it can be held against the date."""

    cluster: Code
    day: Day
    weekday: Text | None = None
    """What the plan calls the day; held against the date."""
    hour: Hour
    """When it begins: 08g00."""
    place: Text

    @property
    def is_misnamed(self) -> bool:
        """True where the plan calls the day another weekday than the calendar does."""
        return read_weekday(self.weekday or "") not in {None, self.day.weekday()}


class Figure(Frozen):
    """A figure of the data appendix. `measure` is what the sheet asks for ("cuộc", "triệu đồng", "%")."""

    code: Code
    text: Text
    measure: Text
    """What the sheet asks for: "cuộc", "triệu đồng", "%"."""
    kind: Literal["count", "decimal", "money", "percent"]
    """How it is written: whole things, a number with decimals, money, percent units."""
    max: Points | None = None
    """The largest plausible value for one unit; beyond it the measure is probably wrong."""
    required: bool = True
    """Whether a blank is a finding."""
    last_year: dict[Code, Points] = Field(default_factory=dict)
    """Last year's figure by unit."""


class Theme(Frozen):
    """Something units may report as a highlight."""

    code: Code
    text: Text


class Highlights(Frozen):
    """The short report of new and creative work; `max_words` stands for the page limit."""

    themes: tuple[Theme, ...]
    max_words: Annotated[int, Field(gt=0)]
    """Words that fit the limit."""
    limit_text: Text
    """The limit as the plan words it."""


class Remark(Frozen):
    """A remark of last year that a unit has to answer."""

    unit: Code
    code: Code
    text: Text
    judge: Code | None = None
    """The department that says whether it was remedied."""


class Limits(Frozen):
    """From where on a difference is worth a word."""

    gap: Points = Decimal(1)
    """Points between self and department."""
    explain_gap: Points | None = None
    """From so many points between self and department on, the unit is asked to explain; never where it is left out."""
    drift: Points = Decimal(3)
    """How many times larger or smaller than last year a figure may be."""
    drift_from: Points = Decimal(10)
    """Figures smaller than this, last year and this, are not compared."""
    bonus_rows: Annotated[int, Field(gt=0)] = 20
    """Rows laid out for a department's proposals."""
    question_rows: Annotated[int, Field(gt=0)] = 20
    """Rows laid out for a department's questions."""
    agreed_rows: Annotated[int, Field(gt=0)] = 30
    """Rows laid out for a cluster's agreed points."""


class Smtp(Frozen):
    """How letters leave; user and password come from the environment variables named here."""

    host: Text
    port: Annotated[int, Field(gt=0, lt=65536)] = 587
    security: Literal["starttls", "tls", "none"] = "starttls"
    user_env: Text | None = None
    """The environment variable that holds the user."""
    password_env: Text | None = None
    """The environment variable that holds the password."""


class Mail(Frozen):
    """Who sends, who hears of the whole; without `smtp` letters are put in a folder as .eml."""

    sender: Contact
    committee: tuple[Contact, ...] = ()
    """Who gets the ranking."""
    office: tuple[Contact, ...] = ()
    """Who hears how each run went."""
    smtp: Smtp | None = None
    """The server that sends; without it letters become .eml files."""


class Google(Frozen):
    """How to reach Google: as a service account, as the secretary (OAuth), or both; files by path or by environment."""

    service_account: Text | None = None
    """The path of the key file."""
    service_account_env: Text | None = None
    """The environment variable that holds that path."""
    oauth_client: Text | None = None
    """The path of an OAuth client's file (a desktop app): with it `sheetsync login` works as the secretary."""
    oauth_client_env: Text | None = None
    """The environment variable that holds that path."""
    share: bool = True
    """Whether `provision` shares each book with the contacts of its owner."""
    shared_drive: Text | None = None
    """The id of the shared drive in which `provision` creates books; elsewhere a service account cannot."""


class Quota(Frozen):
    """Google's limits as this project has them, per minute."""

    reads_per_user: Annotated[int, Field(gt=0)] = 60
    reads_per_project: Annotated[int, Field(gt=0)] = 300
    writes_per_user: Annotated[int, Field(gt=0)] = 60
    writes_per_project: Annotated[int, Field(gt=0)] = 300


class Edition(Frozen):
    """A year of emulation scoring. `name` is the folder's name."""

    name: Code
    """The folder's name."""
    title: Text
    body: Text
    """The body that runs the scoring."""
    year: Annotated[int, Field(ge=1990, le=2100)]
    unit_noun: Text
    """What a unit is called in sentences: "phường", "tỉnh"."""
    locale: Text = "vi_VN"
    """The locale of every book; with vi_VN a typed 8,5 is a number."""
    timezone: Text = "Asia/Ho_Chi_Minh"
    """The zone in which days and hours are meant."""
    collects: tuple[Collected, ...] = ("unit", "department", "cluster")
    """The kinds of books people fill."""
    clusters: tuple[Cluster, ...] = ()
    units: Annotated[tuple[Unit, ...], Field(min_length=1)]
    departments: tuple[Department, ...]
    phases: tuple[Phase, ...] = ()
    inspections: tuple[Inspection, ...] = ()
    extensions: tuple[Extension, ...] = ()
    """Exceptions to deadlines (extensions.yaml)."""
    lock_on_sync: bool = False
    """Whether `sync` locks what a past deadline closes, as `lock` does."""
    reminders: Reminders = Reminders()
    limits: Limits = Limits()
    mail: Mail
    google: Google | None = None
    quota: Quota = Quota()
    rubric: Rubric
    figures: tuple[Figure, ...] = ()
    """The data appendix (appendix.yaml)."""
    highlights: Highlights | None = None
    """What units may report as new or outstanding."""
    remarks: tuple[Remark, ...] = ()
    """Last year's remarks (remarks.yaml)."""

    @property
    def zone(self) -> ZoneInfo:
        """The zone in which the edition's days and hours are meant."""
        return ZoneInfo(self.timezone)

    @property
    def owners(self) -> tuple[Owner, ...]:
        """Everybody who may have a book: units, departments, clusters, each in the edition's order."""
        return (*self.units, *self.departments, *self.clusters)

    def owner(self, code: str) -> Owner | None:
        """Whose the book of this code is; None for the master, and where there is no such book."""
        return next((owner for owner in self.owners if owner.code == code), None)

    def units_of(self, cluster: str) -> tuple[Unit, ...]:
        """The units of one cluster, in the edition's order."""
        return tuple(unit for unit in self.units if unit.cluster == cluster)

    def due(self, kind: str) -> date | None:
        """The last day on which books of this kind are on time, if the calendar says."""
        return max((phase.ends for phase in self.phases if kind in phase.due), default=None)
