"""What feeds a hub: folders of files, SQL databases, Tryton, and programs that speak JSON over HTTP."""

from hub.sources.definition import SourceRefused, SourceUnreachable
from hub.sources.reports import Problem, Report, Tally
from hub.sources.running import Source, add, listed, run

__all__ = [
    "Problem",
    "Report",
    "Source",
    "SourceRefused",
    "SourceUnreachable",
    "Tally",
    "add",
    "listed",
    "run",
]
