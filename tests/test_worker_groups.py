"""A group of tests is done by one worker, so that what its files share is made once."""

from __future__ import annotations

import os
from pathlib import PurePosixPath

import pytest

from tests.worker_groups import group_of


@pytest.mark.skipif("PYTEST_XDIST_WORKER" not in os.environ, reason="all tests run in this one process")
@pytest.mark.parametrize("_", range(8))
def test_the_tests_of_a_file_run_in_one_worker(
    _: int, worker_id: str, testrun_uid: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    seen = tmp_path_factory.getbasetemp().parent / f"workers-{testrun_uid}"
    seen.mkdir(exist_ok=True)
    (seen / worker_id).touch()
    assert [path.name for path in seen.iterdir()] == [worker_id]


def test_a_folder_with_one_server_is_one_group() -> None:
    assert group_of(PurePosixPath("pages/test_lists.py")) == group_of(PurePosixPath("pages/test_pages.py")) == "pages"
    assert group_of(PurePosixPath("cli/test_eval.py")) != group_of(PurePosixPath("cli/test_review.py"))
