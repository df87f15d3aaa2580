#include <cli/inspect/wire.hpp>

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>
#include <weft/base/grouped.hpp>
#include <weft/base/printable.hpp>
#include <weft/http/preface.hpp>
#include <weft/io/address.hpp>
#include <weft/trace/words.hpp>

namespace weft::cli::inspect {

namespace {

using trace::Direction;

// Octets of a DATA frame.
constexpr std::size_t most_shown = 1024;
constexpr std::size_t most_shown_of_binary = 16;
// Frames that nobody waits for.
constexpr std::size_t most_kept = 1024;
// Octets of acknowledgments that may wait for a server that does not read.
constexpr std::size_t most_unread_answers = 64 * 1024;

constexpr std::string_view no_http2 = "the server does not speak HTTP/2 here: it has not picked h2 by ALPN";

bool ends_stream(const trace::Event& event) {
  if (const auto* data = std::get_if<trace::DataSeen>(&event.what)) return data->header.has(frame::flag::end_stream);
  const auto* seen = std::get_if<trace::FrameSeen>(&event.what);
  return seen != nullptr && seen->section && seen->section->end_stream;
}

frame::StreamId stream_of(const trace::Event& event) {
  if (const auto* data = std::get_if<trace::DataSeen>(&event.what)) return data->header.stream;
  if (const auto* fault = std::get_if<trace::FaultSeen>(&event.what)) return fault->header.stream;
  const auto* seen = std::get_if<trace::FrameSeen>(&event.what);
  return seen == nullptr ? frame::connection_stream
         : seen->section ? seen->section->stream
                         : trace::stream_of(seen->frame);
}

template <class F>
const F* frame_of(const trace::Event& event) {
  const auto* seen = std::get_if<trace::FrameSeen>(&event.what);
  return seen == nullptr ? nullptr : std::get_if<F>(&seen->frame);
}

std::optional<frame::Type> type_of(const trace::Event& event) {
  if (std::holds_alternative<trace::DataSeen>(event.what)) return frame::Type::data;
  if (const auto* seen = std::get_if<trace::FrameSeen>(&event.what)) return trace::type_of(seen->frame);
  return std::nullopt;
}

}  // namespace

Wire::Wire(io::Loop& loop, Origin& origin, const InspectOptions& options, Console& console, WireUser& user)
    : loop_(loop),
      origin_(origin),
      console_(console),
      user_(user),
      bare_(options.bare),
      began_(loop.now()),
      of_sent_(http::Role::client, began_, {.detail = options.detail}),
      of_received_(http::Role::client, began_, {.detail = true}),
      connector_(origin.connect(loop, {"h2"}, *this)),
      tap_(http::Role::client, http::Version::http2, *this),
      announced_table_size_(encoder_.table().max_size()) {}

void Wire::note(std::string_view words) const {
  console_.tell(trace::note_line(loop_.now() - began_, words));
}

// --- the transport ---------------------------------------------------------------------------------------------------

void Wire::on_connected(std::unique_ptr<io::Channel> channel) {
  channel_ = std::move(channel);
  channel_->start(*this);
}

void Wire::on_failed(std::error_code /*error*/, io::Reason reason) {
  user_.on_wire_failed(fmt::format("no connection: {}", to_string(reason)));
}

void Wire::on_open() {
  const io::TlsFacts* tls = channel_->tls();
  if (tls != nullptr && tls->alpn != "h2") return user_.on_wire_failed(no_http2);
  opened_ = true;
  note(fmt::format("HTTP/2 to {}{}", io::to_string(channel_->peer()), tls == nullptr ? "" : "   " + tls->version));
  user_.on_wire_open();
}

void Wire::on_received(MutableOctets octets) {
  tap_.received(octets, loop_.now());
  if (!answers_.empty()) answer();
  user_.on_wire_news();
}

// A server that asks and does not read would be answered in memory: nothing more is read until it has read.
void Wire::answer() {
  Buffer answers;
  answers.swap(answers_);
  send(answers.readable());
  unread_answers_ = std::min(channel_->backlog(), unread_answers_ + answers.size());
  if (unread_answers_ <= most_unread_answers || !std::exchange(is_reading_, false)) return;
  note("the server does not read what it is answered: nothing more is read until it does");
  channel_->pause();
}

void Wire::on_drained() {
  unread_answers_ = 0;
  if (!std::exchange(is_reading_, true)) channel_->resume();
}

void Wire::on_end() {
  note("the server sends no more");
  channel_->finish();
}

void Wire::on_closed(std::error_code /*error*/, io::Reason reason) {
  if (!opened_) return user_.on_wire_failed(fmt::format("no connection: {}", to_string(reason)));
  has_ended_ = true;
  tap_.ended({.scope = http::Scope::connection, .reason = reason}, loop_.now());
  user_.on_wire_news();
}

void Wire::finish() {
  if (channel_ != nullptr && !has_ended_) channel_->finish();
}

// --- frames out ------------------------------------------------------------------------------------------------------

void Wire::greet() {
  Buffer out;
  out.append(as_octets(http::client_preface));
  frame::Settings().encode(out);
  send(out.readable());
}

void Wire::send(Octets octets) {
  tap_.sent(octets, loop_.now());
  Buffer copy;
  copy.append(octets);
  channel_->send(copy.mutable_readable());
}

void Wire::send(const SendFields& fields) {
  Buffer block;
  encoder_.encode(list_of(fields), block);
  Buffer out;
  if (fields.type == frame::Type::continuation) {
    frame::Continuation{fields.stream, block.readable(), fields.end_headers}.encode(out);
  } else {
    frame::Headers{.stream = fields.stream,
                   .block = block.readable(),
                   .end_stream = fields.end_stream,
                   .end_headers = fields.end_headers,
                   .padding = fields.padding}
        .encode(out);
  }
  send(out.readable());
}

// A request has the pseudo-header fields that it needs; a field of the command takes the place of one of them.
std::vector<Field> Wire::list_of(const SendFields& fields) const {
  const http::Url& url = origin_.url();
  std::vector<Field> list;
  if (fields.method == "CONNECT") {
    list = {{":method", fields.method}, {":authority", fields.path}};
  } else if (!fields.method.empty()) {
    list = {{":method", fields.method},
            {":scheme", http::to_string(url.scheme)},
            {":authority", url.authority},
            {":path", fields.path}};
  }
  const auto usual = static_cast<std::ptrdiff_t>(list.size());
  for (const auto& [name, value] : fields.fields) {
    const auto end = list.begin() + usual;
    const auto place = std::find_if(list.begin(), end, [&](const Field& each) { return each.name == name; });
    if (place == end) {
      list.push_back({name, value});
    } else {
      place->value = value;
    }
  }
  return list;
}

// --- what is seen ----------------------------------------------------------------------------------------------------

void Wire::on_event(const trace::Event& event) {
  const bool is_sent = event.direction == Direction::sent;
  const bool has_content = !is_sent && std::holds_alternative<trace::DataSeen>(event.what);
  console_.tell((is_sent ? of_sent_ : of_received_).lines(event) + (has_content ? content_lines() : ""));
  is_sent ? note_sent(event) : note_received(event);
}

void Wire::on_content(Direction direction, std::uint64_t /*stream*/, Octets octets) {
  if (direction == Direction::sent) return;
  const std::string_view kept = as_text(octets).substr(0, most_shown - content_.size());
  content_ += kept;
  content_left_out_ += octets.size() - kept.size();
}

// Below the line of its frame.
std::string Wire::content_lines() {
  constexpr std::string_view indent = "                 ";
  std::string shown = printable(content_, Lines::many);
  // Octets of which most are escaped are of no use but at their beginning, where the type of a file stands.
  if (shown.size() > 2 * content_.size() && content_.size() > most_shown_of_binary) {
    content_left_out_ += content_.size() - most_shown_of_binary;
    shown = printable(content_.substr(0, most_shown_of_binary));
  }
  content_.clear();
  std::string lines;
  for (std::string_view rest = shown; !rest.empty();) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    lines += fmt::format("{}{}\n", indent, line);
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  }
  if (content_left_out_ > 0) lines += fmt::format("{}... and {} B more\n", indent, grouped(content_left_out_));
  content_left_out_ = 0;
  return lines;
}

void Wire::note_sent(const trace::Event& event) {
  const frame::StreamId stream = stream_of(event);
  ends_.named(stream);
  if (ends_stream(event) && frame::is_client_initiated(stream)) ends_.asked(stream);
  if (const auto* reset = frame_of<frame::RstStream>(event)) ends_.over(reset->stream);
  const auto* settings = frame_of<frame::Settings>(event);
  if (settings != nullptr && settings->ack) encoder_.set_max_table_size(announced_table_size_);
}

void Wire::note_received(const trace::Event& event) {
  if (const auto type = type_of(event)) came_.push_back(*type);
  if (came_.size() > most_kept) came_.pop_front();
  if (ends_stream(event)) ends_.over(stream_of(event));
  if (const auto* reset = frame_of<frame::RstStream>(event)) ends_.over(reset->stream);
  if (const auto* settings = frame_of<frame::Settings>(event)) note_settings(*settings);
  const auto* ping = frame_of<frame::Ping>(event);
  if (ping != nullptr && !ping->ack && !bare_) frame::Ping{true, ping->opaque}.encode(answers_);
}

void Wire::note_settings(const frame::Settings& settings) {
  (settings.ack ? settings_acknowledged_ : settings_came_) = true;
  if (settings.ack) return;
  for (const frame::Setting each : settings.settings) {
    if (each.id == frame::SettingId::header_table_size) announced_table_size_ = each.value;
  }
  if (!bare_) frame::Settings{.ack = true}.encode(answers_);
}

bool Wire::take_frame(std::optional<frame::Type> type) {
  const auto place = type ? std::find(came_.begin(), came_.end(), *type) : came_.begin();
  if (place == came_.end()) return false;
  came_.erase(came_.begin(), place + 1);
  return true;
}

}  // namespace weft::cli::inspect
