"""Who runs the shop: shown in the footer and at checkout, as Korean law asks of an intermediary."""

from .environment import env

OPERATOR = {
    "name": env.str("KSOUND_OPERATOR_NAME", default="K-Sound Library (demonstration)"),
    "representative": env.str("KSOUND_OPERATOR_REPRESENTATIVE", default="홍길동 (예시)"),
    "business_number": env.str("KSOUND_OPERATOR_BUSINESS_NUMBER", default="000-00-00000"),
    "mail_order_number": env.str("KSOUND_OPERATOR_MAIL_ORDER_NUMBER", default="제0000-전주-0000호"),
    "address": env.str("KSOUND_OPERATOR_ADDRESS", default="전북특별자치도 전주시 (예시 주소)"),
    "email": env.str("KSOUND_OPERATOR_EMAIL", default="help@ksound.example"),
    "phone": env.str("KSOUND_OPERATOR_PHONE", default="000-000-0000"),
}
# Bumped when the text changes; the version a person agreed to is stored with the consent.
TERMS_VERSION = "2026-11"
SELLER_AGREEMENT_VERSION = "2026-11"
