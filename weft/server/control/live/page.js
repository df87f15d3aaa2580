// The page: what was heard last, who is chosen, and the way from one to the other.
const mostRows = { connections: 100, streams: 60 };
// Seconds.
const shortestTold = 0.5;

let heard = null;
// Null: the connection of the slowest stream is shown.
let chosenConnection = null;
let chosenStream = null;
let isPaused = false;
// From the server's seconds to those of the clock on the wall.
let clockOffset = null;
const pasts = new Map();
const connectionRows = new Rows(byId("connections"), mostRows.connections, makeConnectionRow);
const streamRows = new Rows(byId("streams"), mostRows.streams, makeStreamRow);

const streamKey = (connection, stream) => `${connection.id}:${stream.id}`;
const requestText = (stream) => [stream.method, stream.target].filter(Boolean).join(" ") || stream.state || "";

// --- what comes --------------------------------------------------------------------------------------------------------

function hear(told) {
  heard = told;
  clockOffset ??= Date.now() / 1000 - told.at;
  for (const connection of told.connections) {
    for (const stream of connection.streams ?? []) {
      const key = streamKey(connection, stream);
      if (!pasts.has(key)) pasts.set(key, new StreamPast());
      pasts.get(key).observe(told.at, known(stream.wait), stream.waiting, stream.waits ?? {});
    }
  }
  for (const [key, past] of pasts) {
    if (past.at < told.at - horizon) pasts.delete(key);
  }
  draw();
}

// --- what is seen ------------------------------------------------------------------------------------------------------

// Those that are open: not all of them are told.
const streamsOf = (connection) => connection.streams_open ?? (connection.streams ?? []).length;
const longestWait = (connection) => Math.max(0, ...(connection.streams ?? []).map((stream) => stream.waiting ?? 0));

function shownConnection() {
  const all = heard.connections;
  const wanted = chosenConnection ?? heard.verdict?.connection;
  return all.find((each) => each.id === wanted) ?? all[0] ?? null;
}

function draw() {
  if (!heard) return;
  const shown = shownConnection();
  drawHead();
  drawVerdict(worthTelling(heard.verdict));
  drawConnections(shown);
  drawFacts(shown);
  drawStreams(shown);
}

function drawHead() {
  const count = heard.connections.length;
  const streams = heard.connections.reduce((sum, each) => sum + streamsOf(each), 0);
  const first = count === mostRows.connections ? "the first " : "";
  say(byId("counts"), `${first}${plural(count, "connection")}, ${plural(streams, "stream")}`);
  say(byId("clock"), clockText(heard.at + clockOffset));
}

// A server that is well has streams that wait for a moment, and each picture has other ones.
function worthTelling(verdict) {
  const connection = heard.connections.find((each) => each.id === verdict?.connection);
  const stream = connection?.streams.find((each) => each.id === verdict.stream);
  return stream && stream.waiting >= shortestTold ? verdict : null;
}

function drawVerdict(verdict) {
  const quiet = `Nothing is slow now: no stream has waited for ${seconds(shortestTold)}.`;
  say(byId("sentence"), verdict ? capital(verdict.sentence) : quiet);
  // The rest of the proof stands with the connection.
  say(byId("proof"), verdict ? (verdict.proof ?? []).slice(0, 2).join("; ") : "");
  mark(byId("verdict"), "data-wait", verdict ? known(verdict.wait) : "");
  // Readers of screens hear a new cause, and not each new number.
  const cause = verdict ? `stream ${verdict.stream} of connection ${verdict.connection}: ${waits[known(verdict.wait)].name}` : "";
  say(byId("announced"), cause);
}

const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

function drawConnections(shown) {
  const worst = [...heard.connections].sort((a, b) => longestWait(b) - longestWait(a) || a.id - b.id);
  connectionRows.chosen = shown?.id ?? null;
  connectionRows.update(worst.map((each) => ({ key: each.id, value: each })));
  connectionRows.draw(fillConnection);
  byId("no-connections").hidden = worst.length > 0;
  showHidden(byId("connections-hidden"), worst.length - connectionRows.places.filter(Boolean).length);
}

function showHidden(element, count) {
  say(element, count > 0 ? `${grouped(count)} more that wait less are not shown` : "");
}

function drawStreams(shown) {
  const streams = [...(shown?.streams ?? [])].sort((a, b) => (b.waiting ?? 0) - (a.waiting ?? 0) || a.id - b.id);
  const items = streams.map((each) => ({ key: streamKey(shown, each), value: each }));
  const worst = shown && heard.verdict?.connection === shown.id ? `${shown.id}:${heard.verdict.stream}` : items[0]?.key;
  const isThere = items.some((item) => item.key === chosenStream);
  streamRows.chosen = isThere ? chosenStream : (worst ?? null);
  streamRows.update(items);
  streamRows.draw(fillStream);
  drawAxis(byId("axis"), heard.at, clockOffset);
  byId("no-streams").hidden = items.length > 0;
  showHidden(byId("streams-hidden"), (shown ? streamsOf(shown) : 0) - streamRows.places.filter(Boolean).length);
  const stream = items.find((item) => item.key === streamRows.chosen)?.value;
  const isAbove = shown?.id === heard.verdict?.connection && stream?.id === heard.verdict?.stream;
  say(byId("stream-sentence"), stream ? sentenceOf(stream, isAbove) : "");
}

// The sentence of the worst of all stands above already.
function sentenceOf(stream, isAbove) {
  return stream.wait && stream.verdict && !isAbove ? capital(stream.verdict.sentence) : sumText(stream);
}

// "Stream 41 GET /big.json, 200: waited 3.2 s for stream window, 0.7 s for application; 64.0 KiB sent"
function sumText(stream) {
  const sums = Object.entries(stream.waits ?? {}).filter(([, sum]) => sum >= 0.05).sort((a, b) => b[1] - a[1]);
  const waited = sums.map(([name, sum]) => `${seconds(sum)} for ${waits[known(name)].name}`).join(", ");
  const parts = [waited ? `waited ${waited}` : "has not waited", `${octets(stream.sent)} sent`];
  const status = stream.status ? `, ${stream.status}` : "";
  return `Stream ${stream.id} ${requestText(stream)}${status}: ${parts.join("; ")}`;
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
  cell.bar.style.width = `${(100 * part).toFixed(1)}%`;
  cell.classList.toggle("empty", isNumber(value) && value <= 0 && full > 0);
  say(cell.text, text);
}

function makeConnectionRow() {
  const row = made("div", "connection");
  const names = ["", "", "number", "number", "", "", "number", ""];
  row.cells = names.map((name) => made("span", name));
  row.append(...row.cells);
  return row;
}

function fillConnection(cells, { value }) {
  const texts = [String(value.id), value.peer ?? "-", grouped(streamsOf(value)), percent(value.stalled)];
  texts.forEach((text, index) => say(cells[index], text));
  mark(cells[1], "title", value.peer ?? "");
  // The window of a connection has no size that it began with once SETTINGS and updates have come: the widest seen is full.
  gauge(cells[4], value.send_window, widest(value, "send_window", value.send_window_initial), octets(value.send_window));
  gauge(cells[5], value.unsent, widest(value, "unsent", 65536), octets(value.unsent));
  cells[5].classList.remove("empty");
  say(cells[6], isNumber(value.rate) ? `${octets(value.rate)}/s` : "-");
  say(cells[7], value.who ?? "-");
}

const widests = new Map();

function widest(connection, name, least) {
  const key = `${connection.id} ${name}`;
  const value = Math.max(widests.get(key) ?? 0, least ?? 0, connection[name] ?? 0);
  widests.set(key, value);
  return value;
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
  drawBar(cells[4], pasts.get(key)?.spans ?? [], heard.at);
  say(cells[5], grouped(value.window));
  say(cells[6], octets(value.ready));
}

// --- facts of a connection ---------------------------------------------------------------------------------------------

const facts = {};

function fact(name) {
  if (!facts[name]) {
    facts[name] = made("dd");
    byId("facts").append(made("dt", "", name), facts[name]);
  }
  return facts[name];
}

const windowText = (value, of) => (isNumber(value) ? `${grouped(value)} of ${grouped(of)}` : "-");

function drawFacts(connection) {
  byId("chosen").hidden = !connection;
  if (!connection) return;
  say(byId("chosen-title"), `Connection ${connection.id}`);
  say(fact("peer"), [connection.peer, connection.version, connection.tls, connection.state].filter(Boolean).join(", "));
  say(fact("order"), orderText(connection));
  const widestSend = widest(connection, "send_window", connection.send_window_initial);
  gauge(fact("send window"), connection.send_window, widestSend, windowText(connection.send_window, widestSend));
  say(fact("HPACK"), hpackText(connection.hpack));
  const target = connection.receive_window_target;
  gauge(fact("receive window"), connection.receive_window, target, windowText(connection.receive_window, target));
  say(fact("limits"), limitsText(connection.limits ?? []));
  gauge(fact("kernel unsent"), connection.unsent, widest(connection, "unsent", 65536), octets(connection.unsent));
  facts["kernel unsent"].classList.remove("empty");
  say(fact("rate"), rateText(connection));
  for (const cell of Object.values(facts)) mark(cell, "title", cell.textContent);
}

function rateText({ rate, round_trip: roundTrip }) {
  const parts = [isNumber(rate) ? `${octets(rate)}/s` : "-"];
  if (isNumber(roundTrip)) parts.push(`round trip ${(1000 * roundTrip).toFixed(1)} ms`);
  return parts.join(", ");
}

// Those that are nearest to their end.
function limitsText(limits) {
  const used = limits.filter((each) => each.used > 0).sort((a, b) => b.used / b.of - a.used / a.of);
  return used.slice(0, 6).map((each) => `${each.name} ${grouped(each.used)} of ${grouped(each.of)}`).join(" | ") || "none is used";
}

// "u1: 43 | u3: 41* 47": those that wait for a window, the application or a limit have a star.
function orderText(connection) {
  const byUrgency = new Map();
  for (const stream of connection.streams ?? []) {
    const name = urgencyText(stream).replace("i", "");
    if (!byUrgency.has(name)) byUrgency.set(name, []);
    const isBlocked = stream.wait && stream.wait !== "priority";
    byUrgency.get(name).push(`${stream.id}${stream.incremental ? "i" : ""}${isBlocked ? "*" : ""}`);
  }
  const parts = [...byUrgency].sort().map(([name, ids]) => {
    const rest = ids.length > 8 ? ` and ${ids.length - 8} more` : "";
    return `${name}: ${ids.slice(0, 8).join(" ")}${rest}`;
  });
  if (connection.next?.length > 0) parts.push(`next: ${connection.next.slice(0, 8).join(" ")}`);
  return parts.length > 0 ? `${parts.join(" | ")} (* blocked)` : "-";
}

function hpackText(hpack) {
  if (!hpack) return "-";
  const table = (name, side) => {
    if (!side) return `${name} -`;
    const saved = isNumber(side.saved) ? `, ${octets(side.saved)} saved` : "";
    return `${name} ${grouped(side.size)} of ${grouped(side.max)}, ${plural(side.entries, "field")}${saved}`;
  };
  return `${table("out", hpack.out)} | ${table("in", hpack.in)}`;
}
