// The start: what can be used at once first, charts when the page rests.

const THEMES = ["auto", "light", "dark"];

function startTheme() {
  const button = byId("theme");
  let at = 0;
  const show = () => {
    if (THEMES[at] === "auto") document.documentElement.removeAttribute("data-theme");
    else document.documentElement.dataset.theme = THEMES[at];
    button.textContent = `◐ ${THEMES[at]}`;
    button.setAttribute("aria-label", `Theme: ${THEMES[at]}`);
  };
  button.addEventListener("click", () => {
    at = (at + 1) % THEMES.length;
    show();
  });
  button.hidden = false;
  show();
}

async function startCharts() {
  await drawRun();
  if (byId("frame")) startFrames();
  document.documentElement.dataset.ready = "charts";
  performance.mark("charts");
}

localise();
startTheme();
document.body.append(tip);
if (byId("story-list")) startStories();
if (byId("fact-table")) startFacts();
document.documentElement.dataset.ready = "tables";
performance.mark("tables");
addEventListener("DOMContentLoaded", () => window.vegaEmbed && setTimeout(startCharts));
