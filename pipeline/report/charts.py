"""The charts of a report as Vega-Lite specifications without data: the page puts rows under the names that they read.

Colours are the page's own CSS variables, so that light, dark and print need no second chart; numbers and dates are formatted
by the page (`wlNumber`, `wlDate`) in the reader's locale. Marks are hidden from screen readers: each chart has a label and
a table.
"""

from typing import Any, Final

SCHEMA: Final = "https://vega.github.io/schema/vega-lite/v6.json"

STATUSES: Final = {
    "agreed": ("stated more than once", "var(--ok)", "circle"),
    "single": ("stated once", "var(--accent)", "circle"),
    "differs": ("another story differs", "var(--warn)", "triangle-up"),
    "conflict": ("copies of one story differ", "var(--bad)", "diamond"),
}
"""How a figure stands to others: its words, colour and shape; colour never tells alone."""

OUTCOMES: Final = {"new articles": "var(--accent)", "already there": "var(--quiet)", "rejects": "var(--bad)"}

_AXIS: Final = {
    "labelColor": "var(--soft)", "titleColor": "var(--soft)", "gridColor": "var(--line)", "domainColor": "var(--line)",
    "tickColor": "var(--line)", "labelFontSize": 12, "titleFontSize": 12, "titleFontWeight": "normal", "labelPadding": 6,
}  # fmt: skip
CONFIG: Final[dict[str, Any]] = {
    "aria": False,
    "background": "transparent",
    "customFormatTypes": True,
    "font": "system-ui, sans-serif",
    "view": {"stroke": None},
    "axis": _AXIS,
    "legend": {
        "labelColor": "var(--ink)", "titleColor": "var(--soft)", "labelFontSize": 12, "orient": "top", "title": None,
        "labelLimit": 260, "symbolStrokeWidth": 2, "symbolFillColor": "var(--soft)", "symbolStrokeColor": "var(--soft)",
    },
}  # fmt: skip

_NUMBER: Final = {"formatType": "wlNumber", "format": "compact"}
_DATE: Final = {"formatType": "wlDate", "format": "tick"}


def _chart(height: Any, **parts: Any) -> dict[str, Any]:
    return {
        "$schema": SCHEMA, "width": "container", "height": height, "autosize": {"type": "fit-x", "contains": "padding"},
        "config": CONFIG, **parts,
    }  # fmt: skip


def runs_chart() -> dict[str, Any]:
    """Records of each run by what became of them; rows of `rows`: run, when, outcome, records."""
    return _chart(
        150,
        data={"name": "rows"},
        mark={"type": "bar", "cornerRadiusEnd": 1},
        encoding={
            "x": {
                "field": "run", "type": "ordinal", "sort": None, "title": None,
                "axis": {"labels": False, "ticks": False, "domain": True},
                "scale": {"paddingInner": 0.25},
            },
            "y": {
                "field": "records", "type": "quantitative", "title": "records", "stack": "zero",
                "axis": {**_NUMBER, "tickCount": 4, "domain": False, "ticks": False},
            },
            "color": {
                "field": "outcome", "type": "nominal",
                "scale": {"domain": list(OUTCOMES), "range": list(OUTCOMES.values())},
            },
            "order": {"field": "order", "type": "quantitative"},
        },
    )  # fmt: skip


def stages_chart() -> dict[str, Any]:
    """Milliseconds a record in each stage, a mark where the usual time is; rows of `rows`: stage, ms, usual."""
    stage = {"field": "stage", "type": "nominal", "sort": None, "title": None, "axis": {"ticks": False, "domain": False}}
    time = {"field": "ms", "type": "quantitative", "title": "milliseconds a record", "axis": {**_NUMBER, "tickCount": 5}}
    return _chart(
        {"step": 26},
        data={"name": "rows"},
        encoding={"y": stage},
        layer=[
            {
                "mark": {"type": "bar", "height": 14, "cornerRadiusEnd": 2, "color": "var(--accent)"},
                "encoding": {"x": time},
            },
            {
                "transform": [{"filter": "isValid(datum.usual)"}],
                "mark": {"type": "tick", "thickness": 3, "size": 20, "color": "var(--ink)"},
                "encoding": {"x": {**time, "field": "usual"}},
            },
        ],
    )


def timeline_chart() -> dict[str, Any]:
    """When each publisher ran a copy; rows of `rows`: when, publisher, agency, role."""
    return _chart(
        {"step": 24},
        data={"name": "rows"},
        mark={"type": "point", "filled": True, "size": 90, "opacity": 0.9},
        encoding={
            "x": {"field": "when", "type": "temporal", "title": None, "scale": {"type": "utc", "nice": False, "padding": 16},
                  "axis": {**_DATE, "tickCount": 5, "labelOverlap": True}},
            "y": {"field": "publisher", "type": "nominal", "sort": None, "title": None,
                  "axis": {"ticks": False, "domain": False, "grid": True, "labelLimit": 150}},
            "color": {"field": "agency", "type": "nominal", "legend": {"columns": 2}, "scale": {"range": [
                "var(--accent)", "var(--quiet)", "var(--moved)", "var(--ok)", "var(--warn)", "var(--bad)",
            ]}},
            "shape": {"field": "role", "type": "nominal", "legend": None, "scale": {  # the page says which is which
                "domain": ["original", "version", "copy"], "range": ["diamond", "triangle-up", "circle"],
            }},
        },
    )  # fmt: skip


def frame_chart() -> dict[str, Any]:
    """Figures of one frame over their periods; rows of `rows`: from, to, middle, value, top, agreement, status.

    Rows of `best` are the figure of each period that most copies state: the line.
    """
    words = [text for text, _, _ in STATUSES.values()]
    middle = {"field": "middle", "type": "temporal", "title": None, "scale": {"type": "utc", "padding": 18},
              "axis": {**_DATE, "tickCount": 6, "labelOverlap": True, "grid": False}}  # fmt: skip
    value = {"field": "value", "type": "quantitative", "title": None, "scale": {"zero": False},
             "axis": {**_NUMBER, "tickCount": 5, "domain": False, "ticks": False}}  # fmt: skip
    status = {"field": "status", "type": "nominal", "legend": None}  # the page has a legend of its own
    color = {**status, "scale": {"domain": words, "range": [color for _, color, _ in STATUSES.values()]}}
    shape = {**status, "scale": {"domain": words, "range": [shape for _, _, shape in STATUSES.values()]}}
    size = {"field": "agreement", "type": "quantitative", "legend": None, "scale": {"type": "sqrt", "domain": [1, 8],
            "range": [90, 380], "clamp": True}}  # fmt: skip
    return _chart(
        280,
        layer=[
            {
                "data": {"name": "best"},
                "mark": {"type": "line", "color": "var(--quiet)", "strokeWidth": 1.5, "interpolate": "linear"},
                "encoding": {"x": middle, "y": value},
            },
            {
                "data": {"name": "rows"},
                "mark": {"type": "rule", "strokeWidth": 3, "opacity": 0.25},
                "encoding": {
                    "x": {**middle, "field": "from"},
                    "x2": {"field": "to"},
                    "y": value,
                    "color": color,
                },
            },
            {
                "data": {"name": "rows"},
                "transform": [{"filter": "isValid(datum.top)"}],
                "mark": {"type": "rule", "strokeWidth": 2, "opacity": 0.6},
                "encoding": {"x": middle, "y": value, "y2": {"field": "top"}, "color": color},
            },
            {
                "data": {"name": "rows"},
                "mark": {"type": "point", "filled": True, "opacity": 0.92, "cursor": "pointer"},
                "encoding": {"x": middle, "y": value, "color": color, "shape": shape, "size": size},
            },
        ],
    )


def charts() -> dict[str, dict[str, Any]]:
    """All charts of a page by name."""
    return {"runs": runs_chart(), "stages": stages_chart(), "timeline": timeline_chart(), "frame": frame_chart()}
