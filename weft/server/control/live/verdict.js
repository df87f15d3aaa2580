// The sentence that says why a stream is slow, and its proof.
// Seconds.
const shortestTold = 0.5;
const longestSubject = 72;
const proof = new Pairs(byId("proof"));

// The stream that is shown has the sentence: the slowest of all, until somebody chooses another.
function drawVerdict(connection, stream) {
  const isChosen = chosenConnection !== null || chosenStream !== null;
  const isWorst = stream && connection.id === heard.verdict?.connection && stream.id === heard.verdict.stream;
  const verdict = stream && (isChosen || isWorst && isSlow(stream)) ? verdictOf(connection, stream) : null;
  say(byId("verdict-title"), isChosen && connection ? `Connection ${connection.id}` : "Why slow?");
  drawReturn(isChosen);
  drawSentence(verdict, isChosen && stream);
  drawCause(verdict);
  drawProof(connection, verdict);
}

// A server that is well has streams that wait for a moment, and each picture has other ones. A rate lets some octets
// through all the time: its pauses are counted together.
const isSlow = (stream) => Boolean(stream.wait) && (heldFor(stream) ?? 0) >= shortestTold;
const heldFor = (stream) => (stream.wait === "rate_limit" ? stream.waits.rate_limit : stream.waiting);

// Whoever looks at another stream is told which one is the slowest.
function drawReturn(isChosen) {
  const worst = heard.connections.find((each) => each.id === heard.verdict?.connection);
  const stream = worst?.streams.find((each) => each.id === heard.verdict.stream);
  const name = stream && isSlow(stream) ? `: stream ${stream.id} of connection ${worst.id}` : "";
  byId("slowest").hidden = !isChosen;
  say(byId("slowest"), `Show the slowest${name}`);
}

// The feed has the verdicts on the worst stream of each connection. That on another is asked for, once for each picture.
const asked = { key: null, at: null, verdict: null };

function verdictOf(connection, stream) {
  if (stream.verdict) return stream.verdict;
  const key = streamKey(connection, stream);
  if (asked.key !== key) Object.assign(asked, { key, at: null, verdict: null });
  if (asked.at !== heard.at) askFor(connection, stream);
  return asked.verdict;
}

async function askFor(connection, stream) {
  const key = asked.key;
  asked.at = heard.at;
  try {
    const told = await (await fetch(`streams?connection=${connection.id}`)).json();
    const found = told.connections.flatMap((each) => each.streams).find((each) => each.id === stream.id);
    if (asked.key !== key || !found) return;
    asked.verdict = found.verdict;
    drawSoon();
  } catch {
    // The feed says that the server cannot be reached.
  }
}

function drawSentence(verdict, isAskedFor) {
  const none = isAskedFor ? "The server is asked." : `Nothing is slow now: no stream has waited for ${seconds(shortestTold)}.`;
  const [what, why] = verdict ? partsOf(verdict) : [none, ""];
  say(byId("sentence").firstElementChild, what);
  say(byId("sentence").lastElementChild, why);
}

// What it waits for, and what shows it: "stream 41 GET /a (connection 7): 3.2 s of 3.9 s waiting for …; 0 of 65,535 left: …"
function partsOf(verdict) {
  const place = ` (connection ${verdict.connection}): `;
  const subject = verdict.sentence.split(place, 1)[0];
  const rest = verdict.sentence.slice(subject.length + place.length);
  const end = rest.search(/[;:] /);
  const head = capital(shortened(subject, longestSubject)) + place;
  return end < 0 ? [head + rest, ""] : [head + rest.slice(0, end + 1), rest.slice(end + 2)];
}

function drawCause(verdict) {
  const wait = verdict?.wait ? known(verdict.wait) : "";
  mark(byId("verdict"), "data-wait", wait);
  const side = verdict?.side && verdict.side !== "none" ? `the ${verdict.side} must act` : "";
  say(byId("cause"), [wait ? waits[wait].name : "", side].filter(Boolean).join(", "));
  // Readers of screens hear a new cause, and not each new number.
  const cause = wait ? `stream ${verdict.stream} of connection ${verdict.connection}: ${waits[wait].name}` : "";
  say(byId("announced"), cause);
}

// The line of the proof that a cause is judged by.
const decisive = {
  stream_window: "windows", connection_window: "windows", priority: "order", socket: "socket",
  application: "waits", rate_limit: "waits", pool: "waits",
};

// "windows: stream 0 of 65,535 left, connection 412,000 left"
function drawProof(connection, verdict) {
  const lines = (verdict?.proof ?? []).map((line) => {
    const name = line.split(": ", 1)[0];
    return [name, line.slice(name.length + 2)];
  });
  const frames = verdict ? lastFramesText(connection) : "";
  if (frames) lines.push(["frames", frames]);
  for (let i = 0; i < Math.max(lines.length, proof.values.length); ++i) {
    const [name, text] = lines[i] ?? ["", ""];
    proof.say(i, name, text);
    proof.values[i].parentElement.classList.toggle("decisive", name !== "" && name === decisive[verdict.wait]);
  }
}
