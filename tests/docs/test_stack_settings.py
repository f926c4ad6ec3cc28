"""Every setting passes through the stack of containers, and its example names every one."""

from __future__ import annotations

import re

import yaml

from docs.configuration_page import configuration_page
from docs.stack_settings import COMPOSE, EXAMPLE, FIXED, compose_block, example_block, with_block
from invoice_llm.settings import known_names
from tests.repository import ROOT

OF_COMPOSE = {"INVOICE_LLM_VERSION"}


def test_the_stack_has_what_is_generated_from_the_settings() -> None:
    for path, block in ((COMPOSE, compose_block()), (EXAMPLE, example_block())):
        text = path.read_text("utf-8")
        assert text == with_block(text, block), "write it again: python -m docs.stack_settings"


def test_stack_example_and_page_know_the_same_settings() -> None:
    environment = yaml.safe_load(COMPOSE.read_text("utf-8"))["x-environment"]
    passed = {name for name in environment if name.startswith(("INVOICE_LLM_", "OPENAI_"))}
    offered = set(re.findall(r"^#?((?:INVOICE_LLM|OPENAI)_\w+)=", EXAMPLE.read_text("utf-8"), re.M))
    listed = set(re.findall(r"^\| `(\w+)` \|", configuration_page(), re.M))
    assert passed == offered | FIXED.keys() == listed == known_names() - OF_COMPOSE


def test_every_service_of_ours_gets_them() -> None:
    stack = yaml.safe_load(COMPOSE.read_text("utf-8"))
    ours = {name: one for name, one in stack["services"].items() if "invoice-llm" in one.get("image", "")}
    assert len(ours) >= 5
    for name, service in ours.items():
        assert service["environment"].items() >= stack["x-environment"].items(), name
        assert any(volume.endswith(":/data/config:ro") for volume in service["volumes"]), name


def test_the_image_has_an_ocr_engine() -> None:
    locked = (ROOT / "requirements/image.txt").read_text("utf-8")
    for package in ("rapidocr", "onnxruntime", "opencv-python-headless"):
        assert re.search(rf"^{package}==", locked, re.M), f"{package}: run make lock"
    assert "requirements/image.txt" in (ROOT / "Dockerfile").read_text("utf-8")


def test_every_service_of_ours_that_goes_on_running_has_no_rights_of_root_and_a_health_check() -> None:
    stack = yaml.safe_load(COMPOSE.read_text("utf-8"))
    ours = {name: one for name, one in stack["services"].items() if "invoice-llm" in one.get("image", "")}
    running = {name: one for name, one in ours.items() if one.get("restart") != "no"}
    assert len(running) >= 5
    for name, service in running.items():
        assert (service["cap_drop"], service["security_opt"]) == (["ALL"], ["no-new-privileges:true"]), name
        assert service.get("user", "50000").partition(":")[0] not in ("0", "root"), name
        assert "healthcheck" in service, name
    assert re.search(r"^USER 50000$", (ROOT / "Dockerfile").read_text("utf-8"), re.M)


def test_the_inbox_is_read_only_to_every_service() -> None:
    services = yaml.safe_load(COMPOSE.read_text("utf-8"))["services"]
    inboxes = [one for service in services.values() for one in service.get("volumes", []) if "/data/inbox" in one]
    assert inboxes
    assert all(one.endswith(":/data/inbox:ro") for one in inboxes)
