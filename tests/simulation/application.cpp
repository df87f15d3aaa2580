#include "application.hpp"

#include "flow.hpp"
#include "oracles.hpp"

namespace weft::simulation {

namespace {

// HEADERS with a status and what goes with it, and RST_STREAM.
constexpr std::size_t most_octets_of_an_answer = 100;

Body* random_body(World& world, Exchange& exchange, Half& half, std::uint32_t window) {
  Choices& choices = world.choices;
  // Not too many frames: a small window makes a small body.
  const std::uint32_t most = std::min<std::uint32_t>(100'000, 12 * std::min(window, 8'192u));
  Body::Plan plan;
  plan.size = choices.once_in(8) ? 0 : choices.size(most);
  // A tunnel has no trailers.
  const bool tunnel = exchange.request.method == http::Method::connect;
  plan.end = static_cast<BodyEnd>(choices.below(tunnel ? 2 : 3));
  if (world.climate.resets && choices.once_in(16)) {
    static constexpr std::array<BodyEnd, 3> wrong{BodyEnd::failure, BodyEnd::bad_trailers, BodyEnd::trailers};
    plan.end = choices.one_of(wrong);
  }
  plan.small_pieces = choices.once_in(4) ? choices.below(5) : 0;
  plan.pauses = choices.once_in(3) ? choices.below(4) : 0;
  plan.key = static_cast<std::uint8_t>(choices.below(256));
  half.body = &world.bodies.emplace_back(choices, plan);
  return half.body;
}

void add_random_fields(World& world, http::Fields& fields) {
  static constexpr std::array<std::string_view, 6> names{"accept", "user-agent", "x-one",
                                                         "x-two",  "server",     "cache-control"};
  static constexpr std::array<std::string_view, 5> priorities{"u=0", "u=1, i", "u=3", "u=5, i", "u=7"};
  Choices& choices = world.choices;
  for (auto left = choices.below(5); left > 0; --left) {
    // Values that come again make the tables work.
    const std::string value(choices.once_in(4) ? choices.size(300) : 5, static_cast<char>('a' + choices.below(3)));
    fields.add(choices.one_of(names), value, choices.once_in(16) ? http::Sensitive::yes : http::Sensitive::no);
  }
  if (choices.once_in(4)) fields.add("priority", choices.one_of(priorities));
  // Enough for CONTINUATION.
  if (choices.once_in(64)) fields.add("x-long", std::string(17'000 + choices.below(10'000), 'z'));
}

void fill_request(World& world, http::RequestHead& head) {
  static constexpr std::array<http::Method, 8> methods{http::Method::get,  http::Method::get,    http::Method::get,
                                                       http::Method::head, http::Method::post,   http::Method::post,
                                                       http::Method::put,  http::Method::connect};
  static constexpr std::array<std::string_view, 3> paths{"/", "/index.html", "/some/where?else=1"};
  head.method = world.choices.one_of(methods);
  head.method_text = http::to_string(head.method);
  head.authority = "example.org:443";
  if (head.method != http::Method::connect) {
    head.scheme = "https";
    head.path = world.choices.one_of(paths);
  }
  add_random_fields(world, head.fields);
}

void fill_promise(World& world, http::RequestHead& head) {
  head.method = world.choices.once_in(8) ? http::Method::head : http::Method::get;
  head.method_text = http::to_string(head.method);
  head.scheme = "https";
  head.authority = "example.org:443";
  head.path = "/style.css";
  add_random_fields(world, head.fields);
}

// A declared length, which the body keeps unless things are to go wrong.
std::optional<std::uint64_t> random_length(World& world, const Body& body) {
  if (world.choices.once_in(2)) return std::nullopt;
  const bool wrong = world.climate.resets && world.choices.once_in(16);
  return body.plan().size + (wrong ? 1 : 0);
}

std::string describe(const Body* body, const std::optional<std::uint64_t>& length) {
  static constexpr std::array<std::string_view, 5> ends{"", ", its end afterwards", ", trailers", ", bad trailers",
                                                        ", failure"};
  if (body == nullptr) return "";
  const Body::Plan& plan = body->plan();
  return fmt::format(" with a body of {}{}{}{}{}", plan.size, ends[static_cast<std::size_t>(plan.end)],
                     plan.small_pieces != 0 ? ", in small pieces" : "", plan.pauses != 0 ? ", with pauses" : "",
                     length ? fmt::format(", content-length {}", *length) : "");
}

bool is_tunnel(const Exchange& exchange) {
  return exchange.request.method == http::Method::connect && http::is_successful(exchange.response.status);
}

std::string_view end_word(http::End end) {
  return end == http::End::yes ? " end" : "";
}

// --- what is heard -------------------------------------------------------------------------------------------------

// The view of a message that an event may still be about: it has begun, and was neither closed nor released.
View& living(Side& side, Exchange& exchange) {
  View& view = exchange.of(side.role);
  must(view.known, "a message is heard of after it has begun");
  must(!view.released, "a message that was released is not heard of");
  must(!view.close, "Closed is the last event of a message");
  return view;
}

void end_input(World& world, Side& side, Exchange& exchange) {
  Half& half = exchange.from(world.other(side).role);
  must(!half.ended, "a message ends once");
  half.ended = true;
  const bool has_body = half.body != nullptr && (side.role == Role::server || !is_bodiless(exchange));
  if (has_body && !exchange.server.rejected) {
    must(half.body->ended_well(), "only a body that ended well looks as if it had");
    must(half.received == half.body->given(), "all of the body has come");
  }
  if (side.role == Role::server && side.answers_at_once) respond(world, exchange);
}

void on(World& world, Side& side, const h2::RequestReceived& event) {
  world.tell("  {}: request {}{}", name(side), event.message, end_word(event.end));
  Exchange& exchange = world.exchange(event.message);
  must(side.role == Role::server && !exchange.server.known, "a server hears of each request once");
  exchange.server.known = true;
  exchange.up.allowed.begin(side.initial_said.front());
  must(is_same(*event.head, exchange.request), "a request arrives as it was sent");
  must(!deserves_rejection(world, exchange), "a request beyond a limit is rejected");
  if (event.end == http::End::yes) {
    must(exchange.up.body == nullptr, "a body is not cut off");
    end_input(world, side, exchange);
  } else if (side.answers_at_once && world.choices.once_in(4)) {
    respond(world, exchange);
  }
}

void on(World& world, Side& side, const h2::ResponseReceived& event) {
  world.tell("  {}: response {} {}{}", name(side), event.message, http::code(event.head->status), end_word(event.end));
  Exchange& exchange = world.exchange(event.message);
  View& view = living(side, exchange);
  must(!view.answered, "a response comes once");
  view.answered = true;
  must(exchange.server.rejected || is_same(*event.head, exchange.response), "a response arrives as it was sent");
  if (event.end == http::End::yes) end_input(world, side, exchange);
}

void on(World& world, Side& side, const h2::InterimReceived& event) {
  world.tell("  {}: interim response {}", name(side), event.message);
  Exchange& exchange = world.exchange(event.message);
  must(!living(side, exchange).answered, "an interim response comes before the final one");
  must(++exchange.interims_received <= exchange.interims_sent, "no more interim responses come than were sent");
}

void on(World& world, Side& side, const h2::DataReceived& event) {
  world.tell("  {}: data {} {}{}", name(side), event.message, event.octets.size(), end_word(event.end));
  Exchange& exchange = world.exchange(event.message);
  living(side, exchange);
  Half& half = exchange.from(world.other(side).role);
  must(!half.ended, "no data comes after the end");
  must(event.octets.empty() || half.body != nullptr, "data comes of a body");
  must(event.octets.empty() || half.body->has(event.octets, half.received), "data arrives as it was sent");
  half.received += event.octets.size();
  half.unread += event.octets.size();
  if (side.reads_at_once) consume(world, side, exchange, event.octets.size());
  if (event.end == http::End::yes) end_input(world, side, exchange);
}

void on(World& world, Side& side, const h2::TrailersReceived& event) {
  world.tell("  {}: trailers {}", name(side), event.message);
  Exchange& exchange = world.exchange(event.message);
  living(side, exchange);
  const Half& half = exchange.from(world.other(side).role);
  must(half.body != nullptr && is_same(*event.fields, half.body->trailers()), "trailers arrive as they were sent");
  end_input(world, side, exchange);
}

void on(World& world, Side& side, const h2::PushPromised& event) {
  world.tell("  {}: promise {} on {}", name(side), event.message, event.parent);
  Exchange& exchange = world.exchange(event.message);
  must(side.role == Role::client && !exchange.client.known, "a client hears of each promise once");
  must(event.parent == exchange.parent, "a promise is made on the stream that it was made on");
  must(is_same(*event.head, exchange.request), "a promised request arrives as it was sent");
  exchange.client.known = true;
  exchange.down.allowed.begin(side.initial_said.front());
  if (world.climate.resets && world.choices.once_in(4)) decline(world, exchange);
}

void on(World& world, Side& side, const h2::Rejected& event) {
  world.tell("  {}: rejected {} {} {}", name(side), event.message, event.status, event.close.reason);
  Exchange& exchange = world.exchange(event.message);
  View& view = exchange.of(side.role);
  must(!view.known, "what is rejected is not heard of before");
  side.role == Role::server ? judge_rejection(world, exchange, event) : judge_decline(world, exchange, event);
  side.answers_unwritten += most_octets_of_an_answer;
  view.known = view.rejected = view.released = true;
  view.close = event.close;
  if (world.tally != nullptr) world.tally->count(event.close.reason);
}

void on(World& world, Side& side, const h2::Closed& event) {
  world.tell("  {}: closed {} {}", name(side), event.message, event.close.reason);
  Exchange& exchange = world.exchange(event.message);
  View& view = living(side, exchange);
  view.close = event.close;
  judge_close(world, side, exchange);
  if (world.tally != nullptr) world.tally->count(event.close.reason);
  if (side.releases_at_once) release(world, side, exchange);
}

void on(World& world, Side& side, const h2::ConnectionClosed& event) {
  world.tell("  {}: connection closed {}", name(side), event.close.reason);
  must(side.connection.closed(), "who says that it has closed has");
  side.close = event.close;
  judge_end(world, side);
  if (world.tally != nullptr) world.tally->count(event.close.reason);
}

void on(World& world, Side& side, const h2::SettingsReceived&) {
  world.tell("  {}: settings received", name(side));
}

void on(World& world, Side& side, const h2::SettingsAcknowledged&) {
  world.tell("  {}: settings acknowledged", name(side));
  settle_settings(world, side);
}

void on(World& world, Side& side, const h2::PingAcknowledged&) {
  world.tell("  {}: ping acknowledged", name(side));
  must(++side.pongs <= side.pings, "a ping is acknowledged once");
}

void on(World& world, Side& side, const h2::GoawayReceived& event) {
  world.tell("  {}: goaway {}", name(side), event.last);
}

// No application here looks at other events.
template <class Other>
void on(World& world, Side& side, const Other&) {
  world.tell("  {}: something else", name(side));
}

}  // namespace

void hear(World& world, Side& side) {
  while (const auto event = side.connection.poll_event()) {
    must(!side.close, "ConnectionClosed is the last event");
    std::visit([&](const auto& what) { on(world, side, what); }, *event);
  }
}

// --- what is asked -------------------------------------------------------------------------------------------------

bool open_exchange(World& world) {
  Side& side = world.client;
  if (world.exchanges.size() >= world.climate.exchanges) return false;
  Exchange& exchange = world.exchanges.emplace_back();
  exchange.id = static_cast<MessageId>(2 * world.exchanges.size() - 1);
  fill_request(world, exchange.request);
  const bool has_body = exchange.request.method == http::Method::connect || world.choices.once_in(2);
  if (has_body) {
    const Body& body = *random_body(world, exchange, exchange.up, world.server.options.stream_window);
    if (exchange.request.method != http::Method::connect) exchange.request.content_length = random_length(world, body);
  }
  std::optional<h2::Dependency> dependency;
  if (side.options.dependencies && world.choices.once_in(2)) dependency = random_dependency(world, exchange.id);
  const auto message = side.connection.open(exchange.request, exchange.up.body, world.now, dependency);
  if (!message) {
    world.tell("client cannot ask: {}", to_string(message.error()));
    must(message.error() != h2::Misuse::head_not_valid, "a good head can be sent");
    world.exchanges.pop_back();
    return false;
  }
  world.tell("client asks: {} {}{}", *message, exchange.request.method_text,
             describe(exchange.up.body, exchange.request.content_length));
  must(*message == exchange.id, "streams are numbered in order");
  exchange.client.known = true;
  exchange.down.allowed.begin(side.initial_said.front());
  hear(world, side);
  return true;
}

void respond(World& world, Exchange& exchange) {
  static constexpr std::array<http::Status, 8> statuses{
      http::Status::ok, http::Status::ok,         http::Status::ok,           http::Status::ok,
      http::Status::ok, http::Status::no_content, http::Status::not_modified, http::Status::not_found};
  View& view = exchange.server;
  if (!view.known || view.released || view.answered) return;
  view.answered = true;
  exchange.response.status = world.choices.one_of(statuses);
  add_random_fields(world, exchange.response.fields);
  if (is_tunnel(exchange) || !world.choices.once_in(4)) {
    const Body& body = *random_body(world, exchange, exchange.down, world.client.options.stream_window);
    if (!is_tunnel(exchange)) exchange.response.content_length = random_length(world, body);
  }
  world.tell("server answers {}: {}{}", exchange.id, http::code(exchange.response.status),
             describe(exchange.down.body, exchange.response.content_length));
  const auto responded = world.server.connection.respond(exchange.id, exchange.response, exchange.down.body, world.now);
  if (responded) return hear(world, world.server);
  must(exchange.parent != 0 && responded.error() == h2::Misuse::stream_limit, "a server may answer");
  world.tell("the client has no room for it");
  exchange.response = {};
  exchange.down.body = nullptr;
  view.answered = false;
}

namespace {

// Whether the refusal has a cause that really exists.
bool is_honest(const World& world, const Exchange& parent, h2::PushOutcome refusal) {
  const bool is_gone = !parent.server.known || parent.server.released;
  switch (refusal) {
    case h2::PushOutcome::disabled:
      return !world.server.push_known;
    case h2::PushOutcome::unknown_parent:
      return is_gone;
    case h2::PushOutcome::parent_not_open:
      return parent.server.answered || parent.server.close || parent.request.method == http::Method::connect;
    case h2::PushOutcome::authority_differs:
      return parent.request.method == http::Method::connect;
    case h2::PushOutcome::client_limit:
    case h2::PushOutcome::own_limit:
    case h2::PushOutcome::connection_closing:
      return true;
    default:
      return false;
  }
}

}  // namespace

void push(World& world, Exchange& parent) {
  if (world.pushes.size() >= world.climate.pushes) return;
  Exchange& exchange = world.pushes.emplace_back();
  exchange.id = static_cast<MessageId>(2 * world.pushes.size());
  exchange.parent = parent.id;
  fill_promise(world, exchange.request);
  const auto pushed = world.server.connection.push(parent.id, exchange.request, world.now);
  if (!pushed) {
    world.tell("server cannot push on {}: {}", parent.id, to_string(pushed.error()));
    must(is_honest(world, parent, pushed.error()), "a good promise can be made");
    world.pushes.pop_back();
    return;
  }
  world.tell("server promises {} on {}: {}", *pushed, parent.id, exchange.request.method_text);
  must(world.server.push_known, "who wants no pushes gets none");
  must(*pushed == exchange.id, "pushes are numbered in order");
  exchange.server.known = exchange.up.ended = true;
  if (world.server.answers_at_once) respond(world, exchange);
}

void decline(World& world, Exchange& exchange) {
  const h2::ErrorCode code = world.choices.once_in(2) ? h2::ErrorCode::cancel : h2::ErrorCode::refused_stream;
  world.tell("client declines {} {}", exchange.id, frame::to_string(code));
  exchange.client.gave_up = true;
  world.client.connection.reset(exchange.id, code, reset_reason);
}

void respond_interim(World& world, Exchange& exchange) {
  // A client takes 16.
  View& view = exchange.server;
  if (!view.known || view.released || view.answered || exchange.interims_sent == 16) return;
  ++exchange.interims_sent;
  http::ResponseHead head;
  head.status = http::Status::early_hints;
  head.fields.add("link", "</style.css>; rel=preload");
  world.tell("server sends an interim response {}", exchange.id);
  const auto responded = world.server.connection.respond_interim(exchange.id, head);
  if (responded) return;
  must(exchange.parent != 0 && responded.error() == h2::Misuse::stream_limit, "a server may send interim responses");
  --exchange.interims_sent;
}

void consume(World& world, Side& side, Exchange& exchange, std::uint64_t octets) {
  Half& half = exchange.from(world.other(side).role);
  if (exchange.of(side.role).released || half.unread == 0) return;
  octets = std::min(octets, half.unread);
  half.unread -= octets;
  world.tell("{} takes {} octets of {}", name(side), octets, exchange.id);
  side.connection.consume(exchange.id, static_cast<std::size_t>(octets));
}

bool wake(World& world, Side& side, Exchange& exchange) {
  Body* body = exchange.from(side.role).body;
  if (body == nullptr || !body->is_paused() || exchange.of(side.role).released) return false;
  world.tell("{} has more of {}", name(side), exchange.id);
  body->wake();
  side.connection.ready(exchange.id, world.now);
  return true;
}

void reset(World& world, Side& side, Exchange& exchange) {
  static constexpr std::array<h2::ErrorCode, 4> codes{h2::ErrorCode::cancel, h2::ErrorCode::no_error,
                                                      h2::ErrorCode::internal_error, h2::ErrorCode::refused_stream};
  View& view = exchange.of(side.role);
  if (!view.known || view.released || view.close) return;
  const h2::ErrorCode code = world.choices.one_of(codes);
  world.tell("{} resets {} {}", name(side), exchange.id, frame::to_string(code));
  view.gave_up = true;
  side.connection.reset(exchange.id, code, reset_reason);
  hear(world, side);
}

void release(World& world, Side& side, Exchange& exchange) {
  View& view = exchange.of(side.role);
  if (!view.known || view.released) return;
  world.tell("{} releases {}", name(side), exchange.id);
  view.gave_up = view.gave_up || !view.close;
  view.released = true;
  ++side.released_lately;
  exchange.from(world.other(side).role).unread = 0;
  side.connection.release(exchange.id);
  hear(world, side);
}

void keep_deadlines(World& world, Side& side) {
  if (side.connection.next_deadline() > world.now) return;
  world.tell("{}: a deadline has come", name(side));
  side.connection.handle_timeout(world.now);
  hear(world, side);
  must(side.connection.next_deadline() > world.now, "a deadline that was kept does not come again");
}

}  // namespace weft::simulation
