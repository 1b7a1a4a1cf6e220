// One story laid open: its copies over time, what they state, and any two of them side by side.

const ROWS = 24; // publishers on a time line
const KINDS = {
  "=": ["same", ""], "<": ["moved", "moved"], "~": ["changed", "changed"], "+": ["added", "added"], "-": ["cut-away", "cut"],
};

function openedStory(story, opened) {
  const box = h("div", { class: "opened" });
  if (opened.copy_count > 1) {
    box.append(h("h4", {}, "Copies over time"));
    const chart = h("div", { class: "chart", role: "img", "aria-label": "When each publisher ran a copy; the table below has the times" });
    if (opened.times.length) {
      box.append(chart, h("p", { class: "soft" }, "◆ original, ▲ later version, ● copy"));
      requestAnimationFrame(() => drawTimes(chart, opened));
    } else box.append(h("p", { class: "empty" }, "No copy has a date."));
  }
  box.append(copyTable(opened));
  if (opened.bodies.length > 1) box.append(sideBySide(opened));
  else if (opened.bodies.length) box.append(h("h4", {}, opened.copy_count > 1 ? "The text, word for word the same in all copies" : "The text"), oneText(opened));
  if (opened.facts.length) box.append(h("h4", {}, "Figures"), factTable(opened));
  box.append(h("p", { class: "soft" }, "More: ", h("code", {}, `wirelake story ${story.id.slice(0, 12)}`)));
  return box;
}

function drawTimes(chart, opened) {
  const tally = new Map();
  for (const [, publisher] of opened.times) tally.set(publisher, (tally.get(publisher) || 0) + 1);
  const kept = new Set([...tally].sort((a, b) => b[1] - a[1]).slice(0, ROWS).map(([publisher]) => publisher));
  const rows = opened.times.map(([when, publisher, agency, role]) => ({
    when, role, agency: nameOf(agency) || "no agency named",
    publisher: kept.has(publisher) ? nameOf(publisher) || "publisher unknown" : `${count(tally.size - kept.size)} other publishers`,
    name: nameOf(publisher),
  })).sort((a, b) => a.when - b.when);
  draw("timeline", chart, { rows }, (row) => row.when && `${row.name || row.publisher}\n${moment(row.when)}\n${row.agency}, ${row.role}`);
}

function copyTable(opened) {
  const rows = opened.copies.map((copy, at) => h("tr", {},
    h("td", { class: "n" }, count(at + 1)),
    h("th", { scope: "row" }, h("bdi", {}, nameOf(copy.publisher) || "publisher unknown")),
    h("td", { dir: "auto" }, link(copy.url, nameOf(copy.headline) || "article") || nameOf(copy.headline) || "(no headline)"),
    h("td", {}, copy.role),
    h("td", {}, whenOf(copy.when, copy.day)),
    h("td", {}, nameOf(copy.agency) ? `${nameOf(copy.agency)}${copy.evidence ? ` (${copy.evidence})` : ""}` : "–"),
    h("td", { class: "n" }, count(copy.words))));
  const heads = ["#", "publisher", "headline", "role", "published", "agency", "words"];
  const table = h("table", { class: "plain" }, h("caption", { class: "hidden" }, "Copies"),
    h("thead", {}, h("tr", {}, heads.map((text) => h("th", { scope: "col", class: text === "#" || text === "words" ? "n" : null }, text)))),
    h("tbody", {}, rows));
  const more = opened.copy_count - opened.copies.length;
  return h("div", {}, h("h4", {}, plural(opened.copy_count, "article", "copies")), h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Copies" }, table),
    more > 0 && h("p", { class: "cut" }, `${count(more)} more copies are not listed here.`));
}

function oneText(opened) {
  return h("div", {}, opened.bodies[0].map((number, at) => h("div", { class: "row same" }, cell(opened, 0, at, null, null, null))));
}

/** Two selects and the texts that they choose, held against each other. */
function sideBySide(opened) {
  const can = opened.copies.map((copy, at) => ({ copy, at })).filter(({ copy }) => copy.body >= 0);
  const second = can.find(({ copy }) => copy.body !== can[0].copy.body) || can[0];
  const label = ({ copy, at }) => `${at + 1} ${nameOf(copy.publisher) || "publisher unknown"}, ${whenOf(copy.when, copy.day)}`;
  const select = (name, chosen) => h("select", { "aria-label": name, onchange: () => show() },
    can.map((one) => h("option", { value: one.at, selected: one === chosen }, label(one))));
  const [left, right] = [select("Left text", can[0]), select("Right text", second)];
  const told = h("p", { class: "count", role: "status" });
  const rows = h("div", { class: "rows" });
  function show() {
    const [a, b] = [Number(left.value), Number(right.value)];
    const changes = pairOf(opened, opened.copies[a].body, opened.copies[b].body);
    const totals = Object.entries(KINDS).map(([sign, [, word]]) => [word || "the same", changes.filter((one) => one[0] === sign).length]);
    told.textContent = totals.filter(([, number]) => number).map(([word, number]) => `${count(number)} ${word}`).join(", ");
    rows.replaceChildren(...changes.map((change) => diffRow(opened, a, b, change)));
  }
  show();
  return h("div", { class: "diff" }, h("h4", {}, "Side by side"),
    h("div", { class: "pick" }, h("label", {}, "Left", left), h("label", {}, "Right", right)),
    h("ul", { class: "legend", "aria-label": "What the marks mean" },
      h("li", { class: "changed" }, "changed: ", h("del", {}, "words cut"), " ", h("ins", {}, "words added")),
      h("li", { class: "moved" }, "moved"), h("li", { class: "cut-away" }, "− cut"), h("li", { class: "added" }, "+ added"),
      h("li", {}, h("span", { class: "figure" }, "a figure"), " · ", h("span", { class: "figure only" }, "not in the other"), " · ",
        h("span", { class: "figure differs" }, "copies differ"))),
    told, rows,
    can.length < opened.copies.length && h("p", { class: "cut" }, `${count(can.length)} of the copies listed can be compared here: ${count(opened.bodies.length)} different texts.`));
}

/** What text b did with text a; the pair is kept in one direction and turned round for the other. */
function pairOf(opened, a, b) {
  if (a === b) return opened.bodies[a].map((_, at) => ["=", at, at]);
  if (a < b) return opened.pairs[`${a}-${b}`];
  const turned = { "+": "-", "-": "+" };
  return opened.pairs[`${b}-${a}`].map(([sign, left, right]) => [turned[sign] || sign, right, left]);
}

function diffRow(opened, a, b, [sign, left, right]) {
  const [kind, word] = KINDS[sign];
  const [one, two] = [opened.copies[a].body, opened.copies[b].body];
  const both = left >= 0 && right >= 0;
  const pieces = sign === "~" ? piecesOf(opened, opened.bodies[one][left], opened.bodies[two][right]) : null;
  const told = !word ? "" : sign === "<" ? `moved from ${count(left + 1)} to ${count(right + 1)}` : word;
  const sides = [
    left >= 0 ? cell(opened, one, left, pieces && ["-", pieces], both ? b + 1 : null, sign === "+" ? "" : told) : h("div"),
    right >= 0 ? cell(opened, two, right, pieces && ["+", pieces], both ? a + 1 : null, sign === "-" ? "" : told) : h("div"),
  ];
  return h("div", { class: `row ${kind}` }, sides);
}

function piecesOf(opened, old, fresh) {
  const found = opened.words[`${old}-${fresh}`];
  if (found) return found;
  return (opened.words[`${fresh}-${old}`] || []).map(([sign, number]) => [{ "+": "-", "-": "+" }[sign] || sign, number]);
}

/** One paragraph of a text, words that were cut or added and figures marked. */
function cell(opened, body, at, pieces, other, told) {
  const text = opened.paragraphs[opened.bodies[body][at]];
  const spans = pieces ? wordSpans(text, pieces[0], pieces[1]) : [];
  const marks = opened.marks[body].filter((mark) => mark[0] === at);
  const edges = [...new Set([0, text.length, ...spans.flatMap((span) => [span[0], span[1]]), ...marks.flatMap((mark) => [mark[1], mark[2]])])].sort((x, y) => x - y);
  const parts = [];
  let [last, box] = [null, null]; // the figure that a piece belongs to, and its box: words of one figure may differ
  edges.slice(1).forEach((end, number) => {
    const start = edges[number];
    const piece = text.slice(start, end);
    const node = spans.some((span) => span[0] <= start && end <= span[1]) ? h(pieces[0] === "-" ? "del" : "ins", {}, piece) : document.createTextNode(piece);
    const mark = marks.find((one) => one[1] <= start && end <= one[2]) || null;
    if (mark && mark !== last) {
      box = h("span", { class: `figure ${dress(opened.facts[mark[3]], other)}`, title: about(opened.facts[mark[3]]) });
      parts.push(box);
    }
    if (mark) box.append(node);
    else parts.push(node);
    last = mark;
  });
  return h("div", { dir: "auto" }, told ? h("span", { class: "sign", dir: "ltr" }, told) : null, parts);
}

const dress = (fact, other) => (fact.conflict ? "differs" : other !== null && !fact.stated_by.includes(other) ? "only" : "");

/** Where the words of one side are that the other does not have: runs of words, one space between any two. */
function wordSpans(text, side, pieces) {
  const spans = [];
  let at = 0;
  for (const [sign, number] of pieces) {
    if (sign !== "=" && sign !== side) continue;
    let end = at;
    for (let word = 0; word < number; word += 1) {
      const space = text.indexOf(" ", end);
      end = space < 0 ? text.length : space + 1;
    }
    if (sign === side) spans.push([at, end === text.length ? end : end - 1]);
    at = end;
  }
  return spans;
}

function factTable(opened) {
  const rows = opened.facts.map((fact) => h("tr", { class: fact.conflict ? "bad" : null },
    h("th", { scope: "row", class: "n" }, figure(fact)), h("td", {}, h("bdi", {}, fact.exact)), h("td", {}, about(fact)),
    h("td", {}, period(fact.period_start, fact.period_end)),
    h("td", {}, `${count(fact.agreement)} of ${count(opened.copy_count)}${fact.conflict ? ", in conflict" : ""}`)));
  const table = h("table", { class: "plain" }, h("caption", { class: "hidden" }, "Figures of the story"),
    h("thead", {}, h("tr", {}, ["figure", "as stated", "about", "period", "copies"].map((text, at) => h("th", { scope: "col", class: at ? null : "n" }, text)))),
    h("tbody", {}, rows));
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Figures of the story" }, table);
}
