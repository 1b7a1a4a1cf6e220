// The page's data, texts set as text only, and numbers, dates and countries in the reader's locale.

const data = JSON.parse(document.getElementById("data").textContent);
const byId = (id) => document.getElementById(id);
const SVG = "http://www.w3.org/2000/svg";

/** An element with properties and children; texts become text nodes, so markup in them is shown and never read. */
function h(tag, properties, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(properties || {})) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "class") node.className = value;
    else if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  for (const child of children.flat()) {
    if (child || child === 0) node.append(child);
  }
  return node;
}

/** Rows of a table as objects. */
const objects = (table) => table.rows.map((row) => Object.fromEntries(table.columns.map((name, at) => [name, row[at]])));
const nameOf = (number) => (number >= 0 ? data.names[number] : "");
const plural = (number, one, many) => `${count(number)} ${number === 1 ? one : many}`;

/** An Intl formatter, made once for its options; what a browser does not know falls back to the plain one. */
const formatters = new Map();
function intl(kind, options) {
  const key = kind + JSON.stringify(options);
  if (!formatters.has(key)) {
    try {
      formatters.set(key, new Intl[kind](undefined, options));
    } catch {
      formatters.set(key, kind === "DisplayNames" ? null : new Intl[kind]());
    }
  }
  return formatters.get(key);
}

const count = (number) => intl("NumberFormat", { maximumFractionDigits: 0 }).format(number);
const compact = (number, digits = 3) => intl("NumberFormat", {
  notation: Math.abs(number) >= 1e5 ? "compact" : "standard", maximumFractionDigits: digits,
}).format(number);
const percent = (share) => intl("NumberFormat", { style: "percent", maximumFractionDigits: 1 }).format(share);
const day = (millis) => intl("DateTimeFormat", { dateStyle: "medium", timeZone: "UTC" }).format(millis);
const moment = (millis) => intl("DateTimeFormat", { dateStyle: "medium", timeStyle: "short", timeZone: "UTC" }).format(millis);
const whenOf = (millis, dayOnly) => (millis === null ? "no date" : dayOnly ? day(millis) : moment(millis));
const millisOf = (text) => Date.parse(`${text}T00:00:00Z`);

/** A country by its code, or one of the groups that have none in ISO 3166. */
function country(code) {
  if (!code) return "";
  if (code === "EA") return "Euro area";
  const names = intl("DisplayNames", { type: "region" });
  try {
    return (names && names.of(code)) || code;
  } catch {
    return code;
  }
}

function language(code) {
  const names = intl("DisplayNames", { type: "language" });
  try {
    return (names && names.of(code)) || code;
  } catch {
    return code;
  }
}

const UNITS = { "[mi_i]": "mi", har: "ha", m3: "m³", km2: "km²", m2: "m²", "[bbl_us]": "bbl", "W.h": "Wh", "kW.h": "kWh",
  "MW.h": "MWh", "GW.h": "GWh", "TW.h": "TWh", "[pp]": "pp", Cel: "°C" };

/** A value with its unit, such as USD 1.4B, 12%, 25,000 t. */
function amount(value, unit, unitText) {
  if (/^[A-Z]{3}$/.test(unit || "")) {
    return intl("NumberFormat", {
      style: "currency", currency: unit, currencyDisplay: "code", minimumFractionDigits: 0,
      notation: Math.abs(value) >= 1e5 ? "compact" : "standard", maximumFractionDigits: 3,
    }).format(value);
  }
  if (unit === "%") return intl("NumberFormat", { style: "percent", maximumFractionDigits: 3 }).format(value / 100);
  const word = unit === "1" ? unitText : UNITS[unit] || unit;
  return word ? `${compact(value)} ${word}` : compact(value);
}

const BOUNDS = { gt: "> ", ge: "≥ ", lt: "< ", le: "≤ ", approx: "≈ " };

/** A whole figure: bound, sign of a change, range. */
function figure(fact) {
  if (fact.value === null || fact.value === undefined) return fact.timex || fact.timex_value || fact.exact;
  const change = (fact.change || fact.change_kind) === "by";
  const sign = change && fact.direction === "up" ? "+" : change && fact.direction === "down" ? "−" : "";
  const top = fact.value_max === null || fact.value_max === undefined ? "" : ` – ${amount(fact.value_max, fact.unit, fact.unit_text)}`;
  return (BOUNDS[fact.bound] || "") + sign + amount(fact.value, fact.unit, fact.unit_text) + top;
}

const FLOWS = { export: "exports", import: "imports", trade: "trade", balance: "trade balance" };
const ARROWS = { export: " → ", import: " ← " };

/** What a fact is about: flow, measure, goods, countries. */
function about(fact) {
  const who = [fact.reporter, fact.partner].filter(Boolean).map(country).join(ARROWS[fact.flow] || " – ");
  return [FLOWS[fact.flow] || fact.flow, fact.measure, fact.commodity, who].filter(Boolean).join(", ");
}

/** A period of days in words: 2023, January 2024, Q1 2024, 6 Mar 2024, or its two ends. */
function period(start, end) {
  if (!start) return "";
  const [from, to] = [millisOf(start), millisOf(end || start)];
  if (from === to) return day(from);
  const [a, b] = [new Date(from), new Date(to + 86400000)];
  const months = (b.getUTCFullYear() - a.getUTCFullYear()) * 12 + b.getUTCMonth() - a.getUTCMonth();
  const whole = a.getUTCDate() === 1 && b.getUTCDate() === 1;
  const year = intl("DateTimeFormat", { year: "numeric", timeZone: "UTC" });
  if (whole && months === 12 && a.getUTCMonth() === 0) return year.format(from);
  if (whole && months % 12 === 0 && a.getUTCMonth() === 0) return `${year.format(from)} – ${year.format(to)}`;
  if (whole && months === 1) return intl("DateTimeFormat", { year: "numeric", month: "long", timeZone: "UTC" }).format(from);
  if (whole && months === 3 && a.getUTCMonth() % 3 === 0) return `Q${a.getUTCMonth() / 3 + 1} ${year.format(from)}`;
  return intl("DateTimeFormat", { dateStyle: "medium", timeZone: "UTC" }).formatRange(from, to);
}

/** Put the numbers and moments of the page as it came into the reader's locale. */
function localise() {
  for (const node of document.querySelectorAll("[data-n]")) {
    node.textContent = intl("NumberFormat", { maximumFractionDigits: Number(node.dataset.d) }).format(Number(node.dataset.n));
  }
  for (const node of document.querySelectorAll("[data-p]")) node.textContent = percent(Number(node.dataset.p));
  for (const node of document.querySelectorAll("[data-t]")) node.textContent = moment(Number(node.dataset.t));
}

/** A link that opens an article, or nothing where no web address is known. */
const link = (url, text) => (/^https?:\/\//i.test(url || "") ? h("a", { href: url, rel: "noopener noreferrer nofollow", target: "_blank" }, text) : null);

/** Words of a search, all of which must be in what is told of a row. */
const wordsOf = (text) => text.toLocaleLowerCase().split(/\s+/).filter(Boolean);
const hasAll = (row, textOf, words) => !words.length || words.every((word) => textOf(row).includes(word));

/** Call a function when typing rests. */
function resting(action) {
  let timer = 0;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(action, 120);
  };
}
