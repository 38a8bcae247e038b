// The list of terms as an ARIA tree: arrow keys lead through it, and what lies below is fetched when it is opened.
// Without this, the same list has links that open it a page at a time.

const root = document.querySelector(".tree");
const status = document.querySelector("#tree-status");
const items = () => [...root.querySelectorAll("[role=treeitem]")];
const visible = () => items().filter((one) => !one.parentElement.closest("[aria-expanded=false]"));
const under = (item) => item.querySelector(":scope > ul");
const parent = (item) => item.parentElement.closest("[role=treeitem]");
let begun = "";
let timer = 0;

if (root?.querySelector("li")) {
  const top = root.querySelector("ul");
  dress(top, "tree");
  top.setAttribute("aria-label", root.dataset.name);
  document.querySelector("#tree-help").hidden = false;
  rove(root.querySelector("#chosen") ?? items()[0]);
  if (root.querySelector("#chosen")) root.querySelector("#chosen").focus();
  root.addEventListener("keydown", press);
  root.addEventListener("click", (event) => {
    const opener = event.target.closest(".opener");
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const item = opener.closest("li");
    go(item);
    toggle(item);
  });
}

// Links stay for the pointer; the keyboard has the items alone.
function dress(list, role) {
  list.setAttribute("role", role);
  for (const item of list.children) {
    item.setAttribute("role", "treeitem");
    item.tabIndex = -1;
    for (const link of item.querySelectorAll(":scope > a")) link.tabIndex = -1;
    item.setAttribute("aria-label", item.querySelector("a").textContent);
    if (item.querySelector("a[aria-current]")) item.setAttribute("aria-selected", "true");
    if (item.dataset.below) item.setAttribute("aria-expanded", Boolean(under(item)));
    if (under(item)) dress(under(item), "group");
  }
}

function rove(item) {
  for (const one of items()) one.tabIndex = one === item ? 0 : -1;
}

function go(item) {
  if (!item) return;
  rove(item);
  item.focus();
}

async function open(item) {
  if (!item.dataset.below || item.getAttribute("aria-expanded") === "true") return;
  if (!under(item) && !(await fetched(item))) return;
  item.setAttribute("aria-expanded", "true");
}

async function fetched(item) {
  status.textContent = root.dataset.waits;
  try {
    const answer = await fetch(item.dataset.below);
    const page = new DOMParser().parseFromString(answer.ok ? await answer.text() : "", "text/html");
    const list = page.body.querySelector("ul");
    if (list && !under(item)) {
      item.append(...page.body.children);
      dress(list, "group");
    }
    status.textContent = list ? "" : root.dataset.failed;
    return Boolean(list);
  } catch {
    status.textContent = root.dataset.failed;
    return false;
  }
}

function close(item) {
  item.setAttribute("aria-expanded", "false");
}

function toggle(item) {
  if (item.getAttribute("aria-expanded") === "true") close(item);
  else open(item);
}

function press(event) {
  const item = event.target.closest("[role=treeitem]");
  if (!item || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const shown = visible();
  const at = shown.indexOf(item);
  const expanded = item.getAttribute("aria-expanded") === "true";
  const keys = {
    ArrowDown: () => go(shown[at + 1]),
    ArrowUp: () => go(shown[at - 1]),
    Home: () => go(shown[0]),
    End: () => go(shown.at(-1)),
    ArrowRight: () => (expanded ? go(under(item).querySelector("li")) : open(item)),
    ArrowLeft: () => (expanded ? close(item) : go(parent(item))),
    Enter: () => item.querySelector("a").click(),
    " ": () => toggle(item),
  };
  const does = keys[event.key];
  if (does) does();
  else if (event.key.length === 1) type(event.key, shown, at);
  else return;
  event.preventDefault();
}

// Letters lead to the next term that begins with them.
function type(letter, shown, at) {
  clearTimeout(timer);
  timer = setTimeout(() => (begun = ""), 700);
  begun += letter.toLocaleLowerCase();
  const from = begun.length > 1 ? at : at + 1;
  const round = [...shown.slice(from), ...shown.slice(0, from)];
  go(round.find((one) => one.getAttribute("aria-label").toLocaleLowerCase().startsWith(begun)));
}
