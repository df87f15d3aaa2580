// The feed of the server, and the hands of whoever looks.
const patience = 2000;
let source = null;
let again = null;

function sayState(state, text) {
  mark(byId("feed"), "data-state", state);
  say(byId("feed"), text);
}

function listen() {
  clearTimeout(again);
  if (source || isPaused || document.hidden) return;
  source = new EventSource("live/events");
  source.addEventListener("phase", (event) => sayPhase(event.data));
  source.addEventListener("view", (event) => hear(JSON.parse(event.data)));
  source.addEventListener("end", () => lose("the server has ended: looking for a new one"));
  source.addEventListener("error", () => explain());
}

function sayPhase(phase) {
  const isServing = phase === "serving";
  sayState(isServing ? "open" : "draining", isServing ? "live" : `the server is ${phase}`);
  lookAtRecording();
}

function hush() {
  clearTimeout(again);
  if (source) source.close();
  source = null;
}

function lose(why) {
  hush();
  sayState("lost", why);
  forget();
  again = setTimeout(listen, patience);
}

// An EventSource does not tell what the server has answered.
async function explain() {
  hush();
  let why = "the server cannot be reached: trying again";
  try {
    const asking = new AbortController();
    const answer = await fetch("live/events", { signal: asking.signal });
    if (answer.status === 503) why = `${(await answer.json()).message}: waiting`;
    asking.abort();
  } catch {
    // It cannot be reached.
  }
  lose(why);
}

function pause() {
  isPaused = !isPaused;
  mark(byId("pause"), "aria-pressed", String(isPaused));
  say(byId("pause"), isPaused ? "Go on" : "Pause");
  hush();
  if (isPaused) sayState("paused", "paused");
  else listen();
}

function choose(rows, by) {
  const key = rows.next(by);
  if (key === null) return;
  if (rows === streamRows) chooseStream(key);
  else chooseConnection(key);
  rows.reveal();
}

function chooseConnection(id) {
  chosenConnection = id;
  chosenStream = null;
  draw();
}

// Its connection stays in sight as well.
function chooseStream(key) {
  chosenStream = key;
  chosenConnection = shownConnection()?.id ?? null;
  draw();
}

function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.tagName === "BUTTON" && event.key === "Enter") return;
  const rows = document.activeElement === streamRows.list ? streamRows : connectionRows;
  const keys = {
    j: () => choose(rows, 1), ArrowDown: () => choose(rows, 1),
    k: () => choose(rows, -1), ArrowUp: () => choose(rows, -1),
    Enter: () => streamRows.list.focus(),
    Escape: () => leave(rows),
    p: pause,
    r: record,
  };
  if (!Object.hasOwn(keys, event.key)) return;
  event.preventDefault();
  keys[event.key]();
}

function leave(rows) {
  if (rows !== streamRows) return follow();
  chosenStream = null;
  connectionRows.list.focus();
  draw();
}

function follow() {
  chosenStream = null;
  chosenConnection = null;
  draw();
}

function begin() {
  readColours();
  watchBarWidth(draw);
  say(byId("place"), location.host);
  for (const [name, wait] of Object.entries(waits)) {
    const item = made("li");
    item.append(badge(name), made("span", "", wait.name));
    byId("legend").append(item);
  }
  byId("pause").addEventListener("click", pause);
  byId("record").addEventListener("click", record);
  byId("slowest").addEventListener("click", follow);
  connectionRows.list.addEventListener("chosen", (event) => chooseConnection(event.detail));
  streamRows.list.addEventListener("chosen", (event) => chooseStream(event.detail));
  document.addEventListener("keydown", onKey);
  document.addEventListener("visibilitychange", () => (document.hidden ? hush() : listen()));
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => { readColours(); draw(); });
  listen();
}

begin();
