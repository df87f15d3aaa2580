#include <algorithm>
#include <bit>
#include <type_traits>

#include <fmt/format.h>

#include <cli/load/h2_client.hpp>

#include <cli/load/reason.hpp>
#include <weft/http/text.hpp>

namespace weft::cli::load {

namespace {

// A response's fields are the server's choice, and only the status is of use; but memory has an end.
constexpr hpack::DecodeLimits decode_limits{1024, 65'536, 256 * 1024, 1024 * 1024};
constexpr std::size_t longest_block = 256 * 1024;

std::string name_of(frame::ErrorCode code) {
  const std::string_view name = frame::to_string(code);
  return name.empty() ? fmt::format("code {:#x}", static_cast<std::uint32_t>(code)) : std::string(name);
}

// RFC 9110 8.6: a recipient of a value "consisting of the same decimal value repeated as a comma-separated list (e.g,
// "Content-Length: 42, 42") MAY either reject the message as invalid or replace that invalid field value with a single
// instance of the decimal value".
std::int64_t length_of(std::string_view value, std::int64_t before) {
  for (std::string_view rest = value; const auto element = http::next_element(rest);) {
    const auto length = http::parse_decimal(*element);
    if (!length || *length >= http::decimal_overflow) return ResponseSummary::bad_length;
    const auto number = static_cast<std::int64_t>(*length);
    if (before != ResponseSummary::no_length && before != number) return ResponseSummary::bad_length;
    before = number;
  }
  return before == ResponseSummary::no_length ? ResponseSummary::bad_length : before;
}

ResponseSummary summary_of(const std::vector<Field>& fields) {
  ResponseSummary summary;
  for (const Field& field : fields) {
    summary.fields += static_cast<std::uint32_t>(field.name.size() + field.value.size());
    if (field.name == ":status" && field.value.size() == 3) {
      summary.status = static_cast<std::uint16_t>(http::parse_decimal(field.value).value_or(0));
    }
    if (field.name == "content-length") summary.content_length = length_of(field.value, summary.content_length);
  }
  return summary;
}

// RFC 9113 8.1.1: "For example, 204 or 304 responses contain no content, as does the response to a HEAD request."
bool has_content(std::uint16_t status, const Request& request) {
  return status != 204 && status != 304 && std::string_view(request.method) != "HEAD";
}

}  // namespace

bool H2Client::receive(Octets octets, Time now) {
  now_ = now;
  if (!ready() && !greet(octets)) return false;
  if (greeting_.is_foreign()) return true;
  bool goes_on = true;
  const auto sink = [this, &goes_on](const auto& what) { goes_on = goes_on && take(what); };
  while (goes_on && reader_.next(octets, sink)) {
  }
  return goes_on;
}

// False: enough has come to say what the peer speaks instead.
bool H2Client::greet(Octets octets) {
  greeting_.take(octets);
  return !greeting_.complete() || broken(greeting_.describe());
}

void H2Client::receive_end(Time /*now*/) {
  if (!ready()) broken(greeting_.describe());
}

template <class F>
bool H2Client::take(const F& what) {
  // RFC 9113 6.10: "Any number of CONTINUATION frames can be sent, as long as the preceding frame is on the same stream
  // and is a HEADERS, PUSH_PROMISE, or CONTINUATION frame without the END_HEADERS flag set."
  const bool is_in_order = (continued_ != 0) == std::is_same_v<F, frame::Continuation>;
  if (!is_in_order && !std::is_same_v<F, frame::Faulty>) return broken(to_string(Reason::continuation_expected));
  return on(what);
}

bool H2Client::on(const frame::Headers& frame) {
  if (frame.end_headers) return on_block(frame.stream, frame.block, frame.end_stream);
  block_.clear();
  block_.append(frame.block);
  continued_ = frame.stream;
  continued_ends_ = frame.end_stream;
  return true;
}

bool H2Client::on(const frame::Continuation& frame) {
  if (frame.stream != continued_) return broken(to_string(Reason::continuation_expected));
  block_.append(frame.block);
  if (block_.size() > longest_block) return broken(to_string(Reason::field_block_too_long));
  if (!frame.end_headers) return true;
  continued_ = 0;
  return on_block(frame.stream, block_.readable(), continued_ends_);
}

bool H2Client::on_block(StreamId stream, Octets block, bool end_stream) {
  const ResponseSummary* summary = known_.find(block, decoder_.epoch());
  if (summary == nullptr) summary = summarize(block);
  if (summary == nullptr) return broken(to_string(Reason::field_block_not_decodable));
  transfers_.response_fields += summary->fields;
  transfers_.response_blocks += block.size();
  Slot* slot = find(stream);
  if (slot == nullptr) return true;
  // Neither 1xx nor trailers.
  if (slot->call.status == 0 && summary->status >= 200) begin_response(*slot, *summary);
  if (slot->id == stream && end_stream) ended(*slot);
  return true;
}

void H2Client::begin_response(Slot& slot, const ResponseSummary& summary) {
  slot.call.status = summary.status;
  slot.call.first = now_;
  if (summary.content_length == ResponseSummary::no_length) return;
  if (!has_content(summary.status, requests_[slot.call.request])) return;
  if (summary.content_length == ResponseSummary::bad_length) return malformed(slot, "content-length is no number");
  slot.counted = true;
  slot.missing = summary.content_length;
}

const ResponseSummary* H2Client::summarize(Octets block) {
  const std::uint32_t before = decoder_.epoch();
  arena_.clear();
  fields_.clear();
  const auto outcome = decoder_.decode(block, decode_limits, arena_, fields_);
  if (outcome.status > hpack::DecodeStatus::over_soft_limit) return nullptr;
  summary_ = summary_of(fields_);
  known_.keep(block, before, decoder_.epoch(), summary_);
  return &summary_;
}

bool H2Client::on(const frame::DataStart& data) {
  unreturned_ += data.header.length;
  if (unreturned_ >= (1U << 30)) {
    frame::WindowUpdate{frame::connection_stream, unreturned_}.encode(control_);
    unreturned_ = 0;
  }
  Slot* slot = find(data.header.stream);
  if (slot == nullptr) return true;
  slot->missing -= data.data_length;
  if (slot->counted && slot->missing < 0) {
    malformed(*slot, "more DATA than content-length says");
    return true;
  }
  slot->unreturned += data.header.length;
  if (slot->unreturned > options_.window / 2 && !data.header.has(frame::flag::end_stream)) {
    frame::WindowUpdate{slot->id, slot->unreturned}.encode(control_);
    slot->unreturned = 0;
  }
  return true;
}

bool H2Client::on(const frame::DataPiece& piece) {
  transfers_.response_bodies += piece.octets.size();
  if (!piece.end_stream) return true;
  if (Slot* slot = find(piece.stream)) ended(*slot);
  return true;
}

void H2Client::ended(Slot& slot) {
  if (slot.call.status == 0) return malformed(slot, "response without a status");
  // RFC 9113 8.1.1: "A request or response is also malformed if the value of a content-length header field does not
  // equal the sum of the DATA frame payload lengths that form the content, unless the message is defined as having no
  // content."
  if (slot.counted && slot.missing != 0) return malformed(slot, "less DATA than content-length says");
  // RFC 9113 8.1: a response may be complete before the request is; nobody wants the rest of its body then.
  if (slot.sent < requests_[slot.call.request].body.size()) {
    frame::RstStream{slot.id, frame::ErrorCode::cancel}.encode(control_);
  }
  share_.answered(slot.call, now_);
  release(slot);
}

// RFC 9113 8.1.1: "Malformed requests or responses that are detected MUST be treated as a stream error (Section 5.4.2)
// of type PROTOCOL_ERROR."
void H2Client::malformed(Slot& slot, std::string_view why) {
  frame::RstStream{slot.id, frame::ErrorCode::protocol_error}.encode(control_);
  share_.failed(slot.call, why, now_);
  release(slot);
}

bool H2Client::on(const frame::RstStream& frame) {
  Slot* slot = find(frame.stream);
  if (slot == nullptr) return true;
  const std::string reason = fmt::format("reset: {}", name_of(frame.code));
  if (frame.code == frame::ErrorCode::refused_stream && slot->call.status == 0) {
    share_.refused(slot->call, reason, now_);
  } else {
    share_.failed(slot->call, reason, now_);
  }
  release(*slot);
  return true;
}

bool H2Client::on(const frame::Settings& frame) {
  if (frame.ack) return true;
  for (const frame::Setting setting : frame.settings) {
    switch (setting.id) {
      case frame::SettingId::max_concurrent_streams:
        limit_ = std::min<std::size_t>(options_.streams, setting.value);
        break;
      case frame::SettingId::initial_window_size:
        // RFC 9113 6.9.2: "When the value of SETTINGS_INITIAL_WINDOW_SIZE changes, a receiver MUST adjust the size of
        // all stream flow-control windows that it maintains by the difference between the new value and the old value."
        for (Slot& slot : slots_) slot.window += std::int64_t{setting.value} - initial_window_;
        initial_window_ = setting.value;
        for (Slot& slot : slots_) await_turn(slot);
        break;
      case frame::SettingId::header_table_size:
        // The requests are composed for a table of the size that was said first.
        if (ready() && setting.value < table_size_) return broken(to_string(Reason::table_size_lowered_later));
        if (!ready()) table_size_ = std::min<std::size_t>(setting.value, hpack::default_table_size);
        break;
      default:
        break;
    }
  }
  frame::Settings{.ack = true}.encode(control_);
  if (!ready()) blocks_ = blocks_for_(table_size_);
  return true;
}

bool H2Client::on(const frame::Ping& frame) {
  if (!frame.ack) frame::Ping{.ack = true, .opaque = frame.opaque}.encode(control_);
  return true;
}

bool H2Client::on(const frame::Goaway& frame) {
  going_away_ = true;
  const std::string reason = fmt::format("goaway: {}", name_of(frame.code));
  if (frame.code != frame::ErrorCode::no_error) fault_ = reason;
  for (Slot& slot : slots_) {
    if (slot.id <= frame.last_stream) continue;
    share_.passed_over(slot.call, reason, now_);
    release(slot);
  }
  return true;
}

bool H2Client::on(const frame::WindowUpdate& frame) {
  if (frame.stream == frame::connection_stream) {
    window_ += frame.increment;
  } else if (Slot* slot = find(frame.stream)) {
    slot->window += frame.increment;
    await_turn(*slot);
  }
  return true;
}

bool H2Client::on(const frame::PushPromise& /*frame*/) {
  return broken(to_string(Reason::push_not_allowed));
}

bool H2Client::on(const frame::Faulty& faulty) {
  return broken(frame::to_string(faulty.fault));
}

bool H2Client::broken(std::string_view why) {
  fault_ = fmt::format("protocol error: {}", why);
  return false;
}

H2Client::Slot* H2Client::find(StreamId id) {
  Slot& slot = place_of(id);
  return slot.id == id && id != 0 ? &slot : nullptr;
}

void H2Client::release(Slot& slot) {
  slot.id = 0;
  slot.waiting = false;
  --open_;
}

Time H2Client::expire(Time now, Duration limit) {
  Time oldest = never;
  for (Slot& slot : slots_) {
    if (slot.id == 0) continue;
    if (now - slot.call.begun < limit) {
      oldest = std::min(oldest, slot.call.begun);
      continue;
    }
    frame::RstStream{slot.id, frame::ErrorCode::cancel}.encode(control_);
    share_.failed(slot.call, to_string(Reason::timed_out), now);
    release(slot);
  }
  return oldest == never ? never : oldest + limit;
}

void H2Client::abandon(std::string_view reason, Time now) {
  for (Slot& slot : slots_) {
    if (slot.id == 0) continue;
    share_.failed(slot.call, fault_.empty() ? reason : std::string_view(fault_), now);
    release(slot);
  }
}

}  // namespace weft::cli::load
