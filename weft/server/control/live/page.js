// The page: what was heard last, who is chosen, and the way from one to the other.
const mostRows = { connections: 100, streams: 60 };

let heard = null;
// Null: the connection of the slowest stream is shown.
let chosenConnection = null;
let chosenStream = null;
let isPaused = false;
// From the server's seconds to those of the clock on the wall.
let clockOffset = null;
let isDrawingSoon = false;
const streamPasts = new Map();
const connectionPasts = new Map();
const connectionRows = new Rows(byId("connections"), mostRows.connections, makeConnectionRow);
const streamRows = new Rows(byId("streams"), mostRows.streams, makeStreamRow);

const streamKey = (connection, stream) => `${connection.id}:${stream.id}`;
const requestText = (stream) => [stream.method, stream.target].filter(Boolean).join(" ") || stream.state || "";

// --- what comes --------------------------------------------------------------------------------------------------------

function hear(told) {
  heard = told;
  clockOffset ??= Date.now() / 1000 - told.at;
  for (const connection of told.connections) {
    pastOf(connectionPasts, connection.id, ConnectionPast).observe(told.at, connection.sent);
    for (const stream of connection.streams ?? []) {
      const past = pastOf(streamPasts, streamKey(connection, stream), StreamPast);
      past.observe(told.at, known(stream.wait), stream.waiting, stream.waits ?? {});
    }
  }
  for (const [key, past] of streamPasts) {
    if (past.at < told.at - horizon) streamPasts.delete(key);
  }
  const ids = new Set(told.connections.map((each) => each.id));
  for (const id of connectionPasts.keys()) {
    if (!ids.has(id)) connectionPasts.delete(id);
  }
  draw();
}

function pastOf(pasts, key, Past) {
  if (!pasts.has(key)) pasts.set(key, new Past());
  return pasts.get(key);
}

// The time of another server begins anew.
function forget() {
  clockOffset = null;
  streamPasts.clear();
  connectionPasts.clear();
}

// --- what is seen ------------------------------------------------------------------------------------------------------

// Those that are open: not all of them are told.
const streamsOf = (connection) => connection.streams_open ?? (connection.streams ?? []).length;

// As the server ranks them: a handler that has begun to answer may be meant to be slow, as events are.
function needOf(stream) {
  if (!stream.wait) return -1;
  const mayBeMeant = stream.wait === "application" && stream.status;
  return (stream.waiting ?? 0) + (mayBeMeant ? 0 : 1e9);
}

const worstFirst = (streams) => [...streams].sort((a, b) => needOf(b) - needOf(a) || a.id - b.id);
const neediest = (connection) => (connection.streams ?? []).reduce((most, stream) => Math.max(most, needOf(stream)), -1);

function shownConnection() {
  const all = heard.connections;
  const wanted = chosenConnection ?? heard.verdict?.connection;
  return all.find((each) => each.id === wanted) ?? all[0] ?? null;
}

function draw() {
  if (!heard) return;
  const shown = shownConnection();
  drawHead();
  drawConnections(shown);
  drawFacts(shown);
  drawVerdict(shown, drawStreams(shown));
  drawFrames(shown);
}

function drawSoon() {
  if (isDrawingSoon) return;
  isDrawingSoon = true;
  requestAnimationFrame(() => {
    isDrawingSoon = false;
    draw();
  });
}

function drawHead() {
  const streams = heard.connections.reduce((sum, each) => sum + streamsOf(each), 0);
  const orMore = heard.connections.length === mostRows.connections ? " or more" : "";
  say(byId("counts"), `${plural(heard.connections_open, "connection")}, ${plural(streams, "stream")}${orMore}`);
  say(byId("clock"), clockText(heard.at + clockOffset));
}

function drawConnections(shown) {
  const worst = heard.connections.map((value) => ({ key: value.id, value, need: neediest(value) }));
  worst.sort((a, b) => b.need - a.need || a.key - b.key);
  connectionRows.chosen = shown?.id ?? null;
  connectionRows.update(worst);
  connectionRows.draw(fillConnection);
  const hidden = heard.connections_open - connectionRows.places.filter(Boolean).length;
  const more = hiddenText(hidden, "are parked or need less");
  say(byId("connections-hidden"), heard.connections_open === 0 ? "none is open" : more);
}

const hiddenText = (count, why) => (count > 0 ? `${grouped(count)} more ${why}` : "");

// The stream that is chosen, or the worst of the connection; null where it has none.
function drawStreams(shown) {
  const items = worstFirst(shown?.streams ?? []).map((each) => ({ key: streamKey(shown, each), value: each }));
  const worst = shown && heard.verdict?.connection === shown.id ? `${shown.id}:${heard.verdict.stream}` : items[0]?.key;
  const isThere = items.some((item) => item.key === chosenStream);
  streamRows.chosen = isThere ? chosenStream : (worst ?? null);
  streamRows.update(items);
  streamRows.draw(fillStream);
  drawAxis(byId("axis"), heard.at, clockOffset);
  const hidden = (shown ? streamsOf(shown) : 0) - streamRows.places.filter(Boolean).length;
  say(byId("streams-hidden"), items.length === 0 ? "none is under way on this connection" : hiddenText(hidden, "need less"));
  return items.find((item) => item.key === streamRows.chosen)?.value ?? null;
}

// --- rows --------------------------------------------------------------------------------------------------------------

function gauge(cell, value, full, text) {
  if (!cell.bar) {
    cell.classList.add("gauge");
    cell.bar = made("b");
    cell.text = made("span");
    const groove = made("i");
    groove.append(cell.bar);
    cell.append(groove, cell.text);
  }
  const part = isNumber(value) && full > 0 ? Math.min(1, Math.max(0, value / full)) : 0;
  const shape = `scaleX(${part.toFixed(3)})`;
  if (cell.bar.style.transform !== shape) cell.bar.style.transform = shape;
  say(cell.text, text);
}

// A window that is empty holds somebody up; an empty queue does not.
function windowGauge(cell, value, full, text) {
  gauge(cell, value, full, text);
  cell.classList.toggle("empty", isNumber(value) && value <= 0);
}

function makeConnectionRow() {
  const row = made("div", "connection");
  const names = ["", "", "number", "number", "", "", "number", ""];
  row.cells = names.map((name) => made("span", name));
  row.append(...row.cells);
  return row;
}

function fillConnection(cells, { value }) {
  const past = pastOf(connectionPasts, value.id, ConnectionPast);
  const texts = [String(value.id), value.peer ?? "-", grouped(streamsOf(value)), percent(value.stalled)];
  texts.forEach((text, index) => say(cells[index], text));
  mark(cells[1], "title", value.peer ?? "");
  const widest = past.widest("send_window", value.send_window, value.send_window_initial);
  windowGauge(cells[4], value.send_window, widest, octets(value.send_window));
  gauge(cells[5], value.unacknowledged, past.widest("unacknowledged", value.unacknowledged, 65536), octets(value.unacknowledged));
  say(cells[6], rateText(past.rate()));
  say(cells[7], whoText(value));
  mark(cells[7], "title", whoText(value));
}

const rateText = (rate) => (isNumber(rate) ? `${octets(rate)}/s` : "-");

// "client (connection window)"
function whoText(connection) {
  const [worst] = worstFirst(connection.streams ?? []);
  const cause = worst?.wait ? ` (${waits[known(worst.wait)].name})` : "";
  return `${connection.who ?? "-"}${cause}`;
}

function makeStreamRow() {
  const row = made("div", "stream");
  const wait = made("span");
  wait.badge = badge("sending");
  wait.text = made("span");
  wait.append(wait.badge, wait.text);
  const bar = made("canvas", "bar");
  bar.setAttribute("aria-hidden", "true");
  row.cells = [made("span", "number"), made("span"), made("span"), wait, bar, made("span", "number"), made("span", "number")];
  row.append(...row.cells);
  sight.observe(row);
  return row;
}

function urgencyText(stream) {
  if (isNumber(stream.weight)) return `w${stream.weight}`;
  return isNumber(stream.urgency) ? `u${stream.urgency}${stream.incremental ? "i" : ""}` : "-";
}

function fillStream(cells, { key, value }, row) {
  const wait = known(value.wait);
  const request = requestText(value);
  say(cells[0], String(value.id));
  say(cells[1], urgencyText(value));
  say(cells[2], request);
  mark(cells[2], "title", request);
  showBadge(cells[3].badge, wait);
  say(cells[3].text, value.wait ? seconds(value.waiting) : "-");
  mark(row, "aria-label", `stream ${value.id}, ${request}, ${waits[wait].name} ${value.wait ? seconds(value.waiting) : ""}`);
  if (row.isSeen) drawBar(cells[4], streamPasts.get(key)?.spans ?? [], heard.at);
  say(cells[5], amount(value.window));
  say(cells[6], octets(value.ready));
}
