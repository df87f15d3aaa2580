// A body in a coding: what another body gives, compressed as it is pulled.
//
// Where the other one pauses, as server-sent events do, all that came so far is sent in such a way that the client can
// read it. A pull takes a bounded number of octets, so that a loop never stands for what compresses well.
#pragma once

#include <algorithm>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include <weft/base/bytes.hpp>
#include <weft/server/compression/compressor.hpp>
#include <weft/session/body.hpp>

namespace weft::server {

class CompressedBody final : public session::Body {
 public:
  // Octets that a pull takes from the other body before it gives some.
  static constexpr std::size_t most_taken = 128 * 1024;

  CompressedBody(std::unique_ptr<session::Body> source, std::unique_ptr<Compressor> compressor)
      : source_(std::move(source)), compressor_(std::move(compressor)) {}

  http::Pulled pull(MutableOctets room) override;
  const http::Fields& trailers() const override { return source_->trailers(); }

 private:
  using State = http::Pulled::State;

  // The next octets of the source; false where there are none, and nothing of the source waits in the compressor.
  bool take();
  void compress();
  std::size_t give(MutableOctets room);

  std::unique_ptr<session::Body> source_;
  std::unique_ptr<Compressor> compressor_;
  std::vector<std::uint8_t> piece_;
  Octets left_;
  std::vector<std::uint8_t> given_;
  Octets ready_;
  Compressor::Then then_ = Compressor::Then::more;
  State state_ = State::more;
  // All that was taken has come out, as far as `then_` wants it.
  bool done_ = true;
  // The compressor may hold octets that a pause would send.
  bool holds_ = false;
  std::size_t taken_ = 0;
};

// Octets that somebody keeps alive: `Owner` is a string that has them, or a pointer.
template <class Owner>
class OctetsBody final : public session::Body {
 public:
  OctetsBody(Octets octets, Owner owner) : owner_(std::move(owner)), left_(octets) {}

  http::Pulled pull(MutableOctets room) override {
    const std::size_t size = std::min(room.size(), left_.size());
    std::copy_n(left_.begin(), size, room.begin());
    left_ = left_.subspan(size);
    return {size, left_.empty() ? http::Pulled::State::end : http::Pulled::State::more};
  }

 private:
  Owner owner_;
  Octets left_;
};

// More than that is compressed piece by piece, so that a loop does not stand.
inline constexpr std::size_t most_compressed_at_once = 64 * 1024;

// All at once. Empty where there is no compressor left.
std::vector<std::uint8_t> compressed(Octets octets, FileCoding coding);

}  // namespace weft::server
