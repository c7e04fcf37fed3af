"""Korean banks by the three-digit code of the Korea Financial Telecommunications and Clearings Institute."""

from __future__ import annotations

from django.utils.translation import get_language

BANKS = {
    "002": ("산업은행", "KDB"),
    "003": ("기업은행", "IBK"),
    "004": ("국민은행", "KB Kookmin"),
    "007": ("수협은행", "Suhyup"),
    "011": ("농협은행", "NH NongHyup"),
    "012": ("지역농협", "Local NongHyup"),
    "020": ("우리은행", "Woori"),
    "023": ("SC제일은행", "SC First"),
    "027": ("한국씨티은행", "Citi Korea"),
    "031": ("iM뱅크", "iM Bank"),
    "032": ("부산은행", "Busan"),
    "034": ("광주은행", "Gwangju"),
    "035": ("제주은행", "Jeju"),
    "037": ("전북은행", "Jeonbuk"),
    "039": ("경남은행", "Kyongnam"),
    "045": ("새마을금고", "MG Community Credit"),
    "048": ("신협", "Shinhyup"),
    "050": ("저축은행", "Savings banks"),
    "064": ("산림조합", "Forestry Cooperative"),
    "071": ("우체국", "Korea Post"),
    "081": ("하나은행", "Hana"),
    "088": ("신한은행", "Shinhan"),
    "089": ("케이뱅크", "K bank"),
    "090": ("카카오뱅크", "KakaoBank"),
    "092": ("토스뱅크", "Toss Bank"),
}


def name(code: str) -> str:
    """The bank's name in the reader's language; the code itself for a bank that is not listed any more."""
    korean, english = BANKS.get(code, (code, code))
    return korean if get_language() == "ko" else english


def choices() -> list[tuple[str, str]]:
    return sorted(((code, name(code)) for code in BANKS), key=lambda choice: choice[1])
