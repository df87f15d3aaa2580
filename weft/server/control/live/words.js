// The words of the log's ledger (x-wait-...), each with a letter, so that a bar can be read without its colours.
const waits = {
  sending: { letter: "=", name: "sending" },
  stream_window: { letter: "S", name: "stream window" },
  connection_window: { letter: "C", name: "connection window" },
  priority: { letter: "P", name: "priority" },
  rate_limit: { letter: "R", name: "rate limit" },
  socket: { letter: "K", name: "socket" },
  application: { letter: "A", name: "application" },
  pool: { letter: "Q", name: "pool" },
};

const byId = (id) => document.getElementById(id);
const isNumber = (value) => typeof value === "number" && Number.isFinite(value);
const known = (wait) => (Object.hasOwn(waits, wait) ? wait : "sending");

// Text of requests goes into the page as text alone, never as markup.
function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

function mark(element, name, value) {
  if (element.getAttribute(name) !== value) element.setAttribute(name, value);
}

function made(tag, className = "", text = "") {
  const element = document.createElement(tag);
  element.className = className;
  element.textContent = text;
  return element;
}

const grouping = new Intl.NumberFormat("en");
const grouped = (value) => (isNumber(value) ? grouping.format(Math.round(value)) : "-");

function octets(value) {
  if (!isNumber(value)) return "-";
  let rest = value;
  for (const unit of ["B", "KiB", "MiB", "GiB"]) {
    if (Math.abs(rest) < 1024 || unit === "GiB") return `${unit === "B" ? Math.round(rest) : rest.toFixed(1)} ${unit}`;
    rest /= 1024;
  }
  return "";
}

// Each octet of a window counts while it is small.
const amount = (value) => (Math.abs(value) < 10_000_000 ? grouped(value) : octets(value));

function seconds(value) {
  if (!isNumber(value)) return "-";
  const whole = Math.round(value);
  if (value < 9.95) return `${value.toFixed(1)} s`;
  return whole < 120 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

const percent = (value) => (isNumber(value) ? `${Math.round(100 * value)} %` : "-");
const plural = (count, word) => `${grouped(count)} ${word}${count === 1 ? "" : "s"}`;
const clockText = (at) => new Date(1000 * at).toTimeString().slice(0, 8);
const capital = (text) => text.slice(0, 1).toUpperCase() + text.slice(1);

// Both ends of a long text say more than one of them.
function shortened(text, most) {
  if (text.length <= most) return text;
  const half = Math.floor((most - 1) / 2);
  return `${text.slice(0, most - 1 - half)}…${text.slice(-half)}`;
}

function badge(wait) {
  const element = made("span", "letter");
  element.setAttribute("aria-hidden", "true");
  showBadge(element, wait);
  return element;
}

function showBadge(element, wait) {
  say(element, waits[wait].letter);
  mark(element, "data-wait", wait);
}

// Names and values in a list of definitions, each in a place that it keeps.
class Pairs {
  constructor(list) {
    this.list = list;
    this.values = [];
    this.names = [];
  }

  at(index, name) {
    while (this.values.length <= index) {
      const pair = made("div");
      this.names.push(made("dt"));
      this.values.push(made("dd"));
      pair.append(this.names[this.names.length - 1], this.values[this.values.length - 1]);
      this.list.append(pair);
    }
    say(this.names[index], name);
    return this.values[index];
  }

  say(index, name, text) {
    const value = this.at(index, name);
    say(value, text);
    mark(value, "title", text);
  }
}
