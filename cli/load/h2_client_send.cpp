#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include <cli/load/h2_client.hpp>
#include <weft/http/preface.hpp>

namespace weft::cli::load {

namespace {

constexpr std::uint32_t largest_window = 0x7fff'ffff;
constexpr std::uint32_t default_window = 65'535;

// Four times as many places as streams: hardly ever is a number skipped.
std::size_t places_for(std::size_t streams) {
  return std::bit_ceil(std::max<std::size_t>(streams, 4) * 4);
}

}  // namespace

H2Client::H2Client(const H2Options& options, const Requests& requests, const BlocksFor& blocks_for, Share& share)
    : LoadClient(share, options.quota),
      options_(options),
      requests_(requests),
      blocks_for_(blocks_for),
      transfers_(share.tally.transfers),
      slots_(places_for(options.streams)),
      mask_(slots_.size() - 1),
      limit_(options.streams) {
  control_.append(as_octets(http::client_preface));
  const std::array settings = {frame::Setting{frame::SettingId::enable_push, 0},
                               frame::Setting{frame::SettingId::initial_window_size, options.window}};
  frame::encode_settings(settings, control_);
  frame::WindowUpdate{frame::connection_stream, largest_window - default_window}.encode(control_);
}

void H2Client::compose(Buffer& out, Time now, std::size_t most) {
  out.append(control_.readable());
  control_.clear();
  if (!ready()) return;
  for (most = std::min(most, room()); most > 0; --most) {
    const auto call = share_.next(now);
    if (!call) break;
    begin(*call, out);
  }
  send_bodies(out);
}

void H2Client::begin(const Call& call, Buffer& out) {
  while (place_of(next_id_).id != 0) next_id_ += 2;
  const StreamId id = next_id_;
  next_id_ += 2;
  const RequestBlock block = call.again ? blocks_->alone(call.request) : blocks_->at(count_++);
  std::uint8_t* const at = out.prepare(block.frame.size()).data();
  std::memcpy(at, block.frame.data(), block.frame.size());
  store_be32(at + 5, id);
  out.commit(block.frame.size());

  Slot& slot = place_of(id);
  slot = {.call = call, .id = id, .window = initial_window_};
  slot.call.request = block.request;
  ++open_;
  count_begun(call);
  transfers_.request_fields += block.fields;
  transfers_.request_blocks += block.frame.size() - frame::header_size;
  if (!requests_[block.request].body.empty()) uploads_.push_back(id);
}

// One frame of each body in turn.
void H2Client::send_bodies(Buffer& out) {
  while (!uploads_.empty() && window_ > 0 && out.size() < most_in_a_turn) {
    Slot* slot = find(uploads_.pop_front());
    if (slot != nullptr && send_piece(*slot, out)) uploads_.push_back(slot->id);
  }
}

// Whether more of it can be sent at once.
bool H2Client::send_piece(Slot& slot, Buffer& out) {
  const std::string& body = requests_[slot.call.request].body;
  const std::size_t left = body.size() - slot.sent;
  const std::int64_t allowed = std::min({slot.window, window_, std::int64_t{frame::default_max_frame_size}});
  slot.waiting = slot.window <= 0;
  if (slot.waiting) return false;
  const std::size_t size = std::min(left, static_cast<std::size_t>(allowed));
  const bool last = size == left;
  frame::append_header(
      {static_cast<std::uint32_t>(size), frame::Type::data, last ? frame::flag::end_stream : std::uint8_t{0}, slot.id},
      out);
  out.append(as_octets(body).subspan(slot.sent, size));
  slot.sent += static_cast<std::uint32_t>(size);
  slot.window -= static_cast<std::int64_t>(size);
  window_ -= static_cast<std::int64_t>(size);
  transfers_.request_bodies += size;
  return !last;
}

void H2Client::await_turn(Slot& slot) {
  if (!slot.waiting || slot.window <= 0) return;
  slot.waiting = false;
  uploads_.push_back(slot.id);
}

}  // namespace weft::cli::load
