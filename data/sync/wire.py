"""What laptop and hub say to each other: the messages of protocol version 1, and a page as bytes.

Messages are JSON; a page of rows is NDJSON: a head, one line a row `[table, id, seq, [values]]` (null for
values: gone), and a foot that says how many rows there are. Without its foot, or with another number of
rows, a page is not one. The hub reads every version ever shipped; fields are only ever added.
Source: the protocol is described in docs/sync.md.
"""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, TypeAlias

import msgspec
import zstandard

WIRE = 1
PAGE_TYPE = "application/x-ndjson"
PAGE_ROWS = 2_000
PAGE_BYTES = 1_000_000
MOST_BYTES = 64 << 20  # decompressed; more is not a page of ours
PUSH_AT_ONCE = 100

# Numbers that both databases can keep, and names without control characters.
Whole: TypeAlias = Annotated[int, msgspec.Meta(ge=0, le=(1 << 62) - 1)]
Instant: TypeAlias = Annotated[int, msgspec.Meta(ge=-(1 << 62), le=(1 << 62) - 1)]
Word: TypeAlias = Annotated[str, msgspec.Meta(max_length=200, pattern="^[^\\u0000-\\u001f\\u007f]*$")]
Head: TypeAlias = tuple[Whole, Word]  # seq and nonce of a hub transaction; (0, "") before the first
Row: TypeAlias = tuple[str, str, int, list[Any] | None]


class Broken(Exception):
    """What arrived is not a message of this protocol, or not a whole one."""


class TooMuch(Broken):
    """What arrived is larger than any message of this protocol."""


# JSON that is none, or is nested without end.
UNREADABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


class Mutation(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a rep did to one row: `op` is insert, patch or inc; `at` the laptop's clock, UTC milliseconds.

    `seen` is the row's seq that the writer saw, `base` the values of the fields that are set.
    """

    mid: Word
    ord: Whole
    op: Word
    tbl: Word
    id: Word
    set: dict[str, Any] = {}
    base: dict[str, Any] = {}
    seen: Whole | None = None
    at: Instant = 0


class PushRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """`now` is the laptop's clock when it was sent, for its skew; a mutation that cannot be read is raw.

    `unnumbered`: it has no series for the numbers of its quotes, and would like one.
    """

    hi: Head
    muts: Annotated[list[msgspec.Raw], msgspec.Meta(max_length=PUSH_AT_ONCE)]
    wire: Whole = WIRE
    now: Instant = 0
    unnumbered: bool = False


# Why a mutation was not taken: said in full by the laptop, in its reader's language.
GONE, MOVED, FORBIDDEN, MALFORMED, TAKEN, NEWER = "gone", "moved", "forbidden", "malformed", "taken", "newer"
SEALED = "sealed"


class Result(msgspec.Struct, frozen=True, array_like=True):
    """What became of one mutation: an outcome of `data.sync.merge`, and why it was not taken.

    `unknown` is none: this hub does not know what is meant (NEWER); the laptop keeps it for a later one.
    """

    mid: str
    outcome: str
    seq: int
    why: str = ""


class PushReply(msgspec.Struct, frozen=True, omit_defaults=True):
    """`identity` is a new (device, token) for a laptop whose image somebody else works with as well; `series`
    a new one for the numbers of its quotes.
    """

    results: list[Result]
    head: Head
    now: int = 0
    lease_until: int = 0
    identity: tuple[str, str] | None = None
    series: str = ""


class Report(msgspec.Struct, frozen=True, omit_defaults=True):
    """How a laptop fares: messages that wait, how old the oldest is, repairs and failed rounds so far."""

    waiting: Whole = 0
    oldest_ms: Whole = 0
    heals: Whole = 0
    failures: Whole = 0


class PullRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """`cursors` by scope; `view` as the last foot said.

    `rebuilding`: the scopes that are being read anew, with where the hub stood when that began.
    """

    hi: Head
    cursors: dict[Word, Whole]
    rebuilding: dict[Word, Whole] = {}
    view: Word = ""
    wire: Whole = WIRE
    now: Instant = 0
    max_rows: Annotated[int, msgspec.Meta(ge=1, le=10 * PAGE_ROWS)] = PAGE_ROWS
    max_bytes: Annotated[int, msgspec.Meta(ge=1, le=10 * PAGE_BYTES)] = PAGE_BYTES
    report: Report | None = None


class PageHead(msgspec.Struct, frozen=True, omit_defaults=True):
    """The names of the values of each table in the page."""

    tables: dict[str, list[str]]
    wire: int = WIRE


class PageFoot(msgspec.Struct, frozen=True, omit_defaults=True):
    """How far the page goes.

    `parts`: the rows in order, as (scope, rows). `cursors`: where each scope stands after the page. `reset`:
    scopes that must be read anew. `digest`: (rows, sum) a scope, once all was said. `scopes`: all there are.
    """

    n: int
    parts: list[tuple[str, int]]
    cursors: dict[str, int]
    scopes: list[str]
    head: Head
    more: bool
    digest: dict[str, tuple[int, int]] = {}
    reset: list[str] = []
    view: str = ""
    now: int = 0
    lease_until: int = 0
    left: int = 0  # about how many rows are still to come


class Page(msgspec.Struct, frozen=True):
    """A whole page, read and counted."""

    head: PageHead
    rows: list[Row]
    foot: PageFoot


class CheckRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """Asks for the 256 bucket sums of one table in one scope."""

    hi: Head
    scope: Word
    tbl: Word
    wire: Whole = WIRE


class CheckReply(msgspec.Struct, frozen=True):
    """(rows, sum) for each bucket; a row is in the bucket of its id's digest (`bucket`)."""

    buckets: list[tuple[int, int]]
    head: Head


class EnrolRequest(msgspec.Struct, frozen=True, omit_defaults=True):
    """`nonce` is the laptop's own, so that an answer that was lost can be asked for again."""

    code: Word
    name: Word
    nonce: Word
    password: Word = ""
    wire: Whole = WIRE


class EnrolReply(msgspec.Struct, frozen=True):
    """Who this laptop is from now on; the token is shown this once. `series` is that of its quote numbers."""

    device: str
    token: str
    user: str
    user_name: str
    role: str
    team: str
    team_name: str
    lease_until: int
    now: int
    settings: dict[str, str] = {}
    series: str = ""


class ForkReply(msgspec.Struct, frozen=True):
    """409: the hub does not know what this laptop has seen of it: it was restored from a backup."""

    head: Head
    error: str = "fork"


class Refusal(msgspec.Struct, frozen=True, omit_defaults=True):
    """Any other answer but 200: a word for the program and a sentence for the person.

    Sentence and hint have `{fields}`, so that the laptop can say them in its reader's language.
    """

    error: str
    sentence: str = ""
    hint: str = ""
    fields: dict[str, str] = {}


_ENCODER = msgspec.json.Encoder()
_ROWS = msgspec.json.Decoder(Row)
_HEAD = msgspec.json.Decoder(PageHead)
_FOOT = msgspec.json.Decoder(PageFoot)
_MUTATION = msgspec.json.Decoder(Mutation)


def encoded(message: object) -> bytes:
    return _ENCODER.encode(message)


def lines(rows: Iterable[Sequence[Any]]) -> bytes:
    """Rows as the lines of a page."""
    return _ENCODER.encode_lines(list(rows))


def raw(mutation: Mutation) -> msgspec.Raw:
    return msgspec.Raw(_ENCODER.encode(mutation))


def mutation(body: msgspec.Raw) -> Mutation:
    """Raises Broken for what is not a mutation."""
    try:
        return _MUTATION.decode(body)
    except UNREADABLE as error:
        raise Broken(str(error)) from error


def page_bytes(head: PageHead, rows: Sequence[bytes], foot: PageFoot) -> bytes:
    """A page from its parts; `rows` are blocks of whole lines."""
    return b"".join((_ENCODER.encode(head), b"\n", *rows, _ENCODER.encode(foot), b"\n"))


def read_page(body: bytes) -> Page:
    """A page from its bytes. Raises Broken when it is not whole."""
    if not body.endswith(b"\n"):
        raise Broken("a page ends with its foot")
    first = body.find(b"\n") + 1
    last = body.rfind(b"\n", 0, len(body) - 1) + 1
    if not 0 < first <= last:
        raise Broken("a page has a head and a foot")
    try:
        page = Page(
            _HEAD.decode(body[: first - 1]), _ROWS.decode_lines(body[first:last]), _FOOT.decode(body[last:])
        )
    except UNREADABLE as error:
        raise Broken(str(error)) from error
    if not len(page.rows) == page.foot.n == sum(n for _, n in page.foot.parts):
        raise Broken("rows are missing in the page")
    return page


def decoded(kind: type[Any], body: bytes) -> Any:
    """A message of a kind. Raises Broken."""
    try:
        return msgspec.json.decode(body, type=kind)
    except UNREADABLE as error:
        raise Broken(str(error)) from error


def compressed(body: bytes, accepted: str) -> tuple[bytes, str]:
    """The body as the other side reads it best, and the name of the encoding ("" for none)."""
    if len(body) < 512:
        return body, ""
    if "zstd" in accepted:
        return zstandard.ZstdCompressor(level=1).compress(body), "zstd"
    if "gzip" in accepted:
        return gzip.compress(body, 1), "gzip"
    return body, ""


def decompressed(body: bytes, encoding: str) -> bytes:
    """The body as it was, never more than MOST_BYTES. Raises Broken."""
    try:
        if encoding == "zstd":
            with zstandard.ZstdDecompressor().stream_reader(body, read_across_frames=True) as reader:
                whole = reader.read(MOST_BYTES + 1)
        elif encoding == "gzip":
            unpack = zlib.decompressobj(wbits=31)
            whole = unpack.decompress(body, MOST_BYTES + 1)
            if not unpack.eof and len(whole) <= MOST_BYTES:
                raise Broken("the compressed body ends in the middle")
        elif encoding in {"", "identity"}:
            whole = body
        else:
            raise Broken(f"an encoding that was not asked for: {encoding}")
    except (zstandard.ZstdError, zlib.error, EOFError) as error:
        raise Broken(str(error)) from error
    if len(whole) > MOST_BYTES:
        raise TooMuch("more than a page can be")
    return whole


def bucket(row_id: str) -> int:
    """In which of the 256 buckets of a check a row is."""
    return zlib.crc32(row_id.encode()) & 0xFF
