// From octets to frames and field blocks: the intake knows how much of them has come, and what may come next.
//
//   if (const auto broken = intake.take_preface(octets)) …
//   const Intake::Step step = intake.next(octets, sink);      // sink(frame), DataStart, DataPiece or Faulty
//   if (step.broken) …                                         // the connection is lost
//   if (!step.taken) …                                         // call again with more octets
//   intake.note_partial_frame(now);                            // all octets were taken: an unfinished frame is timed
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>
#include <utility>

#include <weft/base/buffer.hpp>
#include <weft/base/time.hpp>
#include <weft/frame/reader.hpp>
#include <weft/h2/error.hpp>
#include <weft/h2/field_block.hpp>
#include <weft/h2/options.hpp>

namespace weft::h2 {

class Intake {
 public:
  // RFC 9113 3.4: a server waits for the preface, then both roles wait for the first SETTINGS, then frames come.
  enum class Stage : std::uint8_t { preface, settings, frames };

  Intake(Stage stage, std::uint32_t max_frame_size) : stage_(stage) { reader_.set_max_frame_size(max_frame_size); }

  // --- octets ------------------------------------------------------------------------------------------------------
  [[nodiscard]] std::optional<Reason> take_preface(Octets& octets) {
    return stage_ == Stage::preface ? match_preface(octets) : std::nullopt;
  }
  struct Step {
    // False where the intake needs more octets.
    bool taken = false;
    // Why the connection is lost.
    std::optional<Reason> broken{};
  };
  // Gives one frame, or part of a DATA frame, to the sink. Nothing follows in this call where a frame may not come now.
  template <class Sink>
  [[nodiscard]] Step next(Octets& octets, Sink&& sink);
  // True where next() has an item to give that needs no more octets.
  bool has_item() const { return reader_.has_item(); }
  void note_partial_frame(Time now);
  // When the frame that is being given began, if it did not come in one piece.
  Time partial_since() const { return partial_since_; }

  // --- what may come -----------------------------------------------------------------------------------------------
  // The reason why a frame of this type may not come now on any stream, if there is one.
  std::optional<Reason> check_sequence(frame::Type type, frame::StreamId stream) const {
    const bool is_usual = stage_ == Stage::frames && !block_ && type != frame::Type::continuation;
    return is_usual ? std::nullopt : check_unusual(type, stream);
  }
  bool awaits_settings() const { return stage_ == Stage::settings; }
  void settings_came() { stage_ = Stage::frames; }
  // Says whether the rest of the DATA frame that has begun belongs to a stream.
  void accept_data(bool accepted) { data_accepted_ = accepted; }
  bool in_data() const { return in_data_; }

  // --- field blocks ------------------------------------------------------------------------------------------------
  // Fills in `block`. False where CONTINUATION has to follow.
  [[nodiscard]] bool begin(const frame::Headers& frame, Time now, FieldBlock& block);
  [[nodiscard]] bool begin(const frame::PushPromise& frame, Time now, FieldBlock& block);
  // Returns the block so far.
  const PartialBlock& add(const frame::Continuation& frame);
  // After the frame with END_HEADERS.
  PartialBlock take_block() { return *std::exchange(block_, std::nullopt); }
  // The connection is lost.
  void drop_block() { block_.reset(); }

  // --- octets that events borrow -----------------------------------------------------------------------------------
  // Makes octets of the given frame valid until no event borrows them any more.
  Octets lend(Octets octets);
  void take_back_lent() { lent_.release(); }

  // --- patience ----------------------------------------------------------------------------------------------------
  Time deadline(Time created, const Timeouts& timeouts) const;
  bool is_preface_late(Time now, Time created, const Timeouts& timeouts) const {
    return stage_ != Stage::frames && now >= created + timeouts.preface;
  }
  bool is_block_late(Time now, const Timeouts& timeouts) const;

  // Nothing has begun.
  bool is_between_frames() const { return stage_ == Stage::frames && !block_ && !reader_.mid_frame(); }
  // Octets of memory held, for a budget.
  std::size_t memory() const {
    return reader_.capacity() + lent_.capacity() + (block_ ? block_->octets.capacity() : 0);
  }

 private:
  std::optional<Reason> match_preface(Octets& octets);
  std::optional<Reason> check_unusual(frame::Type type, frame::StreamId stream) const;
  [[nodiscard]] bool keep_or_give(Octets fragment, bool is_whole, Time now, FieldBlock& block) {
    block.octets = fragment;
    if (!is_whole) keep(block, now);
    return is_whole;
  }
  void keep(FieldBlock& block, Time now);

  // Inlined, the usual HEADERS never come to lie in memory: 40 instructions of a request.
  template <class F, class Sink>
  [[gnu::always_inline]] std::optional<Reason> give(const F& frame, Sink& sink);
  template <class Sink>
  std::optional<Reason> give(const frame::DataStart& start, Sink& sink);
  template <class Sink>
  std::optional<Reason> give(const frame::DataPiece& piece, Sink& sink);
  template <class Sink>
  std::optional<Reason> give(const frame::Faulty& faulty, Sink& sink);
  template <class F>
  static frame::Type type_of(const F& frame) {
    if constexpr (requires { F::type; }) {
      return F::type;
    } else {
      return frame.header.type;
    }
  }
  template <class F>
  static frame::StreamId stream_of(const F& frame) {
    if constexpr (requires { frame.stream; }) {
      return frame.stream;
    } else {
      return frame::connection_stream;
    }
  }

  Stage stage_;
  std::uint8_t preface_matched_ = 0;
  bool in_data_ = false;
  bool data_accepted_ = false;
  frame::Reader reader_;
  std::optional<PartialBlock> block_;
  // When a frame began that has not come whole. DATA frames have no such deadline.
  Time partial_since_ = never;
  // Octets that an event has borrowed and that the reader does not keep.
  Buffer lent_;
};

inline bool Intake::begin(const frame::Headers& frame, Time now, FieldBlock& block) {
  block.stream = frame.stream;
  block.end = frame.end_stream ? http::End::yes : http::End::no;
  if (frame.priority) block.priority = frame.priority;
  block.wire_octets = frame::header_size + frame.block.size() + frame::padding_size(frame.padding) +
                      (frame.priority ? frame::Dependency::size : 0);
  return keep_or_give(frame.block, frame.end_headers, now, block);
}

template <class Sink>
Intake::Step Intake::next(Octets& octets, Sink&& sink) {
  std::optional<Reason> broken;
  const auto give_next = [&](const auto& what) {
    if (!broken) broken = give(what, sink);
  };
  if (!reader_.next(octets, give_next)) return {};
  // A frame that is partial at the end can only have begun long ago if no frame was completed.
  partial_since_ = never;
  return {true, broken};
}

template <class F, class Sink>
inline std::optional<Reason> Intake::give(const F& frame, Sink& sink) {
  if (auto broken = check_sequence(type_of(frame), stream_of(frame))) return broken;
  // DATA comes as DataStart and DataPiece.
  if constexpr (!std::is_same_v<F, frame::Data>) sink(frame);
  return std::nullopt;
}

template <class Sink>
std::optional<Reason> Intake::give(const frame::DataStart& start, Sink& sink) {
  in_data_ = true;
  data_accepted_ = false;
  if (auto broken = check_sequence(frame::Type::data, start.header.stream)) return broken;
  sink(start);
  return std::nullopt;
}

template <class Sink>
std::optional<Reason> Intake::give(const frame::DataPiece& piece, Sink& sink) {
  if (piece.last) in_data_ = false;
  if (data_accepted_) sink(piece);
  return std::nullopt;
}

template <class Sink>
std::optional<Reason> Intake::give(const frame::Faulty& faulty, Sink& sink) {
  const bool is_fatal = frame::scope(faulty.fault) == frame::FaultScope::connection;
  if (is_fatal && stage_ == Stage::frames) return reason_of(faulty.fault);
  if (auto broken = check_sequence(faulty.header.type, faulty.header.stream)) return broken;
  if (is_fatal) return reason_of(faulty.fault);
  sink(faulty);
  return std::nullopt;
}

}  // namespace weft::h2
