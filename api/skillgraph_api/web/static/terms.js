// Terms for words that are being typed, below the box: a combobox with a list, as ARIA has it. The form around it
// works without: Enter sends it, unless a term of the list is chosen.

const LEAST = 2; // letters; fewer begin too many labels
const PAUSE = 150; // milliseconds without a key

for (const input of document.querySelectorAll("input[data-terms]")) enhance(input);

function enhance(input) {
  const below = document.createElement("div");
  const status = document.createElement("p");
  const list = { input, below, status, active: -1, asked: null, timer: 0 };
  below.className = "terms";
  below.id = `${input.id}-terms`;
  below.hidden = true;
  status.className = "small muted busy";
  status.setAttribute("role", "status");
  input.parentElement.after(below, status);
  input.type = "text"; // a box for searches takes no other role
  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.addEventListener("input", () => ask(list));
  input.addEventListener("keydown", (event) => press(list, event));
  input.addEventListener("blur", () => close(list));
  // The box keeps the focus while a term is clicked.
  below.addEventListener("pointerdown", (event) => event.preventDefault());
  below.addEventListener("click", (event) => choose(list, event.target.closest("[role=option]")));
  if (document.activeElement === input) ask(list); // who types before this is loaded waits for no other key
}

function ask(list) {
  clearTimeout(list.timer);
  list.asked?.abort();
  const words = list.input.value.trim();
  if (words.length < LEAST) close(list);
  else list.timer = setTimeout(() => look(list, words), PAUSE);
}

async function look(list, words) {
  const asked = (list.asked = new AbortController());
  const url = new URL(list.input.dataset.terms, location.href);
  url.searchParams.set("find", words);
  const slow = setTimeout(() => (list.status.textContent = list.input.dataset.waits), 600);
  try {
    const answer = await fetch(url, { signal: asked.signal });
    // A page instead of a list says that something is wrong; the form then shows it.
    if (answer.ok) show(list, await answer.text());
  } catch (error) {
    if (error.name !== "AbortError") close(list);
  } finally {
    clearTimeout(slow);
    if (list.status.textContent === list.input.dataset.waits) list.status.textContent = "";
  }
}

function show(list, text) {
  const found = new DOMParser().parseFromString(text, "text/html").querySelector("[role=listbox]");
  if (!found || document.activeElement !== list.input) return;
  found.id = `${list.below.id}-list`;
  list.below.replaceChildren(found);
  list.status.textContent = found.dataset.said;
  list.active = -1;
  list.input.removeAttribute("aria-activedescendant");
  list.input.setAttribute("aria-controls", found.id);
  open(list, options(list).length > 0);
}

function open(list, is) {
  list.below.hidden = !is;
  list.input.setAttribute("aria-expanded", is);
}

function close(list) {
  clearTimeout(list.timer);
  list.asked?.abort();
  open(list, false);
  list.status.textContent = "";
  activate(list, -1);
}

const options = (list) => [...list.below.querySelectorAll("[role=option]")];

function activate(list, place) {
  list.active = place;
  options(list).forEach((one, at) => one.setAttribute("aria-selected", at === place));
  const one = options(list)[place];
  if (one) {
    list.input.setAttribute("aria-activedescendant", one.id);
    one.scrollIntoView({ block: "nearest" });
  } else list.input.removeAttribute("aria-activedescendant");
}

function press(list, event) {
  if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
  const many = options(list).length;
  const moves = { ArrowDown: 1, ArrowUp: -1 };
  if (event.key in moves && many) {
    event.preventDefault();
    const from = list.below.hidden ? -1 : list.active;
    open(list, true);
    // One place stands for the box itself, before the first and after the last.
    activate(list, ((from + 1 + moves[event.key] + many + 1) % (many + 1)) - 1);
  } else if (event.key === "Escape" && !list.below.hidden) {
    event.preventDefault();
    close(list);
  } else if (event.key === "Enter" && !list.below.hidden && list.active >= 0) {
    event.preventDefault();
    choose(list, options(list)[list.active]);
  }
}

function choose(list, option) {
  if (!option) return;
  const piece = option.querySelector("template");
  const place = document.querySelector("#picked");
  close(list);
  if (!piece || !place) return location.assign(option.dataset.href);
  place.querySelector("ul").replaceChildren(piece.content.cloneNode(true));
  place.hidden = false;
  (place.querySelector("button") ?? place.querySelector("a")).focus();
}
