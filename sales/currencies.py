"""The currencies that money may be in: their decimals, and what coins there are to pay with.

Source: ISO 4217 (list one, funds and metals left out); the smallest coins as central banks have them.
"""

from __future__ import annotations

from decimal import Decimal

USUAL_DECIMALS = 2
WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
THREE_DECIMALS = "BHD IQD JOD KWD LYD OMR TND"
DECIMALS = {**dict.fromkeys(WITHOUT_DECIMALS.split(), 0), **dict.fromkeys(THREE_DECIMALS.split(), 3)}
TWO_DECIMALS = """
AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BMD BND BOB BRL BSD BTN BWP BYN BZD CAD CDF CHF CNY
COP CRC CUP CVE CZK DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP GMD GTQ GYD HKD HNL HTG HUF IDR ILS
INR IRR JMD KES KGS KHR KPW KYD KZT LAK LBP LKR LRD LSL MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR
MZN NAD NGN NIO NOK NPR NZD PAB PEN PGK PHP PKR PLN QAR RON RSD RUB SAR SBD SCR SDG SEK SGD SHP SLE SOS SRD
SSP STN SVC SYP SZL THB TJS TMT TOP TRY TTD TWD TZS UAH USD UYU UZS VES WST XCD YER ZAR ZMW
"""
CURRENCIES = frozenset((*DECIMALS, *TWO_DECIMALS.split()))
# What a total in cash is rounded to, where the minor unit is no longer minted.
COINS = {
    **dict.fromkeys(("CHF", "AUD", "CAD"), Decimal("0.05")),
    "NZD": Decimal("0.10"),
    "DKK": Decimal("0.50"),
    **dict.fromkeys(("SEK", "NOK", "CZK"), Decimal(1)),
    "HUF": Decimal(5),
}


def decimals_of(currency: str) -> int:
    """How many decimals its minor unit has: CNY 2, JPY 0, KWD 3."""
    return DECIMALS.get(currency, USUAL_DECIMALS)
