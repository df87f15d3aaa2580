// A list whose rows stay where they are: a newcomer takes the first place that is free. Rows are made once and used again.

class Rows {
  constructor(list, most, makeRow) {
    this.list = list;
    this.most = most;
    this.makeRow = makeRow;
    // Null: the place is free, and its row is empty.
    this.places = [];
    this.chosen = null;
  }

  // `items`: those with the worst first; each has a key. Rows of others become free.
  update(items) {
    const byKey = new Map(items.map((item) => [item.key, item]));
    this.places.forEach((place, index) => {
      if (place && !byKey.has(place.key)) this.places[index] = null;
    });
    const shown = new Set(this.places.filter(Boolean).map((place) => place.key));
    for (const item of items) {
      if (shown.has(item.key)) continue;
      const free = this.freePlace();
      if (free < 0) break;
      this.places[free] = item;
      shown.add(item.key);
    }
    this.letWorstIn(items, shown);
    this.places = this.places.map((place) => place && byKey.get(place.key));
    while (this.places.length > 0 && !this.places[this.places.length - 1]) this.places.pop();
  }

  freePlace() {
    const free = this.places.indexOf(null);
    if (free >= 0) return free;
    if (this.places.length === this.most) return -1;
    return this.places.push(null) - 1;
  }

  // Those that are worst of all are always seen.
  letWorstIn(items, shown) {
    const rank = new Map(items.map((item, index) => [item.key, index]));
    for (const item of items.slice(0, Math.min(5, this.most))) {
      if (shown.has(item.key)) continue;
      let last = 0;
      this.places.forEach((place, index) => {
        if (rank.get(place.key) > rank.get(this.places[last].key)) last = index;
      });
      shown.delete(this.places[last].key);
      this.places[last] = item;
      shown.add(item.key);
    }
  }

  draw(fill) {
    while (this.list.children.length < this.places.length) this.list.append(this.newRow());
    [...this.list.children].forEach((row, index) => {
      const place = this.places[index];
      row.hidden = index >= this.places.length;
      row.style.visibility = place ? "" : "hidden";
      mark(row, "aria-selected", String(Boolean(place) && place.key === this.chosen));
      if (place) fill(row.cells, place, row);
    });
    const at = this.places.findIndex((place) => place && place.key === this.chosen);
    if (at < 0) this.list.removeAttribute("aria-activedescendant");
    else mark(this.list, "aria-activedescendant", this.list.children[at].id);
  }

  newRow() {
    const row = this.makeRow();
    row.id = `${this.list.id}-${this.list.children.length}`;
    row.setAttribute("role", "option");
    row.addEventListener("click", () => {
      const place = this.places[[...this.list.children].indexOf(row)];
      if (place) this.list.dispatchEvent(new CustomEvent("chosen", { detail: place.key }));
    });
    return row;
  }

  // Null: there is none.
  next(by) {
    const some = this.places.filter(Boolean);
    if (some.length === 0) return null;
    const at = some.findIndex((place) => place.key === this.chosen);
    if (at < 0) return some[by > 0 ? 0 : some.length - 1].key;
    return some[Math.min(some.length - 1, Math.max(0, at + by))].key;
  }

  reveal() {
    const row = this.list.querySelector('[aria-selected="true"]');
    if (row) row.scrollIntoView({ block: "nearest" });
  }
}
