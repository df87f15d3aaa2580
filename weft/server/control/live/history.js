// Successive snapshots, and what they say together: the waits of streams as spans of time, and the rates of connections.
const horizon = 20;
// Snapshots that are further apart tell nothing of the time between them.
const widestStep = 2;

class StreamPast {
  constructor() {
    this.spans = [];
    this.at = null;
    this.totals = {};
  }

  // A snapshot has the wait of now, and the sum of each so far.
  observe(at, wait, waiting, totals) {
    if (this.at === null || at - this.at > widestStep) {
      this.spans = [];
      this.add(at - Math.min(isNumber(waiting) ? waiting : 0, horizon), at, wait);
    } else if (at > this.at) {
      this.divide(at, wait, waiting, totals);
    }
    this.at = at;
    this.totals = totals;
    this.spans = this.spans.filter((span) => span.to > at - horizon);
  }

  // The wait of now is known by when it began. The time before it in this step is shared by the waits whose sums have
  // grown; where they do not fill it, something was sent.
  divide(at, wait, waiting, totals) {
    const step = at - this.at;
    const began = isNumber(waiting) ? Math.max(this.at, at - waiting) : at;
    // Engines are looked at a little before the time of a snapshot is.
    const since = began - this.at < 0.1 * step ? this.at : began;
    const grown = {};
    for (const name of Object.keys(waits)) {
      const more = (totals[name] ?? 0) - (this.totals[name] ?? 0) - (name === wait ? at - since : 0);
      if (more > 0.02 * step) grown[name] = more;
    }
    const waited = Object.values(grown).reduce((sum, each) => sum + each, 0);
    const room = since - this.at;
    const scale = waited > room ? room / waited : 1;
    let from = this.at;
    for (const [name, more] of Object.entries(grown)) {
      this.add(from, from + more * scale, name);
      from += more * scale;
    }
    if (since - from > 0.1 * step) this.add(from, since, "sending");
    else if (this.spans.length > 0) this.spans[this.spans.length - 1].to = since;
    this.add(since, at, wait);
  }

  add(from, to, wait) {
    const last = this.spans[this.spans.length - 1];
    if (last && last.wait === wait && from - last.to < 0.001) last.to = to;
    else if (to > from) this.spans.push({ from, to, wait });
  }
}

// Seconds that a rate is measured over.
const rateSpan = 2;

class ConnectionPast {
  constructor() {
    this.sent = [];
    this.widests = {};
  }

  // The octets of TCP that it has sent so far; null where nobody counts them.
  observe(at, sent) {
    const last = this.sent[this.sent.length - 1];
    if (last && at - last.at > widestStep) this.sent = [];
    if (isNumber(sent)) this.sent.push({ at, sent });
    while (this.sent.length > 2 && this.sent[1].at <= at - rateSpan) this.sent.shift();
  }

  // Octets a second; null while nobody knows.
  rate() {
    const [first, last] = [this.sent[0], this.sent[this.sent.length - 1]];
    return this.sent.length > 1 && last.at > first.at ? (last.sent - first.sent) / (last.at - first.at) : null;
  }

  // A window has no size of its own once SETTINGS and updates have come: the widest seen is full.
  widest(name, value, least) {
    this.widests[name] = Math.max(this.widests[name] ?? 0, least ?? 0, value ?? 0);
    return this.widests[name];
  }
}
