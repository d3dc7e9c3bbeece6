"""Chinese and Japanese texts: their marks end a value, their words name it, and no space stands between."""

from __future__ import annotations

import json

import pytest

from tests.diagnosis.conftest import AskOne

MESSAGE = "Subnet not found: [sub-1]"


@pytest.mark.parametrize(
    "text",
    [
        f"错误码：Metal.0230，错误信息：{MESSAGE}，请求ID：7f3a9c，HTTP状态码：404",
        f"错误码：Metal.0230；错误信息：{MESSAGE}；请求ID：7f3a9c；状态码：404。",
        f"错误码：Metal.0230、请求ID：7f3a9c、状态码：404、错误信息：{MESSAGE}",
        f"【错误码：Metal.0230】【错误信息：{MESSAGE}】【请求ID：7f3a9c】【状态码：404】",
        f"状态码 404，错误码 Metal.0230（请求ID：7f3a9c），错误信息：{MESSAGE}",
        f"服务器返回 404，错误码 Metal.0230，错误信息：{MESSAGE}（请求ID：7f3a9c）。",
        f"「Metal.0230」：{MESSAGE}。HTTP状态为404！请求ID：7f3a9c请联系管理员",
        f"エラーコード：Metal.0230、メッセージ：{MESSAGE}、リクエストID：7f3a9c、ステータスコード：404。",
        f"エラーコードはMetal.0230です。エラーメッセージ：{MESSAGE}。リクエストID：7f3a9c。ステータスは404です。",
        json.dumps({"error_code": "Metal.0230", "error_msg": f"{MESSAGE}，请求ID：7f3a9c", "status": 404}),
    ],
)
def test_wide_punctuation_ends_values(ask_one: AskOne, text: str) -> None:
    finding = ask_one(text)
    assert finding.matches[0].code == "Metal.0230"
    assert finding.matches[0].confidence == 0.99
    assert finding.matches[0].parameters[0].values == ("sub-1",)
    assert (finding.read.message, finding.read.request_id, finding.read.http_status) in (
        (MESSAGE, "7f3a9c", 404),
        (f"{MESSAGE}，请求ID：7f3a9c", "7f3a9c", 404),
    )
    assert finding.notes == ()


@pytest.mark.parametrize("mark", "，；。、！？）】」』》")
def test_each_mark_ends_a_request_id(ask_one: AskOne, mark: str) -> None:
    finding = ask_one(f"请求失败，错误码：Metal.0005，请求ID：7f3a9c2b{mark}请稍后重试。")
    assert (finding.matches[0].code, finding.read.request_id) == ("Metal.0005", "7f3a9c2b")


def test_a_status_without_a_colon_is_read(ask_one: AskOne) -> None:
    read = ask_one("服务返回错误：错误码 Metal.0204，请求ID：cn-77，状态码 400，镜像不存在").read
    assert (read.http_status, read.request_id) == (400, "cn-77")


@pytest.mark.parametrize("text", ["返回 40 条", "状态：正常", "共返回500条记录", "状态码4041", "返回404页"])
def test_another_number_is_no_status(ask_one: AskOne, text: str) -> None:
    assert ask_one(text).read.http_status is None
