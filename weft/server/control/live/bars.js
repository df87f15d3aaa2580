// Bars of streams and their axis, on canvases: a second is as wide in all of them.
const barLetters = 16;

function visibleSeconds() {
  return window.innerWidth < 640 ? 10 : 15;
}

// Null: the canvas is not shown.
function pen(canvas) {
  const width = canvas.clientWidth;
  const height = canvas.clientHeight;
  if (width === 0 || height === 0) return null;
  const scale = window.devicePixelRatio || 1;
  if (canvas.width !== Math.round(width * scale)) canvas.width = Math.round(width * scale);
  if (canvas.height !== Math.round(height * scale)) canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d");
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  return { context, width, height, perSecond: width / visibleSeconds() };
}

let colours = null;

function readColours() {
  const style = getComputedStyle(document.documentElement);
  colours = Object.fromEntries(
    [...Object.keys(waits), "groove", "faint"].map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

function drawBar(canvas, spans, until) {
  const drawn = pen(canvas);
  if (!drawn) return;
  const { context, width, height, perSecond } = drawn;
  context.fillStyle = colours.groove;
  context.fillRect(0, height - 2, width, 2);
  context.font = "bold 11px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const span of spans) {
    const left = Math.max(0, width - (until - span.from) * perSecond);
    const right = width - (until - span.to) * perSecond;
    if (right <= left) continue;
    context.fillStyle = colours[span.wait];
    context.fillRect(left, 0, Math.max(1, right - left), height);
    drawLetters(context, waits[span.wait].letter, left, right, height / 2);
  }
}

function drawLetters(context, letter, left, right, middle) {
  const count = Math.floor((right - left) / barLetters);
  if (count === 0) return;
  context.fillStyle = "#fff";
  const step = (right - left) / count;
  for (let i = 0; i < count; ++i) context.fillText(letter, left + (i + 0.5) * step, middle);
}

function drawAxis(canvas, at, clockOffset) {
  const until = at + clockOffset;
  const drawn = pen(canvas);
  if (!drawn) return;
  const { context, width, height, perSecond } = drawn;
  context.fillStyle = colours.faint;
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "alphabetic";
  const each = perSecond < 36 ? 5 : 1;
  for (let second = Math.floor(until); second > until - visibleSeconds(); --second) {
    const x = width - (until - second) * perSecond;
    context.fillRect(x, height - 4, 1, 4);
    if (second % each !== 0) continue;
    const text = second % 5 === 0 && perSecond > 50 ? clockText(second) : `:${clockText(second).slice(6)}`;
    if (x + context.measureText(text).width + 3 < width) context.fillText(text, x + 3, height - 4);
  }
}
