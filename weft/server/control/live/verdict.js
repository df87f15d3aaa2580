// The sentence that says why a stream is slow, and its proof.
// Seconds.
const shortestTold = 0.5;
const longestSubject = 72;
const nothingSlow = `Nothing is slow now: no stream has waited for ${seconds(shortestTold)}.`;
const proof = new Pairs(byId("proof"));

// The stream that is shown has the sentence: the slowest of all, until somebody chooses another.
function drawVerdict(connection, stream) {
  const isChosen = chosenConnection !== null || chosenStream !== null;
  const isWorst = stream && connection.id === heard.verdict?.connection && stream.id === heard.verdict.stream;
  const verdict = stream && (isChosen || isWorst && isSlow(stream)) ? verdictOf(connection, stream) : null;
  say(byId("verdict-title"), isChosen && connection ? `Connection ${connection.id}` : "Why slow?");
  drawReturn(isChosen);
  drawSentence(verdict, isChosen && stream ? asked.trouble || "The server is asked." : nothingSlow);
  drawCause(verdict);
  drawProof(connection, verdict);
}

// A server that is well has streams that wait for a moment, and each picture has other ones. A rate lets some octets
// through all the time: its pauses are counted together.
const isSlow = (stream) => Boolean(stream.wait) && (heldFor(stream) ?? 0) >= shortestTold;
const heldFor = (stream) => (stream.wait === "rate_limit" ? stream.waits.rate_limit : stream.waiting);

// The button names the slowest stream while another one is shown.
function drawReturn(isChosen) {
  const worst = heard.connections.find((each) => each.id === heard.verdict?.connection);
  const stream = worst?.streams.find((each) => each.id === heard.verdict.stream);
  const name = stream && isSlow(stream) ? `: stream ${stream.id} of connection ${worst.id}` : "";
  byId("slowest").hidden = !isChosen;
  say(byId("slowest"), `Show the slowest${name}`);
}

// The feed has the verdicts on the worst stream of each connection. That on another is asked for, once for each picture.
const asked = { key: null, at: null, isUnderWay: false, verdict: null, trouble: "" };
// Milliseconds. A server whose threads are stuck answers after a second.
const longestAnswer = 3000;

function verdictOf(connection, stream) {
  if (stream.verdict) return stream.verdict;
  const key = streamKey(connection, stream);
  if (asked.key !== key) Object.assign(asked, { key, at: null, isUnderWay: false, verdict: null, trouble: "" });
  if (asked.at !== heard.at && !asked.isUnderWay) askFor(connection, stream);
  return asked.verdict;
}

// A verdict that is not told anew may be true no more: the trouble takes its place.
async function askFor(connection, stream) {
  const key = asked.key;
  asked.at = heard.at;
  asked.isUnderWay = true;
  let verdict = null;
  let trouble = "";
  try {
    verdict = await toldVerdict(connection, stream);
  } catch (error) {
    trouble = `The server has not said why: ${troubleText(error)}. It is asked again with the next picture.`;
  }
  if (asked.key !== key) return;
  Object.assign(asked, { isUnderWay: false, verdict, trouble });
  drawSoon();
}

async function toldVerdict(connection, stream) {
  const answer = await fetch(`streams?connection=${connection.id}`, { signal: AbortSignal.timeout(longestAnswer) });
  if (!answer.ok) throw new Error(`it has answered ${answer.status}`);
  const told = await answer.json();
  if (!Array.isArray(told?.connections)) throw new Error("its answer is not that of a weft server");
  const found = told.connections.flatMap((each) => each.streams).find((each) => each.id === stream.id);
  if (!found) throw new Error("the stream has ended meanwhile");
  return found.verdict;
}

function troubleText(error) {
  if (error.name === "TimeoutError") return `no answer has come for ${seconds(longestAnswer / 1000)}`;
  if (error.name === "Error") return error.message;
  return error.name === "SyntaxError" ? "its answer is cut off" : "it cannot be reached";
}

function drawSentence(verdict, none) {
  const [what, why] = verdict ? partsOf(verdict) : [none, ""];
  say(byId("sentence").firstElementChild, what);
  say(byId("sentence").lastElementChild, why);
}

// The wait, and the numbers that show it: "stream 41 GET /a (connection 7): 3.2 s of 3.9 s waiting for …; 0 of 65,535 left: …"
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
