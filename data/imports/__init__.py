"""Importing files: `inspect` looks at one, `preview` plans, `apply` carries it out, `undo` takes it back."""

from data.imports.batches import Batch, Outcome, apply, batches
from data.imports.guessing import Guess, completed, guess, guessed_map, kind_of, recall
from data.imports.kinds import KINDS, Kind
from data.imports.mapping import ImportMap, lacks, read_map
from data.imports.plan import Counts, Plan, PlanRow, Problem, preview
from data.imports.rejects import errors_path, write_errors, write_rows
from data.imports.source import Layout, Source, inspect
from data.imports.undoing import undo

__all__ = [
    "KINDS",
    "Batch",
    "Counts",
    "Guess",
    "ImportMap",
    "Kind",
    "Layout",
    "Outcome",
    "Plan",
    "PlanRow",
    "Problem",
    "Source",
    "apply",
    "batches",
    "completed",
    "errors_path",
    "guess",
    "guessed_map",
    "inspect",
    "kind_of",
    "lacks",
    "preview",
    "read_map",
    "recall",
    "undo",
    "write_errors",
    "write_rows",
]
