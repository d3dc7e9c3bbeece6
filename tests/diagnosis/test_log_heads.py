"""Short messages behind what a logger writes before them."""

from __future__ import annotations

import pytest

from catalog.diagnosis import CatalogIndex, diagnose
from catalog.known_error import ErrorCase, KnownError, Service, ServiceCatalog


def answer(template: str, line: str) -> tuple[str, list[tuple[str, ...]]]:
    error = KnownError("logs", "LOGS-0001", (ErrorCase(template),))
    finding = diagnose(line, CatalogIndex([ServiceCatalog(Service("logs"), (error,))])).findings[0]
    return finding.outcome, [each.values for match in finding.matches for each in match.parameters]


@pytest.mark.parametrize(
    ("template", "line", "values"),
    [
        ("stepCount changed <*>", "20171223-22:15:29:606|Step_LSC|30002312|stepCount changed 3579", ("3579",)),
        ("ambient=<*>", "2552992 node-212 node temperature 1072633140 1 ambient=30", ("30",)),
        (
            "link errors remain <*>",
            "207120 Interconnect-0N02 switch error 1116534650 1 link errors remain few",
            ("few",),
        ),
        ("disk lost <*>", "edge-7 1754388000123 worker: disk lost sda", ("sda",)),
    ],
    ids=["columns-by-bars", "epoch-among-columns", "lower-case-level", "milliseconds"],
)
def test_short_message_behind_columns_is_known(template: str, line: str, values: tuple[str, ...]) -> None:
    assert answer(template, line) == ("known", [values])


@pytest.mark.parametrize(
    "line",
    [
        "the ticket 1072633140 says that ambient=30 is what we paid for",
        "we counted 1754388000 and nobody knows why the disk lost sda and then sdb",
    ],
)
def test_number_in_a_sentence_makes_no_head(line: str) -> None:
    assert answer("ambient=<*>", line)[0] == answer("disk lost <*>", line)[0] == "unknown"


def test_words_in_the_logger_name_do_not_hide_the_message() -> None:
    line = "081109 203615 148 INFO dfs.DataNode$PacketResponder: PacketResponder 1 for block blk_388 terminating"

    assert answer("PacketResponder <*> for block blk_<*> terminating", line) == ("known", [("1",), ("388",)])


@pytest.mark.parametrize(
    "line",
    [
        "proxy.example.com:5070 close, 451 bytes sent and none lost",
        "[10.30 16:49:07] chrome.exe - proxy.example.com:5070 close, 451 bytes sent and none lost",
        "20171223-22:15:29:606|net|proxy.example.com:5070 close, 451 bytes sent and none lost",
    ],
    ids=["alone", "behind-a-program", "behind-columns"],
)
def test_value_at_the_beginning_of_a_message_is_whole(line: str) -> None:
    assert answer("<*> close, <*> bytes sent and none lost", line) == ("known", [("proxy.example.com:5070",), ("451",)])
