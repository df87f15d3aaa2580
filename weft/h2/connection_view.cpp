// A connection at one moment. Nobody else asks, and nothing is kept for it.
#include <algorithm>

#include <weft/h2/connection.hpp>

namespace weft::h2 {

namespace {

using http::EngineView;
using http::StreamView;

// More than a reader looks at.
constexpr std::size_t most_picks = 8;

EngineView::FieldTable view_of(const hpack::DynamicTable& table) {
  return {.size = table.size(), .max_size = table.max_size(), .entries = table.count()};
}

EngineView::FieldTable view_of(const hpack::Encoder& encoder) {
  EngineView::FieldTable view = view_of(encoder.table());
  view.octets = encoder.octets_in();
  view.saved = encoder.octets_in() - std::min(encoder.octets_in(), encoder.octets_out());
  return view;
}

std::optional<std::uint64_t> unsent_of(const Outgoing& outgoing) {
  if (outgoing.next == Part::ended) return 0;
  if (outgoing.body == nullptr || outgoing.unsent == Outgoing::any_length) return std::nullopt;
  return outgoing.unsent;
}

StreamView::Held held_of(const Stream& stream, const Flow& flow, bool in_data) {
  using enum StreamView::Held;
  if (stream.incoming.is_paused_by(PauseBy::library)) return by_memory;
  if (stream.incoming.is_paused()) return by_pause;
  if (flow.is_credit_held_by_rate(stream)) return by_rate;
  return flow.grants_nothing(stream, in_data) ? by_window : no;
}

// A request that comes again has ended its wait, which its ledger learns with the next look.
std::optional<Ledger::Present> present_of(const Stream& stream, const LedgerClock& clock, LedgerClock::Hold hold) {
  if (stream.is_coming() && stream.ledger.has_passed_mark(stream.incoming.octets)) return std::nullopt;
  return stream.ledger.present(clock, hold);
}

bool has_begun(const Stream& stream) {
  return stream.outgoing.next != Part::head;
}

StreamView view_of(const Stream& stream, const LedgerClock& clock, LedgerClock::Hold hold) {
  StreamView view{.id = stream.id,
                  .state = to_string(stream.state),
                  .is_receiving = may_receive(stream.state) && stream.incoming.next != Part::ended,
                  .has_begun = has_begun(stream),
                  .priority = stream.priority,
                  .is_placed_by_server = stream.is_placed_by_server(),
                  .is_scheduled = stream.scheduled(),
                  .waits = stream.ledger.waits(clock),
                  .send_window = stream.outgoing.window.octets(),
                  .receive_window = stream.incoming.window.octets(),
                  .unread = stream.incoming.held,
                  .sent = stream.outgoing.octets,
                  .received = stream.incoming.octets,
                  .unsent = unsent_of(stream.outgoing)};
  if (const auto present = present_of(stream, clock, hold)) {
    view.wait = present->cause;
    view.waiting = present->since;
  }
  return view;
}

}  // namespace

LedgerClock Connection::clock_at(Time now) const {
  LedgerClock clock = clock_;
  if (now > clock.now()) clock.advance(now, flow_.hold());
  return clock;
}

http::Rank Connection::worst(Time now) const {
  const LedgerClock clock = clock_at(now);
  http::Rank worst;
  streams_.for_each([&](const Stream& stream) {
    const auto present = present_of(stream, clock, flow_.hold());
    if (present) worst = std::max(worst, http::rank_of(present->cause, present->since, has_begun(stream)));
  });
  return worst;
}

EngineView Connection::view(Time now) const {
  const LedgerClock clock = clock_at(now);
  EngineView view{.is_draining = is_shutting_down(),
                  .is_over = closed(),
                  .unproduced = writer_.size(),
                  .unread = unread(),
                  .windows = EngineView::Windows{.send = flow_.send_window().octets(),
                                                 .receive = flow_.receive_window().octets(),
                                                 .receive_target = flow_.receive_window().target(),
                                                 .stream_send = durable_.peer.initial_window},
                  .scheme = priorities_.has_tree() ? EngineView::Scheme::tree : EngineView::Scheme::urgency,
                  .next = priorities_.next(most_picks),
                  .table_out = view_of(writer_.encoder()),
                  .table_in = view_of(heads_.decoder_table()),
                  .limits = guard_.uses(clock.now())};
  view.limits.push_back({"streams", streams_.requests().live(), options_.limits.streams});
  view.limits.push_back({"promises", streams_.pushes().live(), options_.limits.promises});
  view.limits.push_back({"buffered_output", writer_.size(), options_.limits.buffered_output});
  view.limits.push_back({"connection_window", unread(), flow_.receive_window().target()});
  view.limits.push_back({"paused_window", paused_unread(), options_.paused_window});
  streams_.for_each([&](const Stream& stream) {
    StreamView& told = view.streams.emplace_back(view_of(stream, clock, flow_.hold()));
    // A peer that does not read what we send gets no credit, and has that in its own hands.
    if (told.is_receiving && wants_input()) told.held = held_of(stream, flow_, intake_.in_data());
    if (const auto place = priorities_.place_of(stream.id)) {
      told.place = {place->parent, std::max(place->weight / whole_weight, 1U)};
    }
  });
  return view;
}

EngineView view_of(const Parked& parked, const Options& options, Workspace& workspace, Time now) {
  return Connection(parked, options, workspace, now).view(now);
}

}  // namespace weft::h2
