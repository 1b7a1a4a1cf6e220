// The list of stories: searched, ordered, opened.

const stories = objects(data.stories);
const details = new Map(data.details.map((story) => [story.id, story]));
const PAGE = 30;
const list = { shown: PAGE, found: stories, open: new Set() };

stories.forEach((story, at) => {
  story.at = at;
});

/** What a search looks at, made when it is first asked for. */
const storyText = (story) => (story.text ??= [story.headline, ...story.publishers.map(nameOf), nameOf(story.agency), story.id].join("\n").toLocaleLowerCase());

const ORDERS = {
  copies: (a, b) => a.at - b.at,
  last: (a, b) => (b.last ?? -Infinity) - (a.last ?? -Infinity) || a.at - b.at,
  conflicts: (a, b) => b.conflicts - a.conflicts || a.at - b.at,
};

function findStories() {
  const words = wordsOf(byId("story-search").value);
  const copied = byId("story-copied").checked;
  list.found = stories.filter((story) => (!copied || story.copies > 1) && hasAll(story, storyText, words))
    .sort(ORDERS[byId("story-order").value]);
  list.shown = PAGE;
  showStories();
}

function showStories() {
  const rows = list.found.slice(0, list.shown);
  byId("story-list").replaceChildren(...rows.map(storyRow));
  const all = list.found.length === stories.length ? "" : ` of ${count(stories.length)}`;
  byId("story-count").textContent = list.found.length ? `${plural(list.found.length, "story", "stories")}${all}` : "No story has all these words.";
  byId("story-more").hidden = list.found.length <= list.shown;
}

function storyRow(story) {
  const opened = details.get(story.id);
  const more = story.publisher_count - story.publishers.length;
  const names = story.publishers.map(nameOf).filter(Boolean).join(", ") || "publisher unknown";
  const headline = story.headline || "(no headline)";
  const title = opened
    ? h("button", { type: "button", "aria-expanded": String(list.open.has(story.id)), onclick: () => toggle(story, item), dir: "auto" }, headline)
    : h("span", { dir: "auto" }, headline);
  const item = h("li", { id: `story-${story.id.slice(0, 12)}` },
    h("div", { class: "story" },
      h("span", { class: story.copies > 1 ? "copies" : "copies one" }, count(story.copies), h("small", {}, story.copies === 1 ? "article" : "copies")),
      h("h3", { dir: "auto" }, title),
      h("span", { class: "date" }, story.first === null ? "no date" : day(story.first)),
      h("p", { class: "meta" },
        story.agency >= 0 && h("span", { class: "tag" }, h("bdi", {}, nameOf(story.agency))),
        story.conflicts > 0 && h("span", { class: "tag bad" }, plural(story.conflicts, "figure in conflict", "figures in conflict")),
        h("bdi", {}, names), more > 0 ? ` and ${count(more)} more` : "",
        story.language && story.language !== "en" ? ` · ${language(story.language)}` : "")));
  if (list.open.has(story.id) && opened) item.append(openedStory(story, opened));
  return item;
}

function toggle(story, item) {
  const open = !list.open.has(story.id);
  list.open[open ? "add" : "delete"](story.id);
  item.querySelector("h3 button").setAttribute("aria-expanded", String(open));
  if (open) item.append(openedStory(story, details.get(story.id)));
  else item.querySelector(".opened").remove();
}

/** Go to a story of the list, opened where it can be. */
function goToStory(at) {
  const story = stories[at];
  if (!story) return;
  byId("story-tools").reset();
  findStories();
  list.shown = Math.max(list.shown, at + 1);
  if (details.has(story.id)) list.open.add(story.id);
  showStories();
  const item = byId(`story-${story.id.slice(0, 12)}`);
  item.scrollIntoView({ block: "start" });
  (item.querySelector("h3 button") || item).focus({ preventScroll: true });
}

function startStories() {
  byId("story-tools").addEventListener("submit", (event) => event.preventDefault());
  byId("story-search").addEventListener("input", resting(findStories));
  byId("story-order").addEventListener("change", findStories);
  byId("story-copied").addEventListener("change", findStories);
  byId("story-more").addEventListener("click", () => {
    const first = list.shown;
    list.shown += 4 * PAGE;
    showStories();
    const next = byId("story-list").children[first];
    if (next) (next.querySelector("button") || next).focus();
  });
  findStories();
}
