#include <weft/trace/http2_direction.hpp>

#include <algorithm>
#include <utility>

#include <weft/http/preface.hpp>
#include <weft/trace/note.hpp>

namespace weft::trace {

namespace {

using http::client_preface;

constexpr std::size_t largest_block = 256 * 1024;
// A tap keeps no larger compression context, whatever two sides agree on.
constexpr std::size_t largest_table = 1024 * 1024;
// An engine stops earlier: see hpack::DecodeLimits.
constexpr hpack::DecodeLimits limits{
    .soft_fields = 1024, .hard_fields = 4096, .soft_octets = 256 * 1024, .hard_octets = 1024 * 1024};

bool carries_block(frame::Type type) {
  return type == frame::Type::headers || type == frame::Type::push_promise || type == frame::Type::continuation;
}

}  // namespace

// Takes the items of the reader.
struct Http2Direction::Visit {
  Http2Direction& self;
  Terms& asks;
  Terms& obeys;
  const Telling& telling;

  void operator()(const frame::Headers& f) const {
    self.begin({f}, {.of = frame::Type::headers, .stream = f.stream, .end_stream = f.end_stream}, f.block,
               f.end_headers, telling);
  }
  void operator()(const frame::PushPromise& f) const {
    self.begin({f}, {.of = frame::Type::push_promise, .stream = f.stream, .promised = f.promised}, f.block,
               f.end_headers, telling);
  }
  void operator()(const frame::Continuation& f) const { self.go_on(f, telling); }
  // RFC 9113 6.5.3: "Once all values have been processed, the recipient MUST immediately emit a SETTINGS frame with the
  // ACK flag set."
  void operator()(const frame::Settings& f) const {
    if (!f.ack) asks.announce(f);
    if (const auto size = f.ack ? obeys.acknowledge() : std::nullopt) {
      self.decoder_.set_max_table_size(std::min(*size, largest_table));
    }
    tell({f});
  }
  void operator()(const frame::DataStart& start) const {
    self.data_ = {start.header, start.data_length, self.break_section()};
  }
  void operator()(const frame::DataPiece& piece) const {
    if (!piece.octets.empty()) telling.reader.on_content(telling.direction, piece.stream, piece.octets);
    if (piece.last) telling.tell(self.data_);
  }
  void operator()(const frame::Faulty& faulty) const {
    if (carries_block(faulty.header.type)) self.lost_ = true;
    self.break_section();
    telling.tell(faulty);
  }
  // The reader gives DATA in pieces.
  void operator()(const frame::Data&) const {}
  template <class F>
  void operator()(const F& f) const {
    tell({f});
  }

  void tell(FrameSeen seen) const {
    seen.out_of_place = self.break_section();
    telling.tell(seen);
  }
};

Http2Direction::Http2Direction(http::Role writer)
    : preface_size_(writer == http::Role::client ? client_preface.size() : 0) {}

void Http2Direction::read(Octets octets, Terms& asks, Terms& obeys, const Telling& telling) {
  if (!take_preface(octets, telling)) return;
  reader_.set_max_frame_size(obeys.max_frame_size());
  const Visit visit{*this, asks, obeys, telling};
  while (reader_.next(octets, visit)) {
  }
}

bool Http2Direction::mid_frame() const {
  return reader_.mid_frame() || section_ || (preface_seen_ > 0 && preface_seen_ < preface_size_);
}

// RFC 9113 3.4: "That is, the connection preface starts with the string "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"."
bool Http2Direction::take_preface(Octets& octets, const Telling& telling) {
  while (!unreadable_ && preface_seen_ < preface_size_ && !octets.empty()) {
    unreadable_ = octets[0] != static_cast<std::uint8_t>(client_preface[preface_seen_]);
    octets = octets.subspan(1);
    ++preface_seen_;
    if (unreadable_) telling.tell(Unreadable{"the preface of HTTP/2 was expected"});
    if (!unreadable_ && preface_seen_ == preface_size_) telling.tell(PrefaceSeen{});
  }
  return !unreadable_ && preface_seen_ == preface_size_;
}

// --- field blocks ----------------------------------------------------------------------------------------------------

void Http2Direction::begin(FrameSeen seen, const Section& section, Octets block, bool whole, const Telling& telling) {
  seen.out_of_place = break_section();
  section_ = section;
  add(seen, block, whole, telling);
}

void Http2Direction::go_on(const frame::Continuation& more, const Telling& telling) {
  const bool continues = section_ && section_->stream == more.stream;
  if (continues) return add({more}, more.block, more.end_headers, telling);
  break_section();
  lost_ = true;
  telling.tell(FrameSeen{.frame = more, .out_of_place = true});
}

// Octets beyond the largest block are counted and not kept.
void Http2Direction::add(FrameSeen seen, Octets block, bool whole, const Telling& telling) {
  section_->on_wire += block.size();
  const bool alone = whole && block_.empty();
  const std::size_t room = largest_block - block_.size();
  const Octets kept = block.first(std::min(block.size(), room));
  const TableMark before = table_mark();
  const frame::StreamId stream = section_->stream;
  if (!alone) block_.insert(block_.end(), kept.begin(), kept.end());
  if (whole) {
    seen.section = *std::exchange(section_, std::nullopt);
    decode(*seen.section, alone ? block : Octets(block_));
    block_ = {};
  }
  telling.tell(seen);
  tell_table(before, stream, telling);
}

void Http2Direction::tell_table(const TableMark& before, frame::StreamId stream, const Telling& telling) const {
  const hpack::DynamicTable& table = decoder_.table();
  const std::uint32_t inserted = table.inserted() - before.inserted;
  const std::uint32_t evicted = before.entries + inserted - table.count();
  if (evicted != 0) {
    telling.reader.on_note({telling.time, FieldsEvicted{.direction = telling.direction,
                                                        .stream = stream,
                                                        .count = evicted,
                                                        .size = table.size(),
                                                        .entries = table.count()}});
  }
  if (inserted == 0) return;
  std::vector<Field> fields;
  for (std::uint32_t newest = std::min(inserted, table.count()); newest > 0; --newest) {
    const auto entry = table[newest - 1];
    fields.push_back({.name = entry.name, .value = entry.value});
  }
  telling.reader.on_note({telling.time, FieldsInserted{.direction = telling.direction,
                                                       .stream = stream,
                                                       .fields = fields,
                                                       .size = table.size(),
                                                       .entries = table.count()}});
}

void Http2Direction::decode(Section& section, Octets block) {
  if (lost_) {
    section.state = Section::State::lost;
    return;
  }
  arena_.clear();
  fields_.clear();
  hpack::DecodeOutcome outcome{.status = hpack::DecodeStatus::over_hard_limit};
  if (section.on_wire == block.size()) outcome = decoder_.decode(block, limits, arena_, fields_);
  section.fault = outcome.status;
  section.fields = fields_;
  section.decoded = outcome.octets - outcome.fields * hpack::entry_overhead;
  if (outcome.status == hpack::DecodeStatus::ok) return;
  lost_ = outcome.status != hpack::DecodeStatus::over_soft_limit;
  section.state = lost_ ? Section::State::broken : Section::State::cut_short;
}

bool Http2Direction::break_section() {
  if (!section_) return false;
  section_.reset();
  block_ = {};
  lost_ = true;
  return true;
}

}  // namespace weft::trace
