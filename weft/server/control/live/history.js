// What streams have waited for, as spans of time, made of successive snapshots.
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
      this.divide(at, wait, totals);
    }
    this.at = at;
    this.totals = totals;
    this.spans = this.spans.filter((span) => span.to > at - horizon);
  }

  // The wait of now comes last. The others of this step stand before it, each as long as its sum has grown.
  divide(at, wait, totals) {
    const step = at - this.at;
    const grown = {};
    let waited = 0;
    for (const name of Object.keys(waits)) {
      const more = Math.max(0, (totals[name] ?? 0) - (this.totals[name] ?? 0));
      if (more > 0.01 * step) grown[name] = more;
      waited += grown[name] ?? 0;
    }
    if (waited < 0.99 * step) grown.sending = (grown.sending ?? 0) + step - waited;
    const scale = step / Math.max(step, waited);
    let from = this.at;
    const order = Object.keys(grown).filter((name) => name !== wait);
    if (grown[wait]) order.push(wait);
    for (const name of order) {
      const to = Math.min(at, from + grown[name] * scale);
      this.add(from, to, name);
      from = to;
    }
  }

  add(from, to, wait) {
    const last = this.spans[this.spans.length - 1];
    if (last && last.wait === wait && from - last.to < 0.001) last.to = to;
    else if (to > from) this.spans.push({ from, to, wait });
  }
}
