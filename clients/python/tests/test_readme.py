"""The README's examples run as they stand, also when no service is there."""

from __future__ import annotations

import contextlib
import io
import os
import re
import unittest
from typing import Any, Dict
from unittest import mock

from support import HERE, folder, nobody_listens


def examples() -> str:
    """All Python blocks of the README, one behind the other."""
    readme = (HERE.parent / "README.md").read_text(encoding="utf-8")
    return "\n".join(re.findall(r"```python\n(.*?)```", readme, re.DOTALL))


class ReadmeTest(unittest.TestCase):
    def test_the_examples_run_and_fail_safely_without_a_service(self) -> None:
        code = re.sub(r"http://127\.0\.0\.1:808\d", nobody_listens(), examples())
        # Nobody answers, so nobody is waited for.
        code = code.replace("timeout=5", "timeout=0.01").replace("max_retries=2", "max_retries=1")
        names: Dict[str, Any] = {"__name__": "readme"}
        said = io.StringIO()
        spools = mock.patch.dict(os.environ, {"TRADEWITNESS_SPOOL_DIR": str(folder(self))})
        waits = mock.patch("tradewitness.delivery.Buffer.wait_settled", return_value=False)
        with spools, waits, contextlib.redirect_stdout(said):
            exec(compile(code, "README.md", "exec"), names)
            self.assertEqual(names["place_order"]("O-1"), {"status": "success", "order_id": "O-1"})
        self.assertEqual(names["event"]["payload"], {"weights": ["0.25", "0.75"]})
        self.assertIn("no decision in time NO_ANSWER", said.getvalue())
        self.assertIn("('form', 'FAIL')", said.getvalue())
        self.assertEqual(len(names["safe"].fallback_queue), 1)
        self.assertNotIn("lost", said.getvalue())
        names["vcp"].close(0)
        self.assertEqual(names["vcp"].stats().dropped, 0)


if __name__ == "__main__":
    unittest.main()
