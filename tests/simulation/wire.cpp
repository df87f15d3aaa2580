#include "wire.hpp"

#include <algorithm>

#include <weft/frame/reader.hpp>
#include <weft/http/preface.hpp>

#include "application.hpp"
#include "flow.hpp"

namespace weft::simulation {

namespace {

// Notes one frame that `side` has just written and that ends at `at`.
void observe_data(World& world, Side& side, const frame::Header& header) {
  Half& half = world.exchange(header.stream).from(side.role);
  side.credit -= header.length;
  half.credit -= header.length;
  must(header.length == 0 || side.credit >= 0, "the connection's window is kept");
  must(header.length == 0 || half.credit + side.initial_known >= 0, "the stream's window is kept");
  spend(world, half.sending_limit, header.length);
  spend(world, side.sending_limit, header.length);
}

void observe_window_update(World& world, Side& side, const frame::Header& header, const std::uint8_t* payload,
                           std::uint64_t at) {
  const std::uint32_t increment = load_be32(payload);
  side.credits.push_back({at, header.stream, increment, {}, {}});
  if (header.stream == frame::connection_stream) return spend(world, side.allowed.limit, increment);
  const Half& half = world.exchange(header.stream).from(world.other(side).role);
  must(!half.paused(), "a paused message gets no credit");
  spend(world, half.allowed.limit, increment);
}

void observe_settings(Side& side, Octets payload, std::uint64_t at) {
  Credit credit{at, 0, 0, {}, {}};
  for (const frame::Setting setting : frame::SettingsView(payload)) {
    if (setting.id == frame::SettingId::initial_window_size) credit.initial = setting.value;
    if (setting.id == frame::SettingId::enable_push) credit.push = setting.value;
  }
  if (credit.initial || credit.push) side.credits.push_back(credit);
}

// Frames leave an engine whole.
void observe(World& world, Side& side, Octets octets) {
  std::uint64_t at = side.written;
  side.written += octets.size();
  if (side.role == Role::client && !side.preface_read && !octets.empty()) {
    side.preface_read = true;
    at += http::client_preface.size();
    octets = octets.subspan(http::client_preface.size());
  }
  while (!octets.empty()) {
    must(octets.size() >= frame::header_size, "frames leave whole");
    const auto header = frame::Header::load(octets.data());
    const std::size_t size = frame::header_size + header.length;
    must(octets.size() >= size, "frames leave whole");
    must(header.length <= world.other(side).options.max_frame_size, "frames are no larger than allowed");
    at += size;
    const Octets payload = octets.subspan(frame::header_size, header.length);
    if (header.type == frame::Type::data) observe_data(world, side, header);
    if (header.type == frame::Type::headers) side.highest = std::max(side.highest, header.stream);
    if (header.type == frame::Type::window_update) observe_window_update(world, side, header, payload.data(), at);
    if (header.type == frame::Type::settings) observe_settings(side, payload, at);
    octets = octets.subspan(size);
  }
}

void describe(World& world, const Side& side, Octets octets) {
  if (world.story == nullptr) return;
  if (side.role == Role::client && as_text(octets).starts_with(http::client_preface)) {
    octets = octets.subspan(http::client_preface.size());
  }
  frame::Reader reader;
  reader.set_max_frame_size(frame::largest_max_frame_size);
  while (!octets.empty()) {
    const frame::Item item = reader.next(octets);
    if (const auto* frame = std::get_if<frame::Frame>(&item))
      world.tell("  {} writes {}", name(side), describe(*frame));
    if (const auto* data = std::get_if<frame::DataStart>(&item)) {
      world.tell("  {} writes DATA stream={} length={}{}", name(side), data->header.stream, data->header.length,
                 data->header.has(frame::flag::end_stream) ? " END_STREAM" : "");
    }
  }
}

// Frames that have arrived by now move the windows of their reader.
void apply_credits(World& world, Side& side) {
  Side& reader = world.other(side);
  while (!side.credits.empty() && side.credits.front().at <= side.arrived) {
    const Credit credit = side.credits.front();
    side.credits.pop_front();
    if (credit.initial || credit.push) {
      reader.initial_known = credit.initial.value_or(reader.initial_known);
      reader.push_known = credit.push.value_or(reader.push_known ? 1 : 0) == 1;
    } else if (credit.stream == frame::connection_stream) {
      reader.credit += credit.octets;
    } else {
      world.exchange(credit.stream).from(reader.role).credit += credit.octets;
    }
  }
}

// The transport takes no more octets for now.
bool is_full(const Side& side) {
  constexpr std::size_t most_on_the_way = 256 * 1024;
  return side.outgoing.size() > most_on_the_way;
}

}  // namespace

bool write(World& world, Side& side, std::size_t budget) {
  if (is_full(side) || !side.connection.wants_to_produce()) return false;
  const std::size_t before = side.outgoing.size();
  side.connection.produce(side.outgoing, budget, world.now);
  side.answers_unwritten = 0;
  const Octets fresh = side.outgoing.readable().subspan(before);
  must(budget == 0 || !fresh.empty() || !side.connection.wants_to_produce(),
       "who wants to produce has something to give");
  if (!fresh.empty()) ++world.deeds;
  describe(world, side, fresh);
  observe(world, side, fresh);
  if (side.mute) {
    side.written -= fresh.size();
    side.outgoing.truncate(before);
  }
  hear(world, side);
  return true;
}

bool flush(World& world, Side& side) {
  if (is_full(side)) return false;
  write(world, side, 0);
  return !side.close;
}

bool carry(World& world, Side& side, std::size_t size) {
  size = std::min(size, side.outgoing.size());
  if (size == 0) return false;
  Side& reader = world.other(side);
  world.tell("{} octets of {} arrive", size, name(side));
  side.arrived += size;
  apply_credits(world, side);
  reader.released_lately = 0;
  reader.connection.receive(side.outgoing.readable().first(size), world.now);
  hear(world, reader);
  side.outgoing.consume(size);
  return true;
}

bool tell_end(World& world, Side& side) {
  if (side.end_told || !side.outgoing.empty()) return false;
  side.end_told = side.mute = true;
  Side& reader = world.other(side);
  world.tell("{} hears that no more will come", name(reader));
  reader.connection.receive_end(world.now);
  hear(world, reader);
  return true;
}

void slip_in(World& world, Side& side, const frame::Frame& frame) {
  if (side.mute || side.written == 0 || side.close) return;
  const std::size_t before = side.outgoing.size();
  frame::encode(frame, side.outgoing);
  const Octets fresh = side.outgoing.readable().subspan(before);
  ++world.deeds;
  describe(world, side, fresh);
  observe(world, side, fresh);
  ++side.oddities;
}

}  // namespace weft::simulation
