// Figures: over time for one frame, and as a table to filter.

const facts = objects(data.facts);
const FILTERS = [
  ["kind", "Kind", (value) => value], ["flow", "Flow", (value) => FLOWS[value] || value], ["reporter", "Reporter", country], ["partner", "Partner", country],
  ["commodity", "Commodity", (value) => value], ["measure", "Measure", (value) => value], ["unit", "Unit", (value) => (value === "1" ? "count" : UNITS[value] || value)],
];
const FACTS_PAGE = 40;
const factList = { shown: FACTS_PAGE, found: facts };

{
  const sentences = [];
  for (const fact of facts) {
    if (typeof fact.sentence === "number") fact.sentence = sentences[fact.sentence];
    else sentences.push(fact.sentence);
  }
}

const factText = (fact) => (fact.text ??= [fact.sentence, fact.exact, fact.by, nameOf(fact.publisher), about(fact)].join("\n").toLocaleLowerCase());

function startFacts() {
  for (const [column, label, words] of FILTERS) {
    const tally = new Map();
    for (const fact of facts) if (fact[column]) tally.set(fact[column], (tally.get(fact[column]) || 0) + 1);
    if (!tally.size) continue;
    const options = [...tally].map(([value, number]) => [value, words(value), number]).sort((a, b) => a[1].localeCompare(b[1]));
    byId("fact-filters").append(h("label", {}, label, h("select", { id: `fact-${column}`, onchange: findFacts },
      h("option", { value: "" }, "any"), options.map(([value, text, number]) => h("option", { value }, `${text} (${count(number)})`)))));
  }
  const tools = byId("fact-tools");
  tools.addEventListener("submit", (event) => event.preventDefault());
  tools.addEventListener("reset", () => setTimeout(findFacts));
  for (const id of ["fact-search", "fact-from", "fact-to"]) byId(id).addEventListener("input", resting(findFacts));
  byId("fact-conflicts").addEventListener("change", findFacts);
  byId("fact-more").addEventListener("click", () => {
    factList.shown += 4 * FACTS_PAGE;
    showFacts();
  });
  findFacts();
}

function findFacts() {
  const words = wordsOf(byId("fact-search").value);
  const chosen = FILTERS.map(([column]) => [column, byId(`fact-${column}`)]).filter(([, select]) => select && select.value)
    .map(([column, select]) => [column, select.value]);
  const [from, to] = ["fact-from", "fact-to"].map((id) => (byId(id).value === "" ? null : Number(byId(id).value)));
  const only = byId("fact-conflicts").checked;
  const year = (text) => Number(text.slice(0, 4));
  factList.found = facts.filter((fact) => chosen.every(([column, value]) => fact[column] === value)
    && (from === null || (fact.start && year(fact.end || fact.start) >= from)) && (to === null || (fact.start && year(fact.start) <= to))
    && (!only || fact.conflict) && hasAll(fact, factText, words));
  factList.shown = FACTS_PAGE;
  showFacts();
}

function showFacts() {
  byId("fact-table").tBodies[0].replaceChildren(...factList.found.slice(0, factList.shown).map(factRow));
  const all = factList.found.length === facts.length ? "" : ` of ${count(facts.length)}`;
  byId("fact-count").textContent = factList.found.length ? `${plural(factList.found.length, "fact", "facts")}${all}` : "No fact fits all of this.";
  byId("fact-more").hidden = factList.found.length <= factList.shown;
}

function factRow(fact) {
  return h("tr", { class: fact.conflict ? "bad" : null },
    h("th", { scope: "row", class: "n" }, h("span", { class: "big" }, figure(fact)), h("bdi", { class: "as" }, fact.exact)),
    h("td", {}, h("bdi", {}, about(fact) || "–")),
    h("td", {}, period(fact.start, fact.end) || "–"),
    h("td", { class: "agree" }, `${count(fact.agreement)} of ${count(fact.copies)} `, fact.conflict ? h("span", { class: "tag bad" }, "in conflict") : null),
    h("td", {}, h("q", { dir: "auto" }, highlighted(fact.sentence, fact.exact)),
      h("span", { class: "links" }, link(fact.url, nameOf(fact.publisher) || "article") || (fact.publisher >= 0 ? h("bdi", { class: "soft" }, nameOf(fact.publisher)) : null),
        fact.by ? h("span", { class: "soft" }, "citing ", h("bdi", {}, fact.by)) : null,
        fact.story >= 0 ? h("button", { type: "button", class: "link", onclick: () => goToStory(fact.story) }, "story") : null)));
}

function highlighted(sentence, exact) {
  const at = sentence.indexOf(exact);
  if (at < 0) return sentence;
  return [sentence.slice(0, at), h("mark", {}, exact), sentence.slice(at + exact.length)];
}

// ---------------------------------------------------------------- over time

function frameLabel(frame) {
  const unit = frame.unit === "1" ? frame.unit_text || "count" : UNITS[frame.unit] || frame.unit || "";
  return `${about(frame)}${frame.change === "by" ? ", change" : ""} (${unit}): ${plural(frame.points.length, "figure", "figures")}, ${plural(frame.periods, "period", "periods")}`;
}

function pointsOf(frame) {
  return frame.points.map((row) => {
    const point = Object.fromEntries(data.frames.columns.map((name, at) => [name, row[at]]));
    const [from, to] = [millisOf(point.start), millisOf(point.end) + 86400000];
    return { ...point, from, to, middle: (from + to) / 2, top: point.value_max, status: data.statuses[point.status], unit: frame.unit, unit_text: frame.unit_text };
  });
}

/** Of each period the figure that most copies state: what the line follows; none where only one period is known. */
function bestOf(points) {
  const best = new Map();
  for (const point of points) {
    const key = `${point.start}/${point.end}`;
    if (!best.has(key) || best.get(key).agreement < point.agreement) best.set(key, point);
  }
  const length = (point) => point.to - point.from;
  const usual = [...best.values()].map(length).sort((a, b) => a - b)[best.size >> 1];
  const line = [...best.values()].filter((point) => Math.abs(length(point) / usual - 1) < 0.2);
  return line.length > 1 ? line : [];
}

/** The values that the axis shows: from zero only where the figures reach near it, and wider than a single figure. */
function spanOf(points) {
  const values = points.flatMap((point) => (point.top === null ? [point.value] : [point.value, point.top]));
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const room = Math.max(0.15 * (high - low), 0.1 * Math.max(Math.abs(low), Math.abs(high)), 1e-9);
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}

function showFrame() {
  const frame = data.frames.rows[Number(byId("frame").value)];
  const points = pointsOf(frame);
  const toldOf = (row) => row.exact && `${figure(row)} (${row.exact})\n${period(row.start, row.end)}\n${count(row.agreement)} of ${plural(row.copies, "copy", "copies")}: ${row.status}\n${nameOf(row.publisher)}${row.by ? `, citing ${row.by}` : ""}`;
  const spec = structuredClone(data.charts.frame);
  for (const layer of spec.layer) layer.encoding.y.scale.domain = spanOf(points);
  draw(spec, byId("frame-chart"), { rows: points, best: bestOf(points) }, toldOf, (row) => row.story >= 0 && goToStory(row.story));
  byId("frame-note").textContent = "One point a reported figure, larger where more copies state it; its bar is the period. The line follows what most copies state."
    + (frame.left_out ? ` ${count(frame.left_out)} more figures are not drawn.` : "");
  const rows = points.map((point) => h("tr", {}, h("th", { scope: "row" }, period(point.start, point.end)), h("td", { class: "n" }, figure(point)),
    h("td", {}, h("bdi", {}, point.exact)), h("td", {}, point.status), h("td", {}, `${count(point.agreement)} of ${count(point.copies)}`), h("td", {}, h("bdi", {}, nameOf(point.publisher))),
    h("td", {}, point.story >= 0 ? h("button", { type: "button", class: "link", onclick: () => goToStory(point.story) }, "story") : "")));
  byId("frame-table").replaceChildren(h("caption", { class: "hidden" }, frameLabel(frame)),
    h("thead", {}, h("tr", {}, ["period", "figure", "as stated", "status", "copies", "publisher", "story"].map((text) => h("th", { scope: "col", class: text === "figure" ? "n" : null }, text)))),
    h("tbody", {}, rows));
}

function startFrames() {
  const select = byId("frame");
  select.append(...data.frames.rows.map((frame, at) => h("option", { value: at }, frameLabel(frame))));
  select.addEventListener("change", showFrame);
  showFrame();
}
