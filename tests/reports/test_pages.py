"""The pages: lists, a composed document whose numbers lead to their passports, the editor, reviews, files."""

from __future__ import annotations

import io
from typing import Any

import docx
from django.test import Client


def test_the_list_leads_to_the_document_and_its_numbers(clerk: Client, rectification: Any) -> None:
    listed = clerk.get("/reports/").content.decode()
    address = f"/reports/{rectification.report_id}/"
    assert address in listed
    page = clerk.get(address).content.decode()
    first = next(one for one in rectification.bindings if one[0] == "o")
    assert f'href="/figures/{first[1]}/"' in page
    assert "<h2>一、总体情况</h2>" in page
    assert 'src="/reports/' in page
    assert clerk.get(f"/figures/{first[1]}/").status_code == 200


def test_a_typed_number_is_offered_and_bound(clerk: Client, rectification: Any) -> None:
    address = f"/reports/{rectification.report_id}/edit/"
    source = rectification.source + "\n共发现审计问题86个，另有999个。\n"
    page = clerk.post(address, {"source": source, "base": "1", "do": "check"}).content.decode()
    assert 'value="0.0"' in page
    assert "未经证明" in page
    bound = clerk.post(address, {"source": source, "base": "1", "bind": "0.0"}).content.decode()
    assert "共发现审计问题[86个](o:" in bound
    saved = clerk.post(address, {"source": source, "base": "1", "do": "save", "note": "补一句"})
    assert saved.status_code == 302
    assert "第 2 稿" in clerk.get(f"/reports/{rectification.report_id}/").content.decode()
    late = clerk.post(address, {"source": source + "又", "base": "1", "do": "save"})
    assert late.status_code == 400
    assert "第2稿" in late.content.decode()


def test_files(clerk: Client, rectification: Any) -> None:
    base = f"/reports/{rectification.report_id}/file"
    word = clerk.get(f"{base}.docx").content
    assert docx.Document(io.BytesIO(word)).paragraphs[0].text == "关于审计查出问题整改情况的报告"
    assert clerk.get(f"{base}.pdf").content.startswith(b"%PDF")
    assert "data:image/png" in clerk.get(f"{base}.html").content.decode()
    assert clerk.get(f"{base}.md").content.decode().startswith("# ")
    assert clerk.get(f"{base}.exe").status_code == 404
    assert clerk.get(f"{base}.md?public=1").status_code == 404


def test_three_persons_review_and_sign(clerk: Client, rectification: Any) -> None:
    base = f"/reports/{rectification.report_id}/"
    said = clerk.post(
        f"{base}comments/", {"text": "请核对第二段", "number": "1"}, follow=True
    ).content.decode()
    assert "请核对第二段" in said
    empty = clerk.post(f"{base}review/", {"verdict": "return", "number": "1"}, follow=True)
    assert "意见" in empty.content.decode()
    passed = clerk.post(f"{base}review/", {"verdict": "pass", "number": "1"}, follow=True).content.decode()
    assert "已初审" in passed
    again = clerk.post(f"{base}review/", {"verdict": "pass", "number": "1"}, follow=True).content.decode()
    assert "三审应由不同的人" in again


def test_a_report_is_composed_from_what_was_counted(clerk: Client, rectification: Any) -> None:
    made = clerk.post("/reports/", {"template": "rectification", "as_of": "2023-12-31"})
    assert made.status_code == 302
    assert str(rectification.report_id) not in made["Location"]
    missing = clerk.post("/reports/", {"template": "rectification", "as_of": "2022-12-31"})
    assert missing.status_code == 400
    assert "还没有统计" in missing.content.decode()
