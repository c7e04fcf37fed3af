"""The bank transfer file: CSV that staff upload to the bank, and the bank's CSV with how each transfer ended."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from django.utils.translation import gettext as _

from ksound.core.text import clean_line
from ksound.lib.cells import neutral
from ksound.lib.money import Money
from payments.payouts.providers import Instructions, Transfer, TransferResult, Unreadable

# Written in Korean whatever language staff read: a Korean bank is the reader.
COLUMNS = ("지급번호", "은행코드", "은행", "계좌번호", "예금주", "금액", "통화", "적요")
MEMO = "KSOUND"
# What banks call EUC-KR is CP949: EUC-KR proper lacks most Hangul syllables.
ENCODINGS = {"utf-8": "utf-8-sig", "euc-kr": "cp949"}

REFERENCE = ("지급번호", "payout")
AMOUNT = ("금액", "amount")
OUTCOME = ("결과", "result")
REASON = ("사유", "reason")
OUTCOMES = {
    "paid": "paid",
    "정상": "paid",
    "이체완료": "paid",
    "returned": "returned",
    "불능": "returned",
    "반환": "returned",
}
MAX_BYTES = 5_000_000


class BankFile:
    """Needs nothing but a person with the bank's web site."""

    code = "bank_file"
    currencies = frozenset({"KRW"})

    def instruct(self, transfers: Sequence[Transfer], *, reference: str, variant: str) -> Instructions:
        """`variant` is utf-8 (with a byte order mark) or euc-kr. Rows are in the order given."""
        out = io.StringIO()
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows(_cells(transfer) for transfer in transfers)
        content = out.getvalue().encode(ENCODINGS[variant])
        charset = "utf-8" if variant == "utf-8" else "euc-kr"
        return Instructions(f"payouts-{reference}-{variant}.csv", f"text/csv; charset={charset}", content)

    def results(self, content: bytes) -> list[TransferResult]:
        rows = _rows(_decoded(content))
        problems: list[str] = []
        found = [result for number, row in rows if (result := _result(number, row, problems))]
        problems += _repeated(found)
        if not rows:
            problems.append(_("The file has no rows."))
        if problems:
            raise Unreadable(problems)
        return found


def _cells(transfer: Transfer) -> list[str]:
    texts = (transfer.bank_code, transfer.bank, transfer.account_number, transfer.holder)
    return [
        transfer.reference,
        *map(neutral, texts),
        str(transfer.amount.minor),
        transfer.amount.currency,
        MEMO,
    ]


def _decoded(content: bytes) -> str:
    if len(content) > MAX_BYTES:
        raise Unreadable([_("The file is larger than 5 MB.")])
    for encoding in ENCODINGS.values():
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Unreadable([_("The file is neither UTF-8 nor EUC-KR.")])


def _rows(text: str) -> list[tuple[int, dict[str, str]]]:
    """Rows with their numbers as a spreadsheet counts them, by heading."""
    reader = csv.reader(io.StringIO(text, newline=""))
    try:
        headings = [clean_line(name).casefold() for name in next(reader, [])]
        for wanted in (REFERENCE, AMOUNT, OUTCOME):
            if not set(wanted) & set(headings):
                raise Unreadable([_("The column %(name)s is missing.") % {"name": wanted[0]}])
        return [
            (number, dict(zip(headings, map(clean_line, cells), strict=False)))
            for number, cells in enumerate(reader, start=2)
            if any(map(str.strip, cells))
        ]
    except csv.Error as error:
        raise Unreadable([_("The file is not CSV.")]) from error


def _result(number: int, row: dict[str, str], problems: list[str]) -> TransferResult | None:
    outcome = OUTCOMES.get(_cell(row, OUTCOME).casefold())
    amount = _cell(row, AMOUNT).replace(",", "")
    if outcome is None:
        said = {"row": number, "said": _cell(row, OUTCOME)}
        problems.append(_("Row %(row)s: “%(said)s” is neither paid (정상) nor returned (불능).") % said)
    elif not (amount.isascii() and amount.isdigit() and len(amount) <= 15):
        problems.append(_("Row %(row)s: “%(said)s” is not an amount.") % {"row": number, "said": amount})
    elif outcome == "returned" and not _cell(row, REASON):
        problems.append(_("Row %(row)s: a returned payout needs its reason (사유).") % {"row": number})
    else:
        reference, reason = _cell(row, REFERENCE), _cell(row, REASON)[:200]
        is_paid = outcome == "paid"
        return TransferResult(
            number, reference, "paid" if is_paid else "returned", Money.krw(int(amount)), reason
        )
    return None


def _cell(row: dict[str, str], names: tuple[str, ...]) -> str:
    return next((row[name] for name in names if name in row), "")


def _repeated(found: list[TransferResult]) -> list[str]:
    seen: set[str] = set()
    problems = []
    for result in found:
        if result.reference in seen:
            problems.append(_("Row %(row)s: this payout is named twice.") % {"row": result.row})
        seen.add(result.reference)
    return problems
