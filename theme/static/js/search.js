// The search box: Pagefind's index, asked from this page alone. Without it the page offers topics and the archive.
const form = document.querySelector("[data-search]");
const { q: box, order } = form.elements;
const filters = [...form.querySelectorAll("[data-filter]")];
const status = form.querySelector("[role=status]");
const list = document.getElementById("search-results");
const more = document.getElementById("search-more");
const PAGE = 10;
let found = [];
let asked = 0;
let index;

const plural = (number, noun) => `${number} ${number === 1 ? noun : "stories"}`;
const wanted = () => Object.fromEntries(filters.filter((one) => one.value).map((one) => [one.dataset.filter, one.value]));

// An excerpt is HTML with <mark> and nothing else in it: take its words and its marks.
function excerpt(html) {
  const line = document.createElement("p");
  for (const node of new DOMParser().parseFromString(html, "text/html").body.childNodes) {
    const part = node.nodeName === "MARK" ? document.createElement("mark") : document.createTextNode("");
    part.textContent = node.textContent;
    line.append(part);
  }
  return line;
}

// The browser itself goes to the words and marks them, where it knows text fragments.
function address(data) {
  const word = excerpt(data.excerpt).querySelector("mark")?.textContent;
  const [page, anchor = ""] = (data.sub_results[0]?.url ?? data.url).split("#");
  return word ? `${page}#${anchor}:~:text=${encodeURIComponent(word).replaceAll("-", "%2D")}` : page;
}

function result(data) {
  const item = document.createElement("li");
  const title = document.createElement("h2");
  const link = document.createElement("a");
  link.href = address(data);
  link.textContent = data.meta.title;
  title.append(link);
  item.append(title, excerpt(data.excerpt));
  const about = [data.meta.section, data.meta.date].filter(Boolean).join(" · ");
  if (about) {
    const foot = document.createElement("p");
    foot.className = "foot";
    foot.textContent = about;
    item.append(foot);
  }
  return item;
}

async function showMore(focus) {
  const start = list.childElementCount;
  const part = await Promise.all(found.slice(start, start + PAGE).map((one) => one.data()));
  list.append(...part.map(result));
  more.hidden = list.childElementCount >= found.length;
  if (focus) list.children[start]?.querySelector("a").focus();
}

function remember() {
  const query = new URLSearchParams(new FormData(form));
  for (const [name, value] of [...query]) if (!value) query.delete(name);
  history.replaceState(null, "", query.size ? `?${query}` : location.pathname);
}

function count(name, counts = {}) {
  const select = form.elements[name];
  for (const option of [...select.options].slice(1)) {
    option.textContent = `${option.value} (${counts[option.value] ?? 0})`;
  }
}

async function search() {
  const turn = (asked += 1);
  const words = box.value.trim();
  const chosen = wanted();
  remember();
  if (!words && !Object.keys(chosen).length) {
    found = [];
    list.replaceChildren();
    more.hidden = true;
    status.textContent = "";
    return;
  }
  const sort = order.value ? { sort: { date: order.value } } : {};
  const answer = await index.search(words || null, { filters: chosen, ...sort });
  if (turn !== asked) return;
  found = answer.results;
  for (const one of filters) count(one.dataset.filter, answer.filters[one.dataset.filter]);
  const inside = list.contains(document.activeElement);
  list.replaceChildren();
  await showMore(inside);
  status.textContent = `${found.length ? plural(found.length, "story") : "No story"} found.`;
}

let wait;
const soon = () => {
  clearTimeout(wait);
  wait = setTimeout(search, 200);
};

function keys(event) {
  const links = [...list.querySelectorAll("a")];
  const here = links.indexOf(document.activeElement);
  if (event.key === "Escape" && here >= 0) box.focus();
  else if (event.key === "ArrowDown" && (here >= 0 || event.target === box)) links[here + 1]?.focus();
  else if (event.key === "ArrowUp" && here >= 0) (links[here - 1] ?? box).focus();
  else return;
  event.preventDefault();
}

async function start() {
  index = await import(new URL(form.dataset.search, location));
  await index.init();
  const all = await index.filters();
  for (const one of filters) {
    const years = one.dataset.filter === "year";
    const names = Object.keys(all[one.dataset.filter] ?? {}).sort((a, b) => (years ? b : a).localeCompare(years ? a : b));
    one.append(...names.map((name) => new Option(name, name)));
    one.closest("[data-choice]").hidden = !names.length;
  }
  const given = new URLSearchParams(location.search);
  for (const field of [box, order, ...filters]) field.value = given.get(field.name) ?? "";
  form.hidden = false;
  if (!given.has("q")) box.focus();
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    search();
  });
  box.addEventListener("input", soon);
  form.addEventListener("change", search);
  more.addEventListener("click", () => showMore(true));
  document.addEventListener("keydown", keys);
  await search();
}

start().catch(() => {
  document.getElementById("search-missing").hidden = false;
});
