// Charts: Vega-Lite specifications of the page's data, rows put in, drawn as SVG without eval. Tooltips are text.

const tip = h("div", { class: "tip", hidden: true, "aria-hidden": "true" });

/** A tick of a time axis: as much of the date as is not at its beginning. */
function tick(value) {
  const at = new Date(value);
  const options = at.getUTCHours() || at.getUTCMinutes() ? { hour: "numeric", minute: "2-digit" }
    : at.getUTCDate() > 1 ? { month: "short", day: "numeric" } : at.getUTCMonth() ? { month: "short", year: "numeric" } : { year: "numeric" };
  return intl("DateTimeFormat", { ...options, timeZone: "UTC" }).format(at);
}

/**
 * Draw a chart into a node.
 * chart: its name, or a specification; rows: datasets by name; told: the tooltip of a row; chosen: what a click on a row does.
 */
async function draw(chart, node, rows, told, chosen) {
  const spec = { ...(data.charts[chart] || chart), datasets: rows };
  if (spec.height.step) spec.height = spec.height.step * new Set(rows.rows.map((row) => row[spec.encoding.y.field])).size;
  const { view } = await window.vegaEmbed(node, spec, {
    ast: true, renderer: "svg", actions: false, hover: false, logLevel: 1, tooltip: () => {},
    expressionFunctions: { wlNumber: (value) => compact(value, 2), wlDate: tick },
  });
  node.querySelector("svg").setAttribute("aria-hidden", "true"); // the node is the image, with a label of its own
  view.addEventListener("mousemove", (event, item) => {
    const text = item && item.datum && told ? told(item.datum) : "";
    tip.hidden = !text;
    tip.textContent = text || "";
    const room = document.documentElement.clientWidth - tip.offsetWidth - 12;
    tip.style.left = `${Math.max(4, Math.min(event.clientX + 14, room))}px`;
    tip.style.top = `${event.clientY + 16}px`;
  });
  view.addEventListener("mouseout", () => { tip.hidden = true; });
  if (chosen) view.addEventListener("click", (event, item) => item && item.datum && chosen(item.datum));
  return view;
}

/** The charts of the run. */
async function drawRun() {
  const stages = byId("stages-chart");
  if (stages) {
    const rows = data.stages.map((row) => ({ stage: row.stage, ms: row.ms, usual: row.usual_ms }));
    await draw("stages", stages, { rows }, (row) => row.stage && `${row.stage}: ${compact(row.ms)} ms a record${row.usual === null ? "" : `; usual ${compact(row.usual)}`}`);
  }
  const runs = byId("runs-chart");
  if (runs) {
    const order = Object.keys({ "new articles": 0, "already there": 1, rejects: 2 });
    const rows = data.runs.map(([run, when, outcome, records]) => ({ run, when, outcome, records, order: order.indexOf(outcome) }));
    await draw("runs", runs, { rows }, (row) => row.outcome && `${moment(row.when)}\n${row.outcome}: ${count(row.records)}`);
  }
}
