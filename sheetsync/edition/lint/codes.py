"""Doubts about codes, and about who belongs to whom: units, clusters, departments, hands."""

import re
from collections.abc import Iterable, Iterator

from sheetsync.edition.doubt import Doubt, Loc, warning
from sheetsync.edition.lint.places import leaves, nodes, number, unknown
from sheetsync.edition.model import Collected, Edition, Owner
from sheetsync.edition.terms import Hand

OUR_COLUMNS = ("TONG", "code", "name", "remark")
"""What stands beside criteria in the tabs in which they are scored: the row of the total, columns of departments."""

RESERVED = ("master", "GAP")
"""Codes that no book of people's has: the master's, and the column of gaps."""

# --- codes ---


def range_name(code: str) -> str:
    """What is left of a code in the name of a range: ASCII letters and digits, in any case, and "_"."""
    return re.sub(r"[^0-9a-z]", "_", code.lower())


def _repeated(codes: Iterable[tuple[Loc, str]], reserved: tuple[str, ...] = ()) -> Iterator[Doubt]:
    """Find codes used twice, and codes that would be one and the same in the name of a range."""
    first = {range_name(code): code for code in reserved}
    for loc, code in codes:
        earlier = first.setdefault(range_name(code), "")
        if not earlier:
            first[range_name(code)] = code
        elif earlier in reserved:
            yield Doubt(loc, f"mã '{code}' dành riêng cho hệ thống; đặt mã khác")
        elif code == earlier:
            yield Doubt(loc, f"mã '{code}' dùng hai lần; mỗi mã chỉ được dùng một lần, đặt lại một trong hai")
        else:
            sentence = f"mã '{code}' quá giống mã '{earlier}' (chỉ khác dấu hoặc chữ hoa, chữ thường); đặt mã khác"
            yield Doubt(loc, sentence)


def repeated_book_codes(edition: Edition) -> Iterator[Doubt]:
    """Units, clusters and departments each have a book, and the codes name the books."""
    codes: list[tuple[Loc, str]] = [
        *((("units", index, "code"), unit.code) for index, unit in enumerate(edition.units)),
        *((("clusters", index, "code"), cluster.code) for index, cluster in enumerate(edition.clusters)),
        *((("departments", index, "code"), department.code) for index, department in enumerate(edition.departments)),
    ]
    yield from _repeated(codes, reserved=RESERVED)


def repeated_codes(edition: Edition) -> Iterator[Doubt]:
    """Criteria, figures, themes and phases are found by their code."""
    yield from _repeated((((*loc, "code"), node.code) for loc, node in nodes(edition)), reserved=OUR_COLUMNS)
    themes = edition.highlights.themes if edition.highlights else ()
    yield from _repeated((("figures", index, "code"), item.code) for index, item in enumerate(edition.figures))
    coded: list[tuple[Loc, str]] = [(("highlights", "themes", at, "code"), item.code) for at, item in enumerate(themes)]
    yield from _repeated(coded, reserved=("TONG",))
    yield from _repeated((("phases", index, "code"), item.code) for index, item in enumerate(edition.phases))


def repeated_remark_codes(edition: Edition) -> Iterator[Doubt]:
    """A unit's remarks are found by their code in its own book."""
    for unit in dict.fromkeys(remark.unit for remark in edition.remarks):
        remarks = ((index, remark) for index, remark in enumerate(edition.remarks) if remark.unit == unit)
        yield from _repeated((("remarks", index, "code"), remark.code) for index, remark in remarks)


def repeated_names(edition: Edition) -> Iterator[Doubt]:
    """People write names, not codes: two units of one name cannot be told apart."""
    first: dict[str, str] = {}
    for index, unit in enumerate(edition.units):
        earlier = first.setdefault(unit.name.casefold(), unit.code)
        if earlier != unit.code:
            sentence = f"'{unit.code}' và '{earlier}' cùng tên '{unit.name}'; đặt tên khác để không nhầm"
            yield warning(("units", index, "name"), sentence)


# --- who belongs to whom ---


def unknown_clusters(edition: Edition) -> Iterator[Doubt]:
    """Units and inspections name clusters that exist."""
    known = [cluster.code for cluster in edition.clusters]
    for index, unit in enumerate(edition.units):
        if unit.cluster is not None and unit.cluster not in known:
            yield unknown(("units", index, "cluster"), "cụm", unit.cluster, known)
    for index, inspection in enumerate(edition.inspections):
        if inspection.cluster not in known:
            yield unknown(("inspections", index, "cluster"), "cụm", inspection.cluster, known)


def leaves_without_scorer(edition: Edition) -> Iterator[Doubt]:
    """Every leaf is scored by a department that exists."""
    known = [department.code for department in edition.departments]
    for loc, leaf in leaves(edition):
        if leaf.scorer is None:
            yield Doubt(loc, f"tiêu chí '{leaf.code}' chưa giao cho bộ phận nào chấm; thêm mục 'scorer'")
        elif leaf.scorer not in known:
            yield unknown((*loc, "scorer"), "bộ phận", leaf.scorer, known)


def unknown_units(edition: Edition) -> Iterator[Doubt]:
    """Remarks and last year's figures name units that exist."""
    known = [unit.code for unit in edition.units]
    seen: set[str] = set()
    for index, remark in enumerate(edition.remarks):
        if remark.unit not in known and remark.unit not in seen:
            seen.add(remark.unit)
            yield unknown(("remarks", index, "unit"), "đơn vị", remark.unit, known)
    for index, figure in enumerate(edition.figures):
        for unit in figure.last_year:
            if unit not in known:
                yield unknown(("figures", index, "last_year", unit), "đơn vị", unit, known)


def unknown_judges(edition: Edition) -> Iterator[Doubt]:
    """Who judges how a remark was remedied is a department that exists and has a book to say so in."""
    known = [department.code for department in edition.departments]
    for index, remark in enumerate(edition.remarks):
        loc = ("remarks", index, "judge")
        if remark.judge is not None and remark.judge not in known:
            yield unknown(loc, "bộ phận", remark.judge, known)
        elif remark.judge is not None and not {"unit", "department"} <= set(edition.collects):
            missing = "unit" if "unit" not in edition.collects else "department"
            sentence = f"'{remark.judge}' không đánh giá được vì 'collects' không có '{missing}'"
            yield warning(loc, f"{sentence}; thêm vào 'collects' hoặc bỏ 'judge'")


def idle_departments(edition: Edition) -> Iterator[Doubt]:
    """A department that scores nothing would be given an empty book."""
    for index, department in enumerate(edition.departments):
        if not edition.rubric.scored_by(department.code):
            sentence = f"'{department.name}' ({department.code}) không chấm tiêu chí nào; giao tiêu chí hoặc bỏ đi"
            yield warning(("departments", index), sentence)


def clusters_without_units(edition: Edition) -> Iterator[Doubt]:
    """A cluster compares units."""
    for index, cluster in enumerate(edition.clusters):
        if not edition.units_of(cluster.code):
            yield warning(("clusters", index), f"'{cluster.name}' ({cluster.code}) chưa có đơn vị nào")


def units_without_cluster(edition: Edition) -> Iterator[Doubt]:
    """Where there are clusters, a unit outside them is compared with nobody."""
    for index, unit in enumerate(edition.units):
        if edition.clusters and unit.cluster is None:
            yield warning(("units", index), f"'{unit.name}' không thuộc cụm nào; thêm mục 'cluster'")


def owners_without_contacts(edition: Edition) -> Iterator[Doubt]:
    """Who fills a book must hear what is wrong in it."""
    groups: tuple[tuple[Owner, ...], ...] = (edition.units, edition.departments, edition.clusters)
    for group in groups:
        for index, owner in enumerate(group):
            if owner.kind in edition.collects and not owner.contacts:
                sentence = f"'{owner.name}' chưa có địa chỉ nhận thư; thêm mục 'contacts'"
                yield warning((f"{owner.kind}s", index), sentence)


# --- whose points count ---


def precedence(edition: Edition) -> Iterator[Doubt]:
    """Some hand has to count, and each only once."""
    hands, loc = edition.rubric.precedence, ("rubric", "precedence")
    if not hands:
        yield Doubt(loc, "chưa nói điểm của ai được tính; ghi ví dụ [cluster, department]")
    for hand in dict.fromkeys(hands):
        if hands.count(hand) > 1:
            yield Doubt(loc, f"'{hand}' ghi {hands.count(hand)} lần trong thứ tự tính điểm; chỉ để một lần")


def silent_hands(edition: Edition) -> Iterator[Doubt]:
    """A hand in the order of precedence has a book in which it gives points for single criteria."""
    books: dict[Hand, Collected] = {"self": "unit", "department": "department", "cluster": "cluster"}
    if "precedence" not in edition.rubric.model_fields_set:
        return  # nobody wrote the order down; in the usual one a hand that is not asked is passed over
    for index, hand in enumerate(edition.rubric.precedence):
        loc, book = ("rubric", "precedence", index), books.get(hand)
        if book is None:
            sentence = "quyết định tổng điểm ngay trên bảng tổng hợp, không cho điểm từng tiêu chí; bỏ khỏi thứ tự này"
            yield Doubt(loc, f"'{hand}' {sentence}")
        elif book not in edition.collects:
            sentence = f"'{hand}' được tính điểm nhưng 'collects' không có '{book}' nên không bao giờ có điểm"
            yield Doubt(loc, f"{sentence}; thêm vào 'collects' hoặc bỏ khỏi thứ tự này")


# --- what units are asked ---


def no_themes(edition: Edition) -> Iterator[Doubt]:
    """Highlights without a theme make an empty tab."""
    if edition.highlights and not edition.highlights.themes:
        yield warning(
            ("highlights", "themes"), "chưa có nội dung nổi bật nào để báo cáo; thêm vào hoặc bỏ 'highlights'"
        )


def last_year_beyond_max(edition: Edition) -> Iterator[Doubt]:
    """What a unit reached last year is plausible this year."""
    for index, figure in enumerate(edition.figures):
        for unit, value in figure.last_year.items():
            if figure.max is not None and value > figure.max:
                sentence = f"số năm trước của '{unit}' là {number(value)}, vượt mức hợp lý {number(figure.max)} 'max'"
                yield warning(("figures", index, "last_year", unit), f"{sentence}; xem lại đơn vị tính")


# --- the way to Google ---


def google_account(edition: Edition) -> Iterator[Doubt]:
    """A service account, the secretary's login (an OAuth client), or both: each file by its path or by a variable."""
    google = edition.google
    if google is None:
        return
    ways = ("service_account", "oauth_client")
    named = {way: [key for key in (way, f"{way}_env") if getattr(google, key) is not None] for way in ways}
    if not any(named.values()):
        sentence = "chưa có cách đăng nhập; thêm 'service_account_env' (tài khoản dịch vụ) hoặc 'oauth_client_env'"
        yield Doubt(("google",), f"{sentence} (thư ký tự đăng nhập bằng `sheetsync login`)")
    for way, keys in named.items():
        if len(keys) > 1:
            yield Doubt(("google", way), f"'{way}' (đường dẫn) và '{way}_env' (tên biến) đang có cả hai; chỉ giữ một")
