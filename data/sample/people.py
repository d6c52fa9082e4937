"""Who works at the sample company and who buys from it: `resources/demo/people.toml`, drawn from."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

from data.ids import seeded
from data.resources import resource
from data.sample.days import DAY, Calendar, Dice
from sales.facts import Customer, Rep

HOUSEHOLD = "Household"
DAYS_A_MONTH = 30.44
# Shares of persons and organisations; those who buy every fortnight for a thousand are mostly organisations.
PERSONS, TRADE_AMONG_STEADY = 79, 88
CHINESE = 0.7  # of the customers; the rest go by a Western or an English name
EMAIL_HOST = "example.com"


@dataclass(frozen=True, slots=True)
class City:
    name: str
    name_zh: str
    region: str
    districts: tuple[str, ...]
    districts_zh: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Weighted:
    """Values with what draws one of them."""

    values: tuple[Any, ...]
    dice: Dice

    @classmethod
    def of(cls, table: Mapping[Any, float]) -> Weighted:
        return cls(tuple(table), Dice(list(table.values())))

    def __call__(self, rng: Random) -> Any:
        return self.values[self.dice(rng)]


class People:
    """The reps and managers, and profiles of customers as they are asked for."""

    def __init__(self, calendar: Calendar, rng: Random) -> None:
        with resource("demo", "people.toml").open("rb") as file:
            table = tomllib.load(file)
        self._calendar, self._person, self._trade = calendar, table["person"], table["organisation"]
        new_id = seeded(rng, calendar.at(2_000))
        ids = {row["no"]: new_id() for row in (*table["manager"], *table["rep"])}
        self.managers = [_rep(row, "manager", ids, calendar) for row in table["manager"]]
        self.reps = [_rep(row, "rep", ids, calendar) for row in table["rep"]]
        weights = {row["no"]: row["weight"] for row in table["rep"]}
        self._by_territory = {
            city["name"]: Weighted.of(
                {rep: weights[rep.external_id] for rep in self.reps if rep.territory == city["name"]}
            )
            for city in table["city"]
        }
        self.city = Weighted.of({_city(row): row["weight"] for row in table["city"]})
        self.cities: dict[str, City] = {city.name: city for city in self.city.values}
        self._kinds = Weighted.of(
            {name: group["share"] for name, group in self._trade.items() if isinstance(group, dict)}
        )
        self._lists = {name: Weighted.of(self._person[name]) for name in ("work", "household", "income")}
        self._names: set[str] = set()  # of organisations so far, and those kept for the told customers

    def reserve(self, names: Iterable[str]) -> None:
        """Keep names for customers who are told of: nobody else gets them."""
        self._names.update(names)

    def owner(self, city: City, rng: Random, but: str = "") -> Rep:
        """The rep of a customer in a city; `but`: the number of one who does not get this one."""
        while True:
            rep: Rep = self._by_territory[city.name](rng)
            if rep.external_id != but:
                return rep

    def on_duty(self, owner: Rep, at: int) -> Rep:
        """Who looked after the owner's customers at an instant: a colleague, before the owner joined."""
        day = self._calendar.day(at)
        if owner.joined_on is None or owner.joined_on <= day:
            return owner
        colleagues = [rep for rep in self.reps if rep.territory == owner.territory and rep != owner]
        return min(colleagues, key=lambda rep: str(rep.joined_on))

    def kind(self, rng: Random, steady: bool) -> str:
        """Household, or what kind of organisation."""
        persons = 100 - TRADE_AMONG_STEADY if steady else PERSONS
        return HOUSEHOLD if rng.random() * 100 < persons else str(self._kinds(rng))

    def profile(
        self, rng: Random, kind: str, city: City, owner: Rep, registered_at: int, new_id: str
    ) -> tuple[Customer, bool]:
        """A customer of a kind, without a number yet, and whether they write Chinese."""
        chinese = rng.random() < CHINESE
        fields = (
            self._household(rng, chinese) if kind == HOUSEHOLD else self._business(rng, kind, chinese, city)
        )
        customer = Customer(
            id=new_id,
            phone=_phone(rng),
            region=city.region,
            city=city.name,
            consent_call=_consent(rng, 0.86, 0.08),
            consent_sms=_consent(rng, 0.62, 0.26),
            consent_mail=_consent(rng, 0.5, 0.22),
            owner_id=owner.id,
            territory=owner.territory,
            registered_on=self._calendar.day(registered_at),
            **fields,
        )
        return customer, chinese

    def _household(self, rng: Random, chinese: bool) -> dict[str, Any]:
        female = rng.random() < 0.54
        work = self._lists["work"](rng)
        name = self._name(rng, chinese, female)
        while name in self._names:
            name = self._name(rng, chinese, female)
        mail = not chinese and rng.random() < 0.75
        old = 62 if work == "Retired" else 19 if work == "Student" else 26
        years = old + int(rng.random() * (18 if old == 62 else 6 if old == 19 else 32))
        born = self._calendar.date(int(years * 365.25) + int(rng.random() * 365))
        return {
            "name": name,
            "email": f"{name.lower().replace(' ', '.')}@{EMAIL_HOST}" if mail else None,
            "birthday": born if rng.random() < 0.7 else None,
            "gender": ("female" if female else "male") if rng.random() < 0.9 else None,
            "occupation": work if rng.random() < 0.8 else None,
            "income_band": self._lists["income"](rng) if rng.random() < 0.5 else None,
            "household": self._lists["household"](rng) if rng.random() < 0.7 else None,
            "channel": _one(rng, ("chat", "chat", "phone", "app", "mini_program", "sms")),
        }

    def _business(self, rng: Random, kind: str, chinese: bool, city: City) -> dict[str, Any]:
        group, zh = self._trade[kind], "_zh" if chinese else ""
        first = _one(rng, self._trade[f"first{zh}"])
        last = _one(rng, group[f"last{zh}"])
        name = first + last if chinese else f"{first} {last}"
        if name in self._names:
            district = _one(rng, city.districts_zh if chinese else city.districts)
            name = f"{name}（{district}店）" if chinese else f"{name} {district}"
        self._names.add(name)
        host = name.lower().replace(" ", "-").replace("é", "e").replace("'", "")
        return {
            "name": name,
            "kind": "organisation",
            "contact_name": self._name(rng, chinese, rng.random() < 0.5),
            "email": f"hello@{host}.{EMAIL_HOST}" if not chinese and rng.random() < 0.85 else None,
            "occupation": kind,
            "channel": _one(rng, ("phone", "phone", "visit", "chat", "mail")),
        }

    def _name(self, rng: Random, chinese: bool, female: bool) -> str:
        sex = "f" if female else "m"
        if chinese:
            surnames = self._person["surnames"]  # the most frequent ones first
            surname = surnames[int(rng.random() ** 1.6 * len(surnames))]
            return str(surname + _one(rng, self._person[f"given_{sex}"]))
        return f"{_one(rng, self._person[f'first_{sex}'])} {_one(rng, self._person['last'])}"

    def facts(self) -> Iterator[Rep]:
        yield from self.managers
        yield from self.reps


def _one(rng: Random, values: Sequence[str]) -> str:
    return values[int(rng.random() * len(values))]


def _rep(row: dict[str, Any], role: str, ids: dict[str, str], calendar: Calendar) -> Rep:
    return Rep(
        id=ids[row["no"]],
        name=row["name"],
        external_id=row["no"],
        name_zh=row["name_zh"],
        role=role,
        territory=row["territory"],
        manager_id=ids[row["manager"]] if "manager" in row else None,
        joined_on=calendar.day(calendar.midnight - int(row["since_months"] * DAYS_A_MONTH) * DAY),
    )


def _city(row: dict[str, Any]) -> City:
    return City(
        row["name"], row["name_zh"], row["region"], tuple(row["districts"]), tuple(row["districts_zh"])
    )


def _phone(rng: Random) -> str:
    """A mobile number that is nobody's: no operator gives out 00 after the prefix."""
    prefix = _one(rng, ("135", "136", "138", "139", "150", "158", "186", "189"))
    return f"{prefix} 00{int(rng.random() * 100):02d} {int(rng.random() * 10_000):04d}"


def _consent(rng: Random, yes: float, no: float) -> bool | None:
    drawn = rng.random()
    return True if drawn < yes else False if drawn < yes + no else None
