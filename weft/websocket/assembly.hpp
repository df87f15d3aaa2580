// Messages out of frames: fragments joined, inflated, measured, and their text checked as it comes.
//
//   if (const auto reason = assembly.begin(header)) …            // a data frame
//   if (const auto reason = assembly.take(octets)) …             // its octets, unmasked, in pieces
//   const auto message = assembly.end();                         // the frame has ended: nullopt where more are to come
#pragma once

#include <cstddef>
#include <optional>

#include <weft/base/bytes.hpp>
#include <weft/base/result.hpp>
#include <weft/websocket/frame_header.hpp>
#include <weft/websocket/inflater.hpp>
#include <weft/websocket/message.hpp>
#include <weft/websocket/utf8_check.hpp>

namespace weft::websocket {

class Assembly {
 public:
  // `most`: octets that a message may have, as it is given to the application. No inflater where no message may come
  // compressed.
  Assembly(std::size_t most, std::optional<Inflater> inflater) : most_(most), inflater_(std::move(inflater)) {}

  std::optional<Reason> begin(const FrameHeader& header);
  std::optional<Reason> take(Octets octets);
  Result<std::optional<Message>, Reason> end();
  // Octets of memory that a message takes which has begun, and has not ended.
  std::size_t unfinished() const { return begun_ ? message_.data.size() + (compressed_ ? inflater_->memory() : 0) : 0; }

 private:
  std::optional<Reason> check_inflated(std::optional<Reason> reason);
  std::optional<Reason> check_text();

  std::size_t most_;
  std::optional<Inflater> inflater_;
  Message message_;
  Utf8Check text_;
  // Octets of the text that have been checked.
  std::size_t checked_ = 0;
  // Fragments have come, and others are to come.
  bool begun_ = false;
  bool compressed_ = false;
  bool last_frame_ = false;
};

}  // namespace weft::websocket
