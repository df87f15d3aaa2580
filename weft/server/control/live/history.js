// The waits of streams, as spans of time, made of successive snapshots.
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

  // The wait of now is known by when it began. What is before it in this step is shared by the waits whose sums have
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
