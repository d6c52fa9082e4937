"""The jobs of the app without a window: one module each, named as people type them.

A module has SUMMARY, `arguments(parser)` and `run(context, arguments) -> exit code`.
"""

COMMANDS = {
    "demo": "demo",
    "tour": "tour",
    "import": "import_",
    "segments": "segments",
    "customer": "customer",
    "brief": "brief",
    "search": "search",
    "ask": "ask",
    "objections": "objections",
    "track": "track",
    "incentives": "incentives",
    "quote": "quote",
    "configure": "configure",
    "report": "report",
    "phone": "phone",
    "log": "log",
    "edit": "edit",
    "sync": "sync",
    "enrol": "enrol",
    "status": "status",
    "conflicts": "conflicts",
    "check-content": "check_content",
    "publish": "publish",
    "pack": "pack",
    "backup": "backup",
    "restore": "restore",
    "verify": "verify",
    "forget": "forget",
    "hub": "hub",
}
# What shows the data of a team: past the lease it waits for the next sync (`data.sync.lease`).
READING = frozenset(
    (
        "segments",
        "customer",
        "brief",
        "search",
        "ask",
        "objections",
        "track",
        "report",
        "phone",
        "conflicts",
        "configure",
    )
)
