"""A real Tryton for the tests: a server on loopback, over a company that is made once and copied.

It is installed from `tests/tryton.txt` into an environment of its own under `build/tryton`, since its licence
is not ours: it is run, never imported.
"""

from __future__ import annotations

import hashlib
import shutil
import socket
import subprocess
import sys
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from filelock import FileLock

from tests.builders.sources import until

ROOT = Path(__file__).resolve().parents[2]
REQUIREMENTS = ROOT / "tests" / "tryton.txt"
BUILD = ROOT / "build" / "tryton"
NAME, USER, PASSWORD = "company", "admin", "a password for tests"
LONGEST_S = 600
CONFIG = """
[database]
uri = sqlite://
path = {folder}
[web]
listen = 127.0.0.1:{port}
[queue]
worker = False
"""
# Run by Tryton's own Python: a company with accounts, a fiscal year and a category of goods.
COMPANY = """
import sys
from proteus import Model, config
found = config.set_trytond('sqlite:///company', config_file=sys.argv[1])
from trytond.modules.account.tests.tools import create_chart, create_fiscalyear, get_accounts
from trytond.modules.account_invoice.tests.tools import set_fiscalyear_invoice_sequences
from trytond.modules.company.tests.tools import create_company, get_company
create_company(config=found)
create_chart(config=found)
year = set_fiscalyear_invoice_sequences(create_fiscalyear(config=found), config=found)
year.click('create_period')
accounts = get_accounts(config=found)
goods = Model.get('product.category')(name='Goods', accounting=True)
goods.account_expense, goods.account_revenue = accounts['expense'], accounts['revenue']
goods.save()
user = Model.get('res.user')(1)
user.companies.append(get_company(config=found))
user.company = get_company(config=found)
user.save()
"""


class NoTryton(Exception):
    """Why no Tryton can be had here."""


@dataclass(slots=True)
class Server:
    """A running server. `call` asks it as any of its clients does."""

    port: int
    http: httpx.Client
    _session: str = ""
    _context: dict[str, Any] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def call(self, method: str, *arguments: Any) -> Any:
        answer = self._ask(method, *arguments, self._context)
        assert "error" not in answer, answer
        return answer["result"]

    def login(self) -> None:
        found = self._ask("common.db.login", USER, {"password": PASSWORD}, "en")["result"]
        said = f"{USER}:{found[0]}:{found[1]}"
        self._session = f"Session {b64encode(said.encode()).decode()}"
        self._context = self.call("model.res.user.get_preferences", True)

    def up(self) -> bool:
        try:
            self.http.get(self.url)
        except httpx.TransportError:
            return False
        return True

    def _ask(self, method: str, *parameters: Any) -> Any:
        headers = {"Authorization": self._session} if self._session else {}
        body = {"id": 1, "method": method, "params": parameters}
        return self.http.post(f"{self.url}/{NAME}/rpc/", json=body, headers=headers).json()

    # What the tests do in it.

    def party(self, name: str, city: str = "Lyon", phone: str = "+33 4 72 00 00 00") -> int:
        values = {
            "name": name,
            "addresses": [["create", [{"city": city, "street": "1 rue du Port"}]]],
            "contact_mechanisms": [["create", [{"type": "phone", "value": phone}]]],
        }
        return int(self.call("model.party.party.create", [values])[0])

    def product(self, code: str, name: str, price: str) -> int:
        goods = self.call("model.product.category.search", [["accounting", "=", True]], 0, 1, None)[0]
        unit = self._unit()
        values = {
            "name": name, "type": "goods", "salable": True, "default_uom": unit, "sale_uom": unit,
            "list_price": decimal(price), "account_category": goods,
            "products": [["create", [{"suffix_code": code}]]],
        }  # fmt: skip
        template = self.call("model.product.template.create", [values])[0]
        found = self.call("model.product.product.search", [["template", "=", template]], 0, 1, None)
        return int(found[0])

    def sale(self, party: int, lines: list[tuple[int, float, str]], *, state: str = "confirmed") -> int:
        """A sale of (product, quantity, unit price) lines, brought to a state."""
        address = self.call("model.party.address.search", [["party", "=", party]], 0, 1, None)[0]
        made = [
            {"product": product, "quantity": quantity, "unit": self._unit(), "unit_price": decimal(price)}
            for product, quantity, price in lines
        ]
        values = {
            "party": party, "currency": 1, "invoice_address": address, "shipment_address": address,
            "lines": [["create", made]],
        }  # fmt: skip
        sale = int(self.call("model.sale.sale.create", [values])[0])
        if state != "draft":
            self.call("model.sale.sale.quote", [sale])
        if state == "confirmed":
            self.call("model.sale.sale.confirm", [sale])
        return sale

    def _unit(self) -> int:
        return int(self.call("model.product.uom.search", [["name", "=", "Unit"]], 0, 1, None)[0])


def decimal(amount: str) -> dict[str, str]:
    return {"__class__": "Decimal", "decimal": amount}


@contextmanager
def running(folder: Path) -> Iterator[Server]:
    """A server over a copy of the company, in a folder. Raises NoTryton where it cannot be installed."""
    made = _prepared()
    shutil.copy(made / f"{NAME}.sqlite", folder / f"{NAME}.sqlite")
    port = _free_port()
    config = _config(folder, port)
    with (folder / "trytond.log").open("wb") as log, httpx.Client(timeout=60) as http:
        process = subprocess.Popen(
            [made / "venv" / "bin" / "trytond", "-c", config, "-d", NAME], stdout=log, stderr=log
        )
        try:
            server = Server(port, http)
            until(server.up, 60)
            server.login()
            yield server
        finally:
            process.terminate()
            process.wait(20)


def _prepared() -> Path:
    """The folder with the environment and the company, made once for each state of this file."""
    said = REQUIREMENTS.read_bytes() + COMPANY.encode() + PASSWORD.encode() + sys.version.encode()
    made = BUILD / hashlib.sha256(said).hexdigest()[:16]
    BUILD.mkdir(parents=True, exist_ok=True)
    with FileLock(BUILD / "lock", timeout=LONGEST_S):
        if not (made / f"{NAME}.sqlite").exists():
            _make(made)
    return made


def _make(made: Path) -> None:
    shutil.rmtree(made, ignore_errors=True)
    work = made / "work"
    work.mkdir(parents=True)
    python = made / "venv" / "bin" / "python"
    _run([sys.executable, "-m", "venv", made / "venv"])
    _run([
        python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--require-hashes",
        "--only-binary", ":all:", "-r", REQUIREMENTS,
    ])  # fmt: skip
    config, password = _config(work, 0), work / "password"
    password.write_text(PASSWORD)
    (work / f"{NAME}.sqlite").touch()
    _run(
        [
            made / "venv" / "bin" / "trytond-admin", "-c", config, "-d", NAME, "-u", "sale",
            "sale_price_list", "--activate-dependencies", "--email", "admin@company.example", "-p",
        ],
        TRYTONPASSFILE=str(password),
    )  # fmt: skip
    _run([python, "-c", COMPANY, config])
    (work / f"{NAME}.sqlite").rename(made / f"{NAME}.sqlite")


def _config(folder: Path, port: int) -> Path:
    config = folder / "trytond.conf"
    config.write_text(CONFIG.format(folder=folder, port=port))
    return config


def _run(command: list[Any], **environment: str) -> None:
    import os

    done = subprocess.run(
        [str(part) for part in command],
        capture_output=True, text=True, timeout=LONGEST_S, check=False, env={**os.environ, **environment},
    )  # fmt: skip
    if done.returncode:
        raise NoTryton(f"Tryton cannot be set up here: {(done.stderr or done.stdout).strip()[-400:]}")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
