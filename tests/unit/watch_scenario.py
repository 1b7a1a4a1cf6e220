"""A watch whose runs are stand-ins, as a program of its own, so that tests can signal to it.

python watch_scenario.py FOLDER: a run writes FOLDER/began, then waits until FOLDER/go is there, then writes FOLDER/ended.
"""

import sys

from pipeline.watch import Stop, Watch, watch

RUN = """
import json, pathlib, signal, sys, time
folder = pathlib.Path(sys.argv[1])
def stopped(*_):
    (folder / "stopped").touch()
    print(json.dumps({"status": "stopped", "exit_code": 130, "seconds": 0.0}))
    sys.exit(130)
signal.signal(signal.SIGINT, stopped)
(folder / "began").touch()
while not (folder / "go").exists():
    time.sleep(0.02)
(folder / "ended").touch()
print(json.dumps({"status": "done", "exit_code": 0, "seconds": 0.0, "counters": {"records": 1}}))
"""

if __name__ == "__main__":
    folder = sys.argv[1]

    class StandIn(Watch):
        def command(self) -> list[str]:
            return [sys.executable, "-c", RUN, folder]

    stop = Stop()
    stop.listen()
    watch(StandIn([], [], 3600, 0, polls=True), stop, lambda summary: print(summary["status"], flush=True))
    sys.exit(130 if stop.asked > 1 else 0)
