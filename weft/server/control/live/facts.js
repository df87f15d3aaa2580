// The connection that is shown, and all that is known of it.
const facts = new Pairs(byId("facts"));
const mostInOrder = 16;

const ofText = (value, of) => (isNumber(value) ? `${amount(value)} of ${amount(of)}` : "-");

function drawFacts(connection) {
  say(byId("chosen-title"), connection ? `Connection ${connection.id}` : "Connection");
  byId("facts").style.visibility = connection ? "" : "hidden";
  if (!connection) return;
  const past = pastOf(connectionPasts, connection.id, ConnectionPast);
  facts.say(0, "peer", [connection.peer, connection.version, connection.tls, connection.state].filter(Boolean).join(", "));
  const widest = past.widest("send_window", connection.send_window, connection.send_window_initial);
  windowGauge(facts.at(1, "send window"), connection.send_window, widest, ofText(connection.send_window, widest));
  const target = connection.receive_window_target;
  windowGauge(facts.at(2, "receive window"), connection.receive_window, target, ofText(connection.receive_window, target));
  gauge(facts.at(3, "kernel unsent"), connection.unacknowledged,
    past.widest("unacknowledged", connection.unacknowledged, 65536), octets(connection.unacknowledged));
  facts.say(4, "rate", speedText(past.rate(), connection));
  facts.say(5, "order, * blocked", orderText(connection));
  facts.say(6, "next", nextText(connection));
  drawTable(facts.at(7, "HPACK out"), connection.hpack?.out);
  drawTable(facts.at(8, "HPACK in"), connection.hpack?.in);
  facts.say(9, "limits", limitsText(connection.limits ?? []));
}

// RFC 7541 4.1: the size of a dynamic table.
function drawTable(cell, table) {
  const saved = table?.octets > 0 ? `, ${percent(table.saved / table.octets)} saved` : "";
  gauge(cell, table?.size, table?.max, table ? `${ofText(table.size, table.max)}, ${plural(table.entries, "field")}${saved}` : "-");
}

// The kernel's rate is that of the last time when it could send as fast as the path lets it.
function speedText(now, { rate, round_trip: roundTrip }) {
  const parts = [isNumber(now) ? `${rateText(now)} now` : "-"];
  if (isNumber(roundTrip)) parts.push(`round trip ${(1000 * roundTrip).toFixed(1)} ms`);
  if (isNumber(rate)) parts.push(`kernel ${rateText(rate)}`);
  return parts.join(", ");
}

// Those that are nearest to their end.
function limitsText(limits) {
  const used = limits.filter((each) => each.used > 0).sort((a, b) => b.used / b.of - a.used / a.of);
  return used.slice(0, 6).map((each) => `${each.name} ${grouped(each.used)} of ${grouped(each.of)}`).join(" | ") || "none is used";
}

// "u1: 43 | u3: 41* 47": those that wait for a window, the application or a limit have a star. RFC 7540 5.3 has a tree
// instead: "on 3: 5 (w200) 7* (w16)".
function orderText(connection) {
  const groups = new Map();
  for (const stream of connection.streams ?? []) {
    const name = isNumber(stream.weight) ? `on ${stream.parent}` : isNumber(stream.urgency) ? `u${stream.urgency}` : "";
    if (!name) continue;
    if (!groups.has(name)) groups.set(name, []);
    const isBlocked = stream.wait && stream.wait !== "priority";
    const weight = isNumber(stream.weight) ? ` (w${stream.weight})` : "";
    groups.get(name).push(`${stream.id}${stream.incremental ? "i" : ""}${isBlocked ? "*" : ""}${weight}`);
  }
  if (groups.size === 0) return "-";
  const each = Math.max(1, Math.floor(mostInOrder / groups.size));
  const parts = [...groups].sort(([a], [b]) => a.localeCompare(b, "en", { numeric: true })).map(([name, ids]) => {
    const rest = ids.length > each ? ` +${ids.length - each}` : "";
    return `${name}: ${ids.slice(0, each).join(" ")}${rest}`;
  });
  return parts.join(" | ");
}

const nextText = (connection) => (connection.next?.length > 0 ? `${connection.next.slice(0, 12).join(", ")}` : "-");
