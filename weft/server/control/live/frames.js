// The last frames of the connection that is shown, where the server keeps them.
const frameRows = 8;
const framesOff = "No frames are kept. weft serve --frames 64 keeps the last of each connection; Control: Frames in a configuration.";

const ageText = (age) => (isNumber(age) && age < 1 ? `${Math.round(1000 * age)} ms` : seconds(age));

function makeFrameRows() {
  for (let i = 0; i < frameRows; ++i) {
    const row = made("div", "frame");
    row.cells = [made("span", "number"), made("span"), made("span"), made("span"), made("span", "number"), made("span", "aside")];
    row.append(...row.cells);
    byId("frames").append(row);
  }
}

function drawFrames(connection) {
  const list = byId("frames");
  if (list.children.length === 1) makeFrameRows();
  const frames = (connection?.frames ?? []).slice(-frameRows);
  list.classList.toggle("none", frames.length === 0);
  say(byId("no-frames"), frames.length === 0 ? noFramesText(connection) : "");
  for (let i = 0; i < frameRows; ++i) fillFrame(list.children[i + 1], frames[i]);
}

function noFramesText(connection) {
  if (!connection) return "No connection is open.";
  if (connection.frames) return "No frame has come or gone yet.";
  return connection.version === "HTTP/1.1" || connection.version === "HTTP/1.0" ? "HTTP/1.1 has no frames." : framesOff;
}

function fillFrame(row, frame) {
  row.style.visibility = frame ? "" : "hidden";
  if (!frame) return;
  const isSent = frame.direction === "sent";
  const texts = [ageText(frame.age), isSent ? "> sent" : "< received", frame.type,
    frame.stream === 0 ? "connection" : `stream ${frame.stream}`, amountText(frame), frame.flags.join(" ")];
  texts.forEach((text, index) => say(row.cells[index], text));
  mark(row, "data-direction", isSent ? "sent" : "received");
}

// RFC 9113 6.9: the increment of a window, and of other frames the octets that they carry.
const amountText = (frame) => (isNumber(frame.increment) ? `+${grouped(frame.increment)}` : octets(frame.length));

// "last received WINDOW_UPDATE +65,535 2.9 s ago, last sent DATA 3.0 s ago"
function lastFramesText(connection) {
  const frames = connection?.frames ?? [];
  const parts = ["received", "sent"].map((direction) => {
    const last = frames.filter((each) => each.direction === direction).pop();
    const increment = isNumber(last?.increment) ? `${amountText(last)} ` : "";
    return last ? `last ${direction} ${last.type} ${increment}${ageText(last.age)} ago` : "";
  });
  return parts.filter(Boolean).join(", ");
}
