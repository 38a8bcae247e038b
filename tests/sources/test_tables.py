from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook

from skillgraph.errors import InputError, ProblemLog, RowProblem
from skillgraph.sources.tables import Row, open_table

ROWS = [["title", "note"], ["café", "naïve"], ["thé", "a, b; c"]]


def read(path: Path) -> tuple[list[Row], list[RowProblem]]:
    log = ProblemLog()
    with open_table(path, problems=log) as table:
        return list(table.rows), list(log)


def write(folder: Path, content: str | bytes, name: str = "t.csv") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def titles(rows: list[Row]) -> list[str]:
    return [row.cells["title"] for row in rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_marked_and_utf8_files_pass_silently(tmp_path: Path, encoding: str) -> None:
    rows, problems = read(write(tmp_path, "title,note\ncafé,naïve\n".encode(encoding)))
    assert [dict(row.cells) for row in rows] == [{"title": "café", "note": "naïve"}]
    assert problems == []


@pytest.mark.parametrize(
    ("encoding", "text", "line", "named"),
    [
        ("cp1252", "title,note\na,b\ncafé,“x”\n", 3, "cp1252"),
        ("latin-1", "title,note\ncafé\x81,b\n", 2, "latin-1"),
        ("utf-16-le", "title,note\ncafé,b\n", None, "utf-16-le"),
        ("utf-16-be", "title,note\ncafé,b\n", None, "utf-16-be"),
    ],
)
def test_other_encodings_are_read_and_reported(
    tmp_path: Path, encoding: str, text: str, line: int | None, named: str
) -> None:
    rows, problems = read(write(tmp_path, text.encode(encoding)))
    assert titles(rows)[-1] == "café"
    assert named in problems[0].reason
    assert problems[0].line == line


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_is_found(tmp_path: Path, delimiter: str) -> None:
    text = "\n".join(delimiter.join(f'"{cell}"' for cell in row) for row in ROWS)
    rows, problems = read(write(tmp_path, text))
    assert titles(rows) == ["café", "thé"]
    assert problems == []


def test_a_declared_delimiter_counts_as_a_line(tmp_path: Path) -> None:
    rows, _ = read(write(tmp_path, "sep=;\ntitle;note\na;b\n"))
    assert rows == [Row(3, {"title": "a", "note": "b"})]


def test_rows_start_at_their_physical_line(tmp_path: Path) -> None:
    rows, _ = read(write(tmp_path, 'title,note\r\n"a\r\nb",c\r\n\r\nd,e\r\n'))
    assert [row.line for row in rows] == [2, 5]
    assert titles(rows) == ["a\nb", "d"]


def test_short_long_and_empty_rows(tmp_path: Path) -> None:
    rows, problems = read(write(tmp_path, "title,note\na\n,\nb,c,d\ne,f,,\n"))
    assert titles(rows) == ["a", "e"]
    assert [(problem.line, problem.reason.split(";")[0]) for problem in problems] == [
        (2, "1 cell under 2 columns"),
        (4, "3 cells under 2 columns"),
    ]


def test_repeated_columns_get_a_number(tmp_path: Path) -> None:
    rows, problems = read(write(tmp_path, "title,note,note\na,b,c\n"))
    assert dict(rows[0].cells) == {"title": "a", "note": "b", "note (2)": "c"}
    assert [(problem.line, problem.field) for problem in problems] == [(1, "note")]


@pytest.mark.parametrize(
    ("header", "columns"),
    [
        ("t,a,a,a (2)", ["t", "a", "a (3)", "a (2)"]),
        ("t,a (2),a,a", ["t", "a (2)", "a", "a (3)"]),
        ("t,a,a,a,a", ["t", "a", "a (2)", "a (3)", "a (4)"]),
        ("t,,column 2,b", ["t", "column 2 (2)", "column 2", "b"]),
        ("t,column 3,,b", ["t", "column 3", "column 3 (2)", "b"]),
        ("t,,b", ["t", "column 2", "b"]),
    ],
)
def test_no_made_up_name_hides_a_column(tmp_path: Path, header: str, columns: list[str]) -> None:
    values = [f"v{number}" for number in range(len(columns))]
    rows, _ = read(write(tmp_path, f"{header}\n{','.join(values)}\n"))
    assert dict(rows[0].cells) == dict(zip(columns, values, strict=True))


READ = """
import sys
from pathlib import Path
from skillgraph.errors import InputError, ProblemLog
from skillgraph.sources.tables import open_table
try:
    with open_table(Path(sys.argv[1]), problems=ProblemLog()) as table:
        print(len(table.columns), sum(1 for row in table.rows))
except InputError as error:
    print(error.message)
"""


def read_within(path: Path, *, seconds: int = 30) -> str:
    """What a process says that opens the table; it fails where that does not end."""
    command = [sys.executable, "-c", READ, str(path)]
    return subprocess.run(command, capture_output=True, text=True, timeout=seconds, check=True).stdout


def many(name: str, count: int, number: str = "") -> str:
    return ",".join(name + number.format(position) for position in range(2, count + 2))


@pytest.mark.parametrize(
    "header",
    [
        many("c", 200_000, "{}"),
        many("a", 200_000),
        many("a", 100_000) + "," + many("a", 100_000, " ({})"),
        "," * 200_000 + "z",
        "," * 100_000 + many("column ", 100_000, "{}"),
    ],
    ids=["distinct", "same", "numbered already", "empty", "named like the empty ones"],
)
def test_very_wide_headers_are_read_in_time(tmp_path: Path, header: str) -> None:
    columns = header.count(",") + 1
    assert read_within(write(tmp_path, f"{header}\n{'x,' * (columns - 1)}x\n")) == f"{columns} 1\n"


def test_short_rows_under_a_very_wide_header_are_refused(tmp_path: Path) -> None:
    path = write(tmp_path, many("c", 100_000, "{}") + "\n" + "x\n" * 500_000)
    assert "more than 50,000,000 cells empty" in read_within(path)


@pytest.mark.parametrize(
    ("header", "row", "said"),
    [
        ("A", '<c r="XFD{0}"/>', "1 0\n"),
        ("A", '<c r="XFD{0}" t="inlineStr"><is><t> </t></is></c>', "1 0\n"),
        ("A", '<c r="A{0}" t="str"><v>x</v></c><c r="XFD{0}"/>', "1 200000\n"),
        ("A", '<c r="XFD{0}" t="str"><v>x</v></c>', "more than 50,000,000 cells empty"),
        ("XFD", '<c r="A{0}" t="str"><v>x</v></c>', "more than 50,000,000 cells empty"),
    ],
    ids=["empty", "blank", "text and empty", "far text", "far header"],
)
def test_wide_rows_of_a_small_workbook_end(tmp_path: Path, header: str, row: str, said: str) -> None:
    rows = "".join(f'<row r="{number}">{row.format(number)}</row>' for number in range(2, 200_002))
    first = f'<row r="1"><c r="{header}1" t="str"><v>title</v></c></row>'
    path = workbook(tmp_path / "wide.xlsx", [["title"]])
    again = tmp_path / "again.xlsx"
    with zipfile.ZipFile(path) as old, zipfile.ZipFile(again, "w", zipfile.ZIP_DEFLATED) as new:
        for member in old.infolist():
            text = old.read(member).decode()
            if member.filename.endswith("sheet1.xml"):
                begin, end = text.index("<sheetData>") + len("<sheetData>"), text.index("</sheetData>")
                text = text[:begin] + first + rows + text[end:]
            new.writestr(member.filename, text)
    assert said in read_within(again, seconds=60)


def test_an_unclosed_quote_costs_one_line(tmp_path: Path) -> None:
    rows, problems = read(write(tmp_path, 'title,note\na,b\n"c,d\ne,f\ng,h\n'))
    assert titles(rows) == ["a", "e", "g"]
    assert [row.line for row in rows] == [2, 4, 5]
    assert [(problem.line, "never closed" in problem.reason) for problem in problems] == [(3, True)]


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_cell_beyond_all_measure_costs_one_line(tmp_path: Path, quote: str) -> None:
    huge = quote + "x" * 20_000_000 + quote
    rows, problems = read(write(tmp_path, f"title,note\na,b\n{huge},c\nd,e\n"))
    assert titles(rows) == ["a", "d"]
    assert [problem.line for problem in problems] == [3]


def test_a_quote_that_swallows_too_much_costs_one_line(tmp_path: Path) -> None:
    rows, problems = read(write(tmp_path, 'title,note\n"a,b\n' + "c,d\n" * 50_000))
    assert len(rows) == 50_000
    assert [problem.line for problem in problems] == [2]


def test_mojibake_is_repaired_and_reported_once(tmp_path: Path) -> None:
    rows, problems = read(write(tmp_path, "title,note\nplain,x\nCityâ€™s,cafÃ©\nnaïve «été»,Ãªtre prÃªt\n"))
    assert titles(rows) == ["plain", "City’s", "naïve «été»"]
    assert rows[2].cells["note"] == "être prêt"
    assert [(problem.line, problem.reason[:16]) for problem in problems] == [(3, "3 cells repaired")]


def test_control_characters_and_huge_cells_are_cleaned(tmp_path: Path) -> None:
    rows, problems = read(write(tmp_path, "title,note\na\x00b\x07,x\n" + "y" * 10_000_000 + ",z\n"))
    assert titles(rows)[0] == "ab"
    assert len(titles(rows)[1]) == 1_000_000
    assert {problem.line for problem in problems} == {2, 3}


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("t.csv", b"", "is empty"),
        ("t.csv", b" \n \n", "white space"),
        ("t.csv", b"\xef\xbb\xbf", "white space"),
        ("t.csv", b"PK\x03\x04rest", "zip archive or spreadsheet"),
        ("t.csv", b"\x89PNG\x00\xff\xfe\x00" * 9, "not a text file"),
        ("t.xlsx", b"title,note\n", "not an XLSX workbook"),
        ("t.xls", b"x", r"\.xls, .*\.csv, .*\.xlsx"),
        ("t", b"x", "no extension"),
    ],
)
def test_files_that_are_no_tables(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read(write(tmp_path, content, name))


def test_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    for name, message in (("none.csv", "does not exist"), ("folder.csv", "is a folder")):
        with pytest.raises(InputError, match=message):
            read(tmp_path / name)


def workbook(path: Path, rows: list[list[object]]) -> Path:
    book = Workbook()
    book.create_sheet("data")
    for row in rows:
        book["data"].append(row)
    book.save(path)
    return path


def test_xlsx_rows_have_their_numbers_and_plain_texts(tmp_path: Path) -> None:
    import datetime

    path = workbook(
        tmp_path / "t.xlsx",
        [
            ["title", "note", "more"],
            ["a", 12.0, True],
            [],
            ["b", datetime.date(2026, 1, 2), None],
            ["#N/A", 0.5],
        ],
    )
    rows, problems = read(path)
    assert [row.line for row in rows] == [2, 4, 5]
    assert list(rows[0].cells.values()) == ["a", "12", "yes"]
    assert rows[1].cells["note"].startswith("2026-01-02")
    assert list(rows[2].cells.values()) == ["", "0.5", ""]
    assert [(problem.line, "#N/A" in problem.reason) for problem in problems] == [(5, True)]


def test_xlsx_bombs_and_cut_off_workbooks_are_refused(tmp_path: Path) -> None:
    bomb = tmp_path / "bomb.xlsx"
    with (
        zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("xl/workbook.xml", "w", force_zip64=True) as member,
    ):
        for _ in range(301):
            member.write(bytes(1 << 20))
    with pytest.raises(InputError, match="unpacks to"):
        read(bomb)
    whole = workbook(tmp_path / "whole.xlsx", [["title"], ["a"]])
    cut = write(tmp_path, whole.read_bytes()[:-100], "cut.xlsx")
    with pytest.raises(InputError, match="cut off"):
        read(cut)
    with zipfile.ZipFile(tmp_path / "other.xlsx", "w") as archive:
        archive.writestr("hello.txt", "x")
    with pytest.raises(InputError, match="workbook is damaged"):
        read(tmp_path / "other.xlsx")


def test_what_is_wrong_in_a_workbook_is_named_by_sheet_and_cell(tmp_path: Path) -> None:
    book = Workbook()
    for name, rows in (("empty", []), ("data", [["title", "note"], ["a", "#REF!"]]), ("more", [["x"]])):
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(tmp_path / "t.xlsx")
    rows_read, problems = read(tmp_path / "t.xlsx")
    assert [dict(row.cells) for row in rows_read] == [{"title": "a", "note": ""}]
    assert [str(problem) for problem in problems] == [
        f"{tmp_path}/t.xlsx: the sheet 'data' was read; another sheet was not: 'more'",
        f"{tmp_path}/t.xlsx:2: cell B2 of the sheet 'data' holds the spreadsheet error #REF!; read as empty",
    ]


@pytest.mark.parametrize("broken", ["<v>abc</v></c></row></sheet", "<v>1</v></c></row", "&", "\0"])
def test_a_sheet_that_breaks_off_is_named_with_its_last_good_row(tmp_path: Path, broken: str) -> None:
    whole = workbook(tmp_path / "whole.xlsx", [["title"], [5], [6]])
    with zipfile.ZipFile(whole) as old, zipfile.ZipFile(tmp_path / "t.xlsx", "w") as new:
        for name in old.namelist():
            content = old.read(name).decode()
            if "<v>6</v>" in content:
                content = content[: content.index("<v>6</v>")] + broken
            new.writestr(name, content)
    with pytest.raises(InputError, match=r"t\.xlsx, sheet 'data', after row 2: the workbook is damaged"):
        read(tmp_path / "t.xlsx")


def test_strict_mode_stops_at_the_first_bad_row(tmp_path: Path) -> None:
    path = write(tmp_path, "title,note\na\n")
    with (
        pytest.raises(InputError, match=r"t\.csv:2"),
        open_table(path, problems=ProblemLog(strict=True)) as table,
    ):
        list(table.rows)
