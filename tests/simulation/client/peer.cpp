#include "peer.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "oracles.hpp"
#include "world.hpp"

namespace weft::client_simulation {

using frame::Type;
using testkit::end_stream;

namespace {

constexpr std::array<std::uint32_t, 6> stream_limits{0, 1, 2, 5, 100, 100};

// Before the first SETTINGS: a hundred (RFC 9113 6.5.2), or what another connection has been told.
std::uint32_t first_limit_of(const World& world) {
  const bool is_told =
      std::any_of(world.peers.begin(), world.peers.end(), [](const auto& peer) { return peer->limit_is_known(); });
  std::uint32_t largest = is_told ? 0 : world.options.connection.first_streams;
  for (const auto& peer : world.peers) largest = std::max(largest, peer->largest_limit());
  return largest;
}

Plan random_plan(World& world, bool has_body) {
  Choices& choices = world.choices;
  if (world.climate.faults && choices.once_in(4)) {
    static constexpr std::array faults{Plan::fall_short, Plan::refuse, Plan::reset, Plan::want_calm, Plan::never};
    return choices.one_of(faults);
  }
  if (world.climate.limits && choices.once_in(2)) return Plan::refuse_beyond_limit;
  return has_body && choices.once_in(3) ? Plan::answer_early : Plan::answer;
}

}  // namespace

Peer::Peer(World& world, std::unique_ptr<io::Channel> channel, std::size_t number)
    : world_(world),
      channel_(std::move(channel)),
      number_(number),
      first_limit_(first_limit_of(world)),
      heard_(world.now) {
  channel_->start(*this);
}

// --- the wire --------------------------------------------------------------------------------------------------------

bool Peer::take(std::size_t frames) {
  if (on_the_way_.empty() || silent_ || closed_) return false;
  world_.tell("{} frames arrive at server {}", std::min(frames, on_the_way_.size()), number_);
  for (; frames > 0 && !on_the_way_.empty(); --frames) {
    const Said said = on_the_way_.front();
    on_the_way_.pop_front();
    arrive(said);
  }
  return true;
}

bool Peer::give(std::size_t octets) {
  const std::uint64_t target = carried_ + std::min<std::uint64_t>(octets, written() - carried_);
  if (target == carried_ || silent_ || !alive()) return false;
  world_.tell("{} octets of server {} arrive", target - carried_, number_);
  while (carried_ < target && alive()) give_piece(next_stop(target));
  return true;
}

// The client sends while it reads, behind a few dozens of frames at once. A piece is so small that it has read all of
// it by then, and that what has arrived is what it knows.
std::uint64_t Peer::next_stop(std::uint64_t target) {
  constexpr int most_frames = 16;
  for (int i = 0; i < most_frames && frame_at_ < target; ++i) {
    const auto header = frame::Header::load(frames_.octets().data() + frame_at_);
    frame_at_ += frame::header_size + header.length;
    // It ends any number of streams.
    if (header.type == Type::goaway) break;
  }
  return std::min(frame_at_, target);
}

void Peer::give_piece(std::uint64_t stop) {
  testkit::Bytes piece = testkit::bytes(frames_.octets().subspan(carried_, stop - carried_));
  const std::uint64_t before = std::exchange(carried_, stop);
  calm_before_ = world_.calm_until;
  heard_ = world_.now;
  silent_since_.reset();
  suspect = false;
  for (const Exchange& exchange : exchanges) {
    const bool is_told = exchange.reset_at > before && exchange.reset_at <= carried_;
    const bool calms = exchange.calm && !exchange.reset_written && is_told;
    if (calms && world_.now >= world_.calm_until) world_.calm_until = world_.now + world_.options.calm_pause;
  }
  channel_->send(piece);
  world_.run();
}

void Peer::arrive(const Said& said) {
  Exchange* const exchange = said.exchange;
  switch (said.header.type) {
    case Type::headers:
      arrive_head(*exchange);
      break;
    case Type::data:
      if (said.header.length == 0) break;
      greet();
      frames_.window_update(frame::connection_stream, said.header.length);
      if (!exchange->over) frames_.window_update(exchange->stream, said.header.length);
      break;
    case Type::rst_stream:
      if (exchange != nullptr) exchange->over = true;
      break;
    case Type::settings:
      if (!said.header.has(frame::flag::ack)) owes_acknowledgement_ = true;
      if (owes_acknowledgement_ && !world_.climate.promises) acknowledge();
      break;
    case Type::ping:
      if (said.header.has(frame::flag::ack)) break;
      greet();
      frames_.ping_ack(0x7765'6674'2079'6f75);
      pong_at_ = written();
      break;
    case Type::window_update:
      if (said.header.stream == frame::connection_stream) credit_ += said.value;
      if (exchange != nullptr) exchange->credit += said.value;
      break;
    default:
      break;
  }
  const bool carries = said.header.type == Type::headers || said.header.type == Type::data;
  if (carries && said.header.has(frame::flag::end_stream)) exchange->request_ended = true;
}

void Peer::arrive_head(Exchange& exchange) {
  exchange.arrived = true;
  exchange.plan = random_plan(world_, exchange.ask->body() != 0);
  exchange.size = world_.choices.once_in(8) ? 0 : world_.choices.size(world_.largest_body);
}

// --- what the server does --------------------------------------------------------------------------------------------

void Peer::greet() {
  if (greeted_) return;
  greeted_ = true;
  limit_streams(world_.climate.limits ? world_.choices.one_of(stream_limits) : 100);
}

bool Peer::limit_streams(std::uint32_t streams) {
  if (closed_) return false;
  greeted_ = true;
  world_.tell("server {} takes {} streams", number_, streams);
  frames_.settings({{testkit::SettingId::max_concurrent_streams, streams}});
  limits_said_.push_back(limit_said_ = streams);
  ++limit_changes_;
  largest_limit_ = std::max(largest_limit_, streams);
  return true;
}

bool Peer::acknowledge() {
  if (!owes_acknowledgement_ || closed_) return false;
  greet();
  owes_acknowledgement_ = false;
  acknowledged_settings_ = true;
  frames_.settings_ack();
  return true;
}

// The next step of an exchange.
bool Peer::serve(Exchange& exchange) {
  if (closed_ || silent_ || !exchange.arrived || exchange.over || exchange.head_sent) return false;
  greet();
  switch (exchange.plan) {
    case Plan::refuse:
      exchange.unprocessed = true;
      return breaks_off(exchange, ErrorCode::refused_stream);
    case Plan::reset:
      exchange.processed = true;
      ++exchange.ask->processed;
      return breaks_off(exchange, ErrorCode::internal_error);
    case Plan::want_calm:
      exchange.processed = exchange.calm = true;
      ++exchange.ask->processed;
      return breaks_off(exchange, ErrorCode::enhance_your_calm);
    case Plan::refuse_beyond_limit:
      if (limit_said_ >= exchange.limit) return exchange.plan = Plan::answer, true;
      exchange.unprocessed = true;
      return breaks_off(exchange, ErrorCode::refused_stream);
    case Plan::never:
      return false;
    case Plan::answer:
    case Plan::fall_short:
      if (!exchange.request_ended) return false;
      break;
    case Plan::answer_early:
      break;
  }
  exchange.processed = true;
  ++exchange.ask->processed;
  send_head(exchange);
  return true;
}

bool Peer::breaks_off(Exchange& exchange, ErrorCode code) {
  world_.tell("server {} resets stream {}: {}", number_, exchange.stream, frame::to_string(code));
  frames_.rst_stream(exchange.stream, code);
  exchange.over = true;
  exchange.reset_at = std::min(exchange.reset_at, written());
  return true;
}

void Peer::send_head(Exchange& exchange) {
  exchange.head_sent = true;
  auto head = testkit::response(200);
  const bool is_short = exchange.plan == Plan::fall_short;
  if (is_short || world_.choices.once_in(2)) {
    head = head.with("content-length", std::to_string(exchange.size + (is_short ? 1 : 0)));
  }
  world_.tell("server {} answers stream {} with {} octets{}", number_, exchange.stream, exchange.size,
              is_short ? ", and has promised one more" : "");
  frames_.headers(exchange.stream, head, exchange.size == 0 ? end_stream : testkit::End::no);
  exchange.head_at = written();
  if (exchange.size == 0) end(exchange);
}

// RFC 9113 8.1: "a server MAY request that the client abort transmission of a request without error by sending a
// RST_STREAM with an error code of NO_ERROR after sending a complete response".
void Peer::end(Exchange& exchange) {
  exchange.over = true;
  exchange.ends_at = written();
  // The client finds out that it is short.
  if (exchange.plan == Plan::fall_short) exchange.reset_at = written();
  if (exchange.request_ended || world_.choices.once_in(2)) return;
  frames_.rst_stream(exchange.stream, ErrorCode::no_error);
  exchange.reset_at = written();
}

bool Peer::pump(Exchange& exchange, std::size_t octets) {
  if (closed_ || silent_ || !exchange.head_sent || exchange.over) return false;
  constexpr std::int64_t largest_frame = 16'384;
  const std::int64_t most = std::min({exchange.credit, credit_, largest_frame});
  octets = std::min(
      {octets, static_cast<std::size_t>(std::max<std::int64_t>(most, 0)), std::size_t{exchange.size - exchange.sent}});
  if (octets == 0) return false;
  const bool last = exchange.sent + octets == exchange.size;
  frames_.data(exchange.stream, body_of(exchange.ask->number(), exchange.sent, octets),
               last ? end_stream : testkit::End::no);
  exchange.sent += static_cast<std::uint32_t>(octets);
  exchange.credit -= static_cast<std::int64_t>(octets);
  credit_ -= static_cast<std::int64_t>(octets);
  ++world_.deeds;
  if (last) end(exchange);
  return true;
}

bool Peer::go_away(StreamId last, ErrorCode code) {
  if (closed_ || silent_ || goaway_at_ != Exchange::open) return false;
  greet();
  world_.tell("server {} takes nothing above stream {}: {}", number_, last, frame::to_string(code));
  frames_.goaway(last, code);
  goaway_at_ = written();
  goaway_last_ = last;
  for (Exchange& exchange : exchanges) {
    if (exchange.stream <= last) continue;
    exchange.over = exchange.unprocessed = true;
    exchange.reset_at = std::min(exchange.reset_at, goaway_at_);
  }
  return true;
}

// RFC 9113 6.6: it may not know yet that the client wants no pushes. The promise is on its way all the same.
bool Peer::promise(Exchange& exchange) {
  constexpr StreamId most = 6;
  if (closed_ || silent_ || !exchange.arrived || exchange.over || blamed_ || next_promise_ > most) return false;
  if (acknowledged_settings_ && !world_.climate.faults) return false;
  greet();
  world_.tell("server {} promises stream {} on {}{}", number_, next_promise_, exchange.stream,
              acknowledged_settings_ ? ", which it must not" : "");
  frames_.push_promise(exchange.stream, next_promise_, testkit::request("GET", "/pushed"));
  broken_ |= acknowledged_settings_;
  promised_at_.push_back(written());
  const std::size_t octets = static_cast<std::size_t>(std::clamp<std::int64_t>(credit_, 0, 1000));
  frames_.headers(next_promise_, testkit::response(200)).data(next_promise_, std::string(octets, 'p'), end_stream);
  credit_ -= static_cast<std::int64_t>(octets);
  next_promise_ += 2;
  return true;
}

void Peer::close() {
  if (closed_) return;
  world_.tell("server {} closes its connection", number_);
  closed_ = true;
  channel_->close();
  world_.run();
}

}  // namespace weft::client_simulation
