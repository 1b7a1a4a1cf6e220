"""Airflow 3: one run a night over the data interval of the day before. Copy this file into the folder of DAGs.

Inputs, lake and further options are the DAG's params: they can be set for one run, or here. The task is `wirelake ingest` on
the worker, where it must be on PATH (or name it in the Airflow variable `wirelake_command`).
"""

import datetime

from airflow.providers.standard.operators.bash import BashOperator
from airflow.sdk import DAG
from airflow.timetables.interval import CronDataIntervalTimetable

with DAG(
    dag_id="wirelake_nightly",
    # a plain cron text would give intervals of no length in Airflow 3
    schedule=CronDataIntervalTimetable("30 2 * * *", timezone="UTC"),
    start_date=datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC),
    catchup=False,  # `airflow backfill create` makes up for nights that were missed
    max_active_runs=1,  # a lake takes one batch run at a time
    params={"inputs": "/srv/wire", "lake": "/srv/lake", "options": ""},
    tags=["wirelake"],
    doc_md=__doc__,
):
    BashOperator(
        task_id="ingest",
        # params reach the shell as variables, never as its text. 3 is committed, with many rejects. The last line that is
        # printed is the summary, and becomes the task's XCom
        bash_command=(
            '"$WIRELAKE_COMMAND" ingest $WIRELAKE_INPUTS --lake "$WIRELAKE_LAKE" --no-wait --format json '
            '--data-interval-start "$WIRELAKE_START" --data-interval-end "$WIRELAKE_END" $WIRELAKE_OPTIONS '
            "|| exit $(($? == 3 ? 0 : $?))"
        ),
        env={
            "WIRELAKE_COMMAND": "{{ var.value.get('wirelake_command', 'wirelake') }}",
            "WIRELAKE_INPUTS": "{{ params.inputs }}",
            "WIRELAKE_LAKE": "{{ params.lake }}",
            "WIRELAKE_OPTIONS": "{{ params.options }}",
            "WIRELAKE_START": "{{ data_interval_start | ts }}",
            "WIRELAKE_END": "{{ data_interval_end | ts }}",
        },
        append_env=True,
        retries=3,  # also of code 75: another run has the lake
        retry_delay=datetime.timedelta(minutes=10),
    )
