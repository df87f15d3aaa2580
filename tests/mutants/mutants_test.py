"""Each fault of faults.txt, planted in the engine, is found by a case of weft/conformance; without a fault all cases hold."""

import os
import subprocess
import unittest

import plant

PROGRAM = os.path.abspath(os.environ.get("WEFT_FAULTY_ENGINE", "../../build/dev/tests/mutants/faulty_engine"))


def failing_cases(fault):
    """The names of the cases that fail; an engine that crashes or does not end is found as well."""
    try:
        done = subprocess.run([PROGRAM, "--gtest_brief=1"], env={**os.environ, "WEFT_FAULT": str(fault)}, timeout=60,
                              capture_output=True, text=True)
    except subprocess.TimeoutExpired:
        return ["no end"]
    if done.returncode == 0:
        return []
    return [line.split()[3] for line in done.stdout.splitlines() if line.startswith("[  FAILED  ] ") and "/" in line] or ["crash"]


class Mutants(unittest.TestCase):
    def test_the_engine_without_a_fault_keeps_all(self):
        self.assertEqual(failing_cases(0), [])

    def test_each_fault_is_found(self):
        faults = plant.read_faults(plant.FAULTS.read_text())
        self.assertGreaterEqual(len(faults), 40)
        for number, (what, *_) in enumerate(faults, start=1):
            with self.subTest(what):
                found = failing_cases(number)
                print(f"{what}: {len(found)} cases, such as {found[:2]}")
                self.assertNotEqual(found, [])


if __name__ == "__main__":
    unittest.main()
