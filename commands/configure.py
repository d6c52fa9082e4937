"""`main.py configure GF-WEL --set size=M --set inside=tea,honey`: a design of a product made to order."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING

from commands.context import Context
from sales.errors import RuleBroken

if TYPE_CHECKING:
    from data.configuring import Workbench
    from sales.configurator import Design

SUMMARY = "Configure a product made to order: its price, specification, checks, or what is wrong with it."


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("product", help="the article, such as GF-WEL")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="OPTION=VALUE",
        help="a choice; of many values with commas",
    )
    parser.add_argument("--pdf", type=Path, metavar="FILE", help="write the configuration sheet there")


def run(desk: Context, args: argparse.Namespace) -> int:
    from data.configuring import workbench
    from sales.configurator_reading import DesignRefused, typed_design

    bench = workbench(desk.store.read(), "", args.product, desk.now, desk.words)
    try:
        design = typed_design(bench.options, [_pair(one) for one in args.set], desk.words)
    except DesignRefused as refused:
        if desk.json:
            desk.give({"faults": [{"field": at, "sentence": said} for at, said in refused.told]})
        raise
    if args.pdf:
        _write(desk, bench, design, args.pdf)
    _tell(desk, bench, design)
    return 0


def _pair(said: str) -> tuple[str, str]:
    name, is_, value = said.partition("=")
    if not is_:
        raise RuleBroken("{text} is no choice.", "Write it as option=value, such as size=M.", text=said)
    return name.strip(), value.strip()


def _tell(desk: Context, bench: Workbench, design: Design) -> None:
    from sales.configurator_figures import design_checks, list_price, price_parts, specification
    from sales.configurator_reading import as_json

    words, options = desk.words, bench.options
    today = words.moment(desk.now).date()
    parts = price_parts(options, design, words)
    figures = specification(options, design, today, words)
    checks = design_checks(options, design, today, None, words)
    found = bench.priced(design, words)
    if desk.json:
        desk.give(
            {
                "product": options.id,
                "version": options.version,
                "design": as_json(design),
                "currency": options.currency,
                "parts": [{"name": one.name, "amount": f"{one.amount:f}"} for one in parts],
                "list_price": f"{list_price(options, design):f}",
                "steps": [{"name": name, "unit": f"{unit:f}"} for name, unit in found.steps],
                "total": f"{found.total:f}",
                "specification": {one.name: one.said for one in figures},
                "checks": [{"good": one.good, "said": one.said, "why": one.why} for one in checks],
            }
        )
        return
    desk.table(("part", "amount"), [(one.name, one.amount) for one in parts])
    print(f"{words('List price')} {list_price(options, design)} {options.currency}")
    for name, unit in found.steps:
        print(f"{name} {unit}")
    print(words("Total {amount} {currency}", amount=found.total, currency=options.currency))
    for one in figures:
        print(f"{one.name}: {one.said}")
    for check in checks:
        desk.note(check.said)


def _write(desk: Context, bench: Workbench, design: Design, path: Path) -> None:
    from data.settings import company, settings
    from reports.configuration import Sheet, configuration_sheet

    chosen = settings(desk.store.read())
    found = bench.priced(design, desk.words)
    sheet = Sheet(bench.options, design, "", found.steps, found.total, desk.now)
    configuration_sheet(sheet, desk.words, path, chosen["paper"], company(chosen, desk.words))
    desk.note(str(path))
