// The client's frames as an observer at its own end sees them: the moment in which they leave is the client's own time,
// and what has arrived by then is what the client knows.
#include <algorithm>

#include <weft/http/preface.hpp>

#include "oracles.hpp"
#include "world.hpp"

namespace weft::client_simulation {

using frame::Type;

void Peer::on_received(MutableOctets octets) {
  input_ += as_text(octets);
  batch_ = {};
  std::size_t at = 0;
  if (!preface_read_) {
    must(input_.starts_with(http::client_preface), "a connection begins with the preface");
    at = http::client_preface.size();
    preface_read_ = true;
  }
  while (input_.size() - at >= frame::header_size) {
    const auto header = frame::Header::load(as_octets(input_).data() + at);
    must(input_.size() - at >= frame::header_size + header.length, "frames leave whole");
    observe(header, as_octets(input_).subspan(at + frame::header_size, header.length));
    at += frame::header_size + header.length;
  }
  input_.erase(0, at);
  check_batch();
}

void Peer::on_end() {
  client_ended_ = true;
  world_.tell("  the client leaves connection {}", number_);
  channel_->close();
}

void Peer::observe(const frame::Header& header, Octets payload) {
  Said said{.header = header, .value = payload.size() >= 4 ? load_be32(payload.data()) : 0};
  if (header.type == Type::headers) observe_head(header, payload, said);
  if (said.exchange == nullptr) said.exchange = find(header.stream);
  world_.tell("  client writes type {} stream {} flags {} length {}", static_cast<int>(header.type), header.stream,
              header.flags, header.length);
  const bool carries = header.type == Type::headers || header.type == Type::data;
  if (header.type == Type::data) {
    must(said.exchange != nullptr && is_open(*said.exchange), "DATA is of streams that are open");
    must(!said.exchange->reset_written, "nothing follows a reset");
    must(carried_ < said.exchange->ends_at, "an early answer ends the upload");
  }
  if (carries && header.has(frame::flag::end_stream)) said.exchange->request_written = true;
  if (header.type == Type::rst_stream) {
    batch_.reset = true;
    if (said.exchange != nullptr) said.exchange->reset_written = true;
    if (header.stream % 2 == 0) ++declined_;
  }
  if (header.type == Type::ping && !header.has(frame::flag::ack)) observe_ping();
  if (header.type == Type::window_update) observe_credit(header, said.value);
  // RFC 9113 6.5.3: the limit binds from here on.
  if (header.type == Type::settings && header.has(frame::flag::ack)) {
    must(!limits_said_.empty(), "settings are acknowledged once");
    acknowledged_ = limits_said_.front();
    limits_said_.pop_front();
  }
  if (header.type == Type::goaway && load_be32(payload.data() + 4) != 0) {
    blamed_ = true;
    // Nothing was read behind what has broken a rule.
    world_.calm_until = calm_before_;
  }
  on_the_way_.push_back(said);
}

void Peer::observe_head(const frame::Header& header, Octets payload, Said& said) {
  must(header.has(frame::flag::end_headers), "heads are small here");
  Ask& ask = ask_of(payload);
  world_.tell("  client sends ask {} on connection {} stream {}", ask.number(), number_, header.stream);
  must(!is_leaving(), "nothing begins behind GOAWAY");
  must(!suspect, "nothing begins on a connection under suspicion");
  must(world_.now >= world_.calm_until, "nothing begins while the server wants calm");
  must(!ask.done(), "a request that is over is not sent");
  must(ask.exchange == nullptr || may_be_sent_again(*ask.exchange), "what may have been processed is not sent again");
  Exchange& exchange = exchanges.emplace_back();
  exchange.peer = this;
  exchange.ask = &ask;
  exchange.stream = header.stream;
  exchange.credit = world_.options.connection.h2.stream_window;
  said.exchange = ask.exchange = &exchange;
  exchange.limit = limit_is_known() ? limit() : static_cast<std::uint32_t>(-1);
  if (is_going() && header.stream > goaway_last_) {
    exchange.over = exchange.unprocessed = true;
    exchange.reset_at = goaway_at_;
  }
  ++ask.attempts;
  must(open_streams() <= limit(), "no more streams are open than the limit that was acknowledged");
  batch_.head = true;
}

// Beyond the RFC: 6.7 has no limit for PINGs; servers have.
void Peer::observe_ping() {
  const auto& rules = world_.options.connection;
  const bool outstanding = pinged_ && (!pong_at_ || carried_ < *pong_at_);
  must(!outstanding, "there is one PING without an answer at most");
  must(!pinged_ || world_.now - *pinged_ >= rules.ping_interval, "PINGs keep their distance");
  pinged_ = silent_since_ = world_.now;
  pong_at_.reset();
  batch_.ping = true;
}

void Peer::observe_credit(const frame::Header& header, std::uint32_t octets) {
  if (header.stream == frame::connection_stream) return;
  Exchange* exchange = find(header.stream);
  must(exchange != nullptr, "credit is given for streams that there are");
  const Ask& ask = *exchange->ask;
  must(!ask.streams() || ask.reading() || ask.credit_is_due, "a body that nobody reads gets no credit");
  exchange->granted += octets;
  const auto& own = world_.options.connection.h2;
  const std::uint64_t taken = ask.streams() ? ask.taken() : exchange->sent;
  const std::uint64_t window = std::max(own.stream_window, own.max_stream_window);
  must(own.stream_window + exchange->granted <= taken + window, "a body holds no more than its window");
}

void Peer::check_batch() const {
  must(!batch_.ping || batch_.head || batch_.reset, "time alone sends no PING");
  const auto& rules = world_.options.connection;
  const bool may_ask = !pinged_ || (pong_at_ && carried_ >= *pong_at_ && world_.now - *pinged_ >= rules.ping_interval);
  const bool was_quiet = world_.now - heard_ >= rules.quiet;
  must(!batch_.head || !was_quiet || !may_ask || batch_.ping, "a PING goes with a request after a long silence");
}

Ask& Peer::ask_of(Octets block) {
  Arena arena;
  std::vector<Field> fields;
  decoder_.decode(block, {}, arena, fields);
  const auto path =
      std::find_if(fields.begin(), fields.end(), [](const Field& field) { return field.name == ":path"; });
  must(path != fields.end(), "a request has a path");
  return *world_.asks[std::stoul(std::string(path->value.substr(1)))];
}

Exchange* Peer::find(StreamId stream) {
  const auto at =
      std::find_if(exchanges.begin(), exchanges.end(), [&](const Exchange& e) { return e.stream == stream; });
  return at == exchanges.end() ? nullptr : &*at;
}

bool Peer::is_open(const Exchange& exchange) const {
  if (closed_ || exchange.reset_written || carried_ >= exchange.reset_at) return false;
  return carried_ < exchange.ends_at || !exchange.request_written;
}

std::size_t Peer::open_streams() const {
  return static_cast<std::size_t>(std::count_if(exchanges.begin(), exchanges.end(),
                                                [this](const Exchange& exchange) { return is_open(exchange); }));
}

std::size_t Peer::promises_arrived() const {
  return static_cast<std::size_t>(
      std::count_if(promised_at_.begin(), promised_at_.end(), [this](std::uint64_t at) { return at <= carried_; }));
}

}  // namespace weft::client_simulation
