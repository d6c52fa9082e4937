"""Settings: every one is a row here; the settings page, the store and the docs are made from these rows.

A setting is kept in the store as JSON text, so that it travels with a backup. What must be known before the
store is open (theme, language, window) the desktop also remembers by itself.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo, available_timezones

from data.engine import sqlite3
from data.store import Changes, Store
from sales.errors import RuleBroken
from sales.words import Words

SECTIONS = ("General", "Company", "Quotes", "This computer", "Data")


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting. `kind` is choice, text, switch or zone; `choices` are (value, words) pairs."""

    name: str
    section: str
    title: str
    detail: str
    kind: str
    default: str
    choices: tuple[tuple[str, str], ...] = ()


SETTINGS = (
    Setting(
        "language",
        "General",
        "Language",
        "Screens, reports and talk tracks.",
        "choice",
        "en",
        (("en", "English"), ("zh_CN", "简体中文")),
    ),
    Setting(
        "theme",
        "General",
        "Appearance",
        "Light, dark, or as the system has it.",
        "choice",
        "system",
        (("system", "As the system"), ("light", "Light"), ("dark", "Dark")),
    ),
    Setting("reduced_motion", "General", "Less motion", "Nothing slides or fades.", "switch", "false"),
    Setting(
        "paper",
        "General",
        "Paper",
        "What reports are laid out for.",
        "choice",
        "a4",
        (("a4", "A4"), ("letter", "Letter")),
    ),
    Setting("company", "Company", "Company name", "Stands on every report.", "text", ""),
    Setting(
        "company_zh",
        "Company",
        "Company name in Chinese",
        "For what is written in Chinese; left empty, the name above.",
        "text",
        "",
    ),
    Setting("company_address", "Company", "Address", "Stands on quotes, as the rest of these.", "text", ""),
    Setting(
        "company_address_zh",
        "Company",
        "Address in Chinese",
        "For what is written in Chinese; left empty, the address above.",
        "text",
        "",
    ),
    Setting("company_phone", "Company", "Telephone", "Where customers reach the company.", "text", ""),
    Setting("company_mail", "Company", "E-mail", "Where customers write to.", "text", ""),
    Setting("company_tax_number", "Company", "Tax number", "As the tax office gave it.", "text", ""),
    Setting("company_bank", "Company", "Bank account", "Where customers pay to.", "text", ""),
    Setting("me", "Company", "I am", "The rep or manager who works on this computer.", "text", ""),
    Setting(
        "currency",
        "Company",
        "Currency",
        "What amounts are in when a file does not say.",
        "choice",
        "CNY",
        (("CNY", "CNY ¥"), ("EUR", "EUR €"), ("GBP", "GBP £"), ("USD", "USD $"), ("JPY", "JPY ¥")),
    ),
    Setting(
        "lock_after",
        "This computer",
        "Lock after",
        "Without a touch; the passphrase opens it again.",
        "choice",
        "10",
        (("5", "5 minutes"), ("10", "10 minutes"), ("30", "30 minutes"), ("never", "Never")),
    ),
    Setting(
        "payment_days",
        "Quotes",
        "Payment",
        "What a quote begins with; the rep may change it.",
        "choice",
        "30",
        tuple((days, f"{days} days net") for days in ("7", "14", "30", "45", "60")),
    ),
    Setting(
        "quote_days",
        "Quotes",
        "Valid for",
        "How long a quote holds when nothing else is said.",
        "choice",
        "20",
        tuple((days, f"{days} days") for days in ("7", "14", "20", "30", "60", "90")),
    ),
    Setting(
        "delivery",
        "Quotes",
        "Delivery",
        "Stands on quotes that say nothing else.",
        "text",
        "",
    ),
    Setting("delivery_zh", "Quotes", "Delivery in Chinese", "Left empty, the words above.", "text", ""),
    Setting("quote_terms", "Quotes", "Terms of sale", "The small print at the end of a quote.", "text", ""),
    Setting("quote_terms_zh", "Quotes", "Terms of sale in Chinese", "Left empty, those above.", "text", ""),
    Setting("zone", "Company", "Time zone", "Where a day of the company ends.", "zone", "Asia/Shanghai"),
)
BY_NAME = {setting.name: setting for setting in SETTINGS}


def settings(db: sqlite3.Connection) -> dict[str, str]:
    """All settings by name, defaults filled in; the currency, until somebody chooses, is the orders'."""
    kept = {name: json.loads(value) for name, value in db.execute("SELECT name, value FROM settings")}
    if "currency" not in kept and (
        newest := db.execute("SELECT currency FROM orders ORDER BY rowid DESC LIMIT 1").fetchone()
    ):
        kept["currency"] = newest[0]
    return {setting.name: kept.get(setting.name, setting.default) for setting in SETTINGS}


def zone(db: sqlite3.Connection) -> ZoneInfo:
    """The company's time zone: where its days begin and end."""
    return ZoneInfo(settings(db)["zone"])


def company(chosen: Mapping[str, str], words: Words) -> str:
    """The company's name in the reader's language, from all settings."""
    return own(chosen, "company", words)


def own(chosen: Mapping[str, str], name: str, words: Words) -> str:
    """A text of the company in the reader's language, where it is given in Chinese too."""
    return (words.chinese and chosen[f"{name}_zh"]) or chosen[name]


def put(db: sqlite3.Connection, values: Mapping[str, str]) -> None:
    """Check and keep settings inside a transaction that is open. Raises RuleBroken."""
    for name, value in values.items():
        check(BY_NAME[name], value)
        db.execute(
            "INSERT INTO settings VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
            (name, json.dumps(value, ensure_ascii=False)),
        )


def save(store: Store, name: str, value: str) -> None:
    """Keep one setting, in a transaction of its own."""
    with store.write(Changes.of("settings")) as db:
        put(db, {name: value})


def check(setting: Setting, value: str) -> None:
    """Raises RuleBroken for a value that the setting cannot have."""
    if setting.kind == "choice" and value not in (allowed := [choice for choice, _ in setting.choices]):
        raise RuleBroken(
            "{setting} cannot be {value}.",
            "Choose one of {allowed}.",
            setting=setting.title,
            value=value,
            allowed=", ".join(allowed),
        )
    if setting.kind == "switch" and value not in {"true", "false"}:
        raise RuleBroken(
            "{setting} is either true or false, not {value}.", setting=setting.title, value=value
        )
    if setting.kind == "zone" and value not in available_timezones():
        raise RuleBroken("There is no time zone {value}.", "Use a name such as Asia/Shanghai.", value=value)
