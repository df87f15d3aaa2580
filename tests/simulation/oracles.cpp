#include "oracles.hpp"

#include <algorithm>

namespace weft::simulation {

namespace {

constexpr std::size_t most_memory = 2 * 1024 * 1024;

[[noreturn]] void without_cause(const Side& side, const http::Close& close) {
  throw Broken(fmt::format("the {} ends something for {}, which has no cause", name(side), close.reason));
}

// These reasons are about time.
bool is_about_time(std::string_view reason) {
  static constexpr std::array<std::string_view, 9> reasons{
      "preface_timeout", "settings_timeout", "header_block_timeout", "drain_timeout",    "idle_timeout",
      "age_limit",       "request_too_slow", "response_too_slow",    "response_stalled",
  };
  return std::find(reasons.begin(), reasons.end(), reason) != reasons.end();
}

bool breaks_its_promise(const Body& body, const std::optional<std::uint64_t>& length) {
  return length.has_value() && *length != body.plan().size;
}

std::size_t size_of(std::string_view field_name, std::string_view value) {
  return field_name.size() + value.size() + 32;
}

std::size_t size_of(const http::Fields& fields) {
  std::size_t octets = 0;
  for (const Field& field : fields) octets += size_of(field.name, field.value);
  return octets;
}

std::size_t size_of(const http::RequestHead& head) {
  std::size_t octets = size_of(":method", head.method_text) + size_of(":authority", head.authority);
  if (!head.scheme.empty()) octets += size_of(":scheme", head.scheme) + size_of(":path", head.path);
  if (head.content_length) octets += size_of("content-length", std::to_string(*head.content_length));
  return octets + size_of(head.fields);
}

// Whether all heads of this run together can exceed the memory that one side may hold for fields: that memory has room
// to grow, up to twice the fields.
bool may_hold_too_many_fields(const World& world, const Side& side) {
  std::size_t octets = 0;
  world.for_each(
      [&](const Exchange& exchange) { octets += size_of(exchange.request) + size_of(exchange.response.fields); });
  return 2 * octets > side.options.limits.held_field_octets;
}

// Tables for fields and for streams; queues have been given back.
std::size_t rest_of_memory(const Side& side) {
  constexpr std::size_t tree = 64 * 1024;
  return 32 * 1024 + 4 * side.options.header_table_size + 4 * 4096 + tree;
}

// A tunnel has no trailers.
bool has_bad_trailers(const Exchange& exchange, const Half& half) {
  if (half.body == nullptr) return false;
  const bool tunnel = exchange.request.method == http::Method::connect;
  return half.body->plan().end == BodyEnd::bad_trailers || (tunnel && half.body->plan().end == BodyEnd::trailers);
}

// Whether this side's message came to a good end.
bool is_sent(const Exchange& exchange, Role role) {
  const Half& half = exchange.from(role);
  if (role == Role::server && is_bodiless(exchange)) return exchange.server.answered;
  if (half.body != nullptr) return half.body->ended_well();
  return role == Role::client || exchange.server.answered;
}

// The causes on one side that the other side sees as a reset.
bool has_reset(const View& view) {
  return view.gave_up || view.rejected || (view.close && view.close->blame != http::Blame::nobody);
}

bool gave_up_upload(const View& server) {
  return server.close && server.close->reason == "upload_not_needed";
}

bool has_close_cause(const World& world, const Side& side, const Exchange& exchange, const http::Close& close) {
  const Role peer = side.role == Role::client ? Role::server : Role::client;
  const View& us = exchange.of(side.role);
  const View& them = exchange.of(peer);
  const Half& out = exchange.from(side.role);
  const bool is_client = side.role == Role::client;
  const std::string_view reason = close.reason;
  if (reason == "complete") return exchange.from(peer).ended && (is_sent(exchange, side.role));
  // RFC 9113 8.1: a server may ask for no more of a request after its response. One of ours does so by the clock, too.
  if (reason == "upload_not_needed" && !is_client) return world.climate.slow && is_sent(exchange, side.role);
  if (reason == "upload_not_needed") return exchange.down.ended && (has_reset(them) || gave_up_upload(them));
  if (reason == reset_reason) return us.gave_up;
  if (reason == "peer_reset") return has_reset(them);
  if (reason == "peer_refused") return is_client && has_reset(them);
  // A server's application has never heard of a stream that its engine disowns.
  if (reason == "beyond_goaway") return is_client != (exchange.parent != 0) && !them.known;
  if (reason == "push_cancelled" || reason == "push_refused") {
    return !is_client && exchange.parent != 0 && has_reset(them);
  }
  if (reason == "response_fields_too_large") return is_client && may_hold_too_many_fields(world, side);
  if (reason == "trailers_too_large") return may_hold_too_many_fields(world, side);
  if (reason == "body_failed") return out.body != nullptr && out.body->plan().end == BodyEnd::failure;
  if (reason == "trailers_not_valid") return has_bad_trailers(exchange, out);
  if (reason == "body_length_differs") {
    const auto& promised = is_client ? exchange.request.content_length : exchange.response.content_length;
    return out.body != nullptr && breaks_its_promise(*out.body, promised);
  }
  return world.climate.slow && is_about_time(reason);
}

bool has_end_cause(const World& world, const Side& side, const http::Close& close) {
  const Side& peer = side.role == Role::client ? world.server : world.client;
  const std::string_view reason = close.reason;
  if (reason == "shutdown") return side.asked_shutdown;
  if (reason == close_reason) return side.asked_close;
  if (reason == "peer_shutdown") return peer.asked_shutdown || peer.close || world.climate.slow;
  if (reason == "peer_goaway") return peer.close && peer.close->code != 0;
  // A server that reset a stream long ago does not remember the stream.
  if (reason == "stream_id_reused") return world.climate.slow && world.climate.resets && side.role == Role::server;
  if (reason == "peer_closed" || reason == "peer_vanished") return peer.end_told;
  // Responses and requests are the application's own, however many wait.
  if (reason == "unsent_output_limit") return side.answers_unwritten > side.options.limits.buffered_output;
  return world.climate.slow && is_about_time(reason);
}

// The octets by which the window of a connection is larger because of paused messages: now, and at most.
struct PausedRoom {
  std::int64_t least = 0;
  std::int64_t most = 0;
};

struct Unread {
  std::uint64_t all = 0;
  std::uint64_t paused = 0;
};

Unread unread_of(const World& world, const Side& reader) {
  const Role sender = reader.role == Role::client ? Role::server : Role::client;
  Unread sum;
  world.for_each([&](const Exchange& exchange) {
    const Half& half = exchange.from(sender);
    sum.all += half.unread;
    if (half.paused()) sum.paused += half.unread;
  });
  return sum;
}

// The latest time at which a rate that has stopped DATA or credit lets it go on.
Time goes_on_by(const World& world, const Limit* limit) {
  Time latest = world.now;
  if (limit == nullptr) return latest;
  for (const Rate* rate : limit->rates) {
    if (rate == nullptr) continue;
    const auto refill = std::chrono::microseconds(rate->burst * 1'000'000 / rate->per_second + 1);
    latest = std::max(latest, world.now + refill);
  }
  return latest;
}

// Nothing is on its way: the sender's window, the octets that the reader has not taken, and the credit it owes that is
// not worth a WINDOW_UPDATE yet add up to what the reader allows. Pauses add `extra` to that.
void check_window(const World& world, const Side& reader, const Allowance& allowed, std::int64_t granted,
                  const PausedRoom& extra) {
  const std::int64_t most = allowed.most + extra.most;
  must(granted <= most, "no window grows by itself");
  if (allowed.least + extra.least - granted < std::max<std::int64_t>(1, most / 2)) return;
  must(allowed.limit != nullptr, "no credit is lost");
  must(reader.connection.next_deadline() <= goes_on_by(world, allowed.limit), "credit that a rate stops comes later");
}

void check_sending(const World& world, const Side& sender, const Exchange& exchange) {
  const Half& half = exchange.from(sender.role);
  const View& here = exchange.of(sender.role);
  const bool has_started = sender.role == Role::client || !is_bodiless(exchange);
  if (!here.known || here.close || here.released || !has_started || !half.body->is_ready()) return;
  if (half.credit + sender.initial_known <= 0 || sender.credit <= 0) return;
  must(half.sending_limit != nullptr || sender.sending_limit != nullptr, "who has octets and an open window sends");
  const Time by = std::max(goes_on_by(world, half.sending_limit), goes_on_by(world, sender.sending_limit));
  must(sender.connection.next_deadline() <= by, "what a rate stops goes on later");
}

void check_flow(const World& world, const Side& sender, const Side& reader) {
  world.for_each([&](const Exchange& exchange) {
    const Half& half = exchange.from(sender.role);
    if (half.body == nullptr) return;
    const View& there = exchange.of(reader.role);
    const bool receives = there.known && !there.close && !there.released && !half.ended;
    if (receives && !half.paused()) {
      const auto unread = static_cast<std::int64_t>(half.unread);
      check_window(world, reader, half.allowed, half.credit + sender.initial_known + unread, {});
    }
    check_sending(world, sender, exchange);
  });
  const auto [unread, paused] = unread_of(world, reader);
  must(reader.connection.unread() == unread, "what has come and was not taken is unread");
  const PausedRoom extra{static_cast<std::int64_t>(std::min<std::size_t>(paused, reader.options.paused_window)),
                         reader.options.paused_window};
  check_window(world, reader, reader.allowed, sender.credit + static_cast<std::int64_t>(unread), extra);
}

}  // namespace

bool is_same(const http::Fields& received, const http::Fields& sent) {
  // A content-length comes with them.
  return received.size() >= sent.size() && received.size() <= sent.size() + 1 &&
         std::equal(sent.begin(), sent.end(), received.begin());
}

bool is_same(const http::RequestHead& received, const http::RequestHead& sent) {
  return received.method == sent.method && received.method_text == sent.method_text && received.scheme == sent.scheme &&
         received.authority == sent.authority && received.path == sent.path &&
         received.content_length == sent.content_length && is_same(received.fields, sent.fields);
}

bool is_same(const http::ResponseHead& received, const http::ResponseHead& sent) {
  return received.status == sent.status && is_same(received.fields, sent.fields);
}

bool is_bodiless(const Exchange& exchange) {
  return exchange.request.method == http::Method::head || http::forbids_content(exchange.response.status);
}

bool deserves_rejection(const World& world, const Exchange& exchange) {
  return size_of(exchange.request) > world.server.options.limits.field_section.soft_octets;
}

void judge_rejection(const World& world, const Exchange& exchange, const h2::Rejected& event) {
  const Side& server = world.server;
  const bool is_full = server.connection.live_messages() + server.released_lately >= server.options.limits.streams;
  if (event.close.reason == "stream_limit" && is_full) return;
  if (event.close.reason == "held_fields_limit" && may_hold_too_many_fields(world, server)) return;
  if (event.close.reason == "fields_too_large" && deserves_rejection(world, exchange)) return;
  without_cause(server, event.close);
}

void judge_decline(World& world, const Exchange& exchange, const h2::Rejected& event) {
  const Side& client = world.client;
  const std::string_view reason = event.close.reason;
  if (reason == "promise_withdrawn" && client.pushes_said == 0) return;
  if (reason == "promise_unwanted" && has_reset(world.exchange(exchange.parent).client)) return;
  if (reason == "held_fields_limit" && may_hold_too_many_fields(world, client)) return;
  if (reason == "promise_limit" && client.options.limits.promises < world.pushes.size()) return;
  without_cause(client, event.close);
}

void judge_close(const World& world, const Side& side, const Exchange& exchange) {
  const http::Close& close = *exchange.of(side.role).close;
  const bool has_cause = close.scope == http::Scope::connection ? has_end_cause(world, side, close)
                                                                : has_close_cause(world, side, exchange, close);
  if (!has_cause) without_cause(side, close);
}

void judge_end(const World& world, const Side& side) {
  if (!has_end_cause(world, side, *side.close)) without_cause(side, *side.close);
  world.for_each([&](const Exchange& exchange) {
    const View& view = exchange.of(side.role);
    must(!view.known || view.close || view.released, "every message ends before its connection does");
  });
}

void check_step(const World& world) {
  must(world.client.connection.memory() <= most_memory, "the client's connection keeps to its memory");
  must(world.server.connection.memory() <= most_memory, "the server's connection keeps to its memory");
  for (const Side* side : {&world.client, &world.server}) {
    const h2::Connection& connection = side->connection;
    const auto [unread, paused] = unread_of(world, *side);
    must(connection.unread() >= unread, "what has come and was not taken is unread");
    must(connection.paused_unread() == paused, "what paused messages have not taken is counted");
    const auto allowed = static_cast<std::uint64_t>(side->allowed.most) + side->options.paused_window;
    must(connection.unread() <= allowed, "no more is unread than the connection's window allows");
  }
}

void check_quiet(const World& world) {
  if (world.client.mute || world.server.mute || world.client.close || world.server.close) return;
  for (const Side* side : {&world.client, &world.server}) {
    must(side->settings_acknowledged == side->settings, "settings are acknowledged");
    must(side->pongs == side->pings, "every ping is acknowledged");
  }
  check_flow(world, world.client, world.server);
  check_flow(world, world.server, world.client);
}

void check_end(const World& world) {
  for (const Side* side : {&world.client, &world.server}) {
    const h2::Connection& connection = side->connection;
    must(side->close.has_value(), "a connection ends");
    must(connection.next_deadline() == never, "a connection that has ended waits for nothing");
    must(!connection.wants_to_produce(), "a connection that has ended has said everything");
    must(connection.live_messages() == 0, "what was released lives no more");
    must(connection.paused_unread() == 0, "released messages hold nothing");
    must(connection.guard().held_fields() == 0, "released messages hold no fields");
    must(connection.guard().data_overhead() == 0, "released messages owe nothing for small frames");
    must(connection.memory() <= rest_of_memory(*side), "a connection that has ended holds little memory");
  }
  world.for_each([](const Exchange& exchange) {
    for (const View* view : {&exchange.client, &exchange.server}) {
      must(!view->known || view->close || view->gave_up, "every message ends");
    }
  });
}

}  // namespace weft::simulation
