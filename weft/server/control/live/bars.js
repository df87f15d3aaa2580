// Bars of streams and their axis, on canvases: a second is as wide in all of them.
const barLetters = 16;
// Pixels, as in the style.
const barHeight = 20;
const axisHeight = 16;

// The width of all of them. It is not read while the page is drawn, because a browser would arrange the page anew each time.
let barWidth = 0;
let colours = null;

// Rows that are out of sight have no bars.
const sight = new IntersectionObserver((changes) => {
  for (const change of changes) change.target.isSeen = change.isIntersecting;
  drawSoon();
}, { rootMargin: "300px" });

function watchBarWidth(changed) {
  new ResizeObserver(([axis]) => {
    barWidth = axis.contentRect.width;
    changed();
  }).observe(byId("axis"));
}

const visibleSeconds = () => (barWidth < 450 ? 10 : 15);

function pen(canvas, height) {
  const scale = window.devicePixelRatio || 1;
  const width = Math.round(barWidth * scale);
  if (canvas.width !== width) canvas.width = width;
  if (canvas.height !== Math.round(height * scale)) canvas.height = Math.round(height * scale);
  const context = canvas.getContext("2d");
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, barWidth, height);
  return context;
}

function readColours() {
  const style = getComputedStyle(document.documentElement);
  colours = Object.fromEntries(
    [...Object.keys(waits), "groove", "faint"].map((name) => [name, style.getPropertyValue(`--${name}`).trim()]));
}

function drawBar(canvas, spans, until) {
  if (barWidth === 0) return;
  const context = pen(canvas, barHeight);
  const perSecond = barWidth / visibleSeconds();
  context.fillStyle = colours.groove;
  context.fillRect(0, barHeight - 2, barWidth, 2);
  context.font = "bold 11px system-ui, sans-serif";
  context.textAlign = "center";
  context.textBaseline = "middle";
  for (const span of spans) {
    const left = Math.max(0, barWidth - (until - span.from) * perSecond);
    const right = barWidth - (until - span.to) * perSecond;
    if (right <= left) continue;
    context.fillStyle = colours[span.wait];
    context.fillRect(left, 0, Math.max(1, right - left), barHeight);
    drawLetters(context, waits[span.wait].letter, left, right);
  }
}

function drawLetters(context, letter, left, right) {
  const count = Math.floor((right - left) / barLetters);
  if (count === 0) return;
  context.fillStyle = "#fff";
  const step = (right - left) / count;
  for (let i = 0; i < count; ++i) context.fillText(letter, left + (i + 0.5) * step, barHeight / 2 + 1);
}

function drawAxis(canvas, at, clockOffset) {
  if (barWidth === 0) return;
  const until = at + clockOffset;
  const perSecond = barWidth / visibleSeconds();
  const context = pen(canvas, axisHeight);
  context.fillStyle = colours.faint;
  context.font = "11px system-ui, sans-serif";
  context.textBaseline = "alphabetic";
  const each = perSecond < 36 ? 5 : 1;
  for (let second = Math.floor(until); second > until - visibleSeconds(); --second) {
    const x = barWidth - (until - second) * perSecond;
    context.fillRect(x, axisHeight - 4, 1, 4);
    if (second % each !== 0) continue;
    const text = second % 5 === 0 && perSecond > 50 ? clockText(second) : `:${clockText(second).slice(6)}`;
    if (x + context.measureText(text).width + 3 < barWidth) context.fillText(text, x + 3, axisHeight - 4);
  }
}
