// Bodies for tests.
#pragma once

#include <algorithm>
#include <cstring>
#include <string>
#include <utility>

#include <weft/http/body_source.hpp>

namespace weft::testkit {

// These octets, and trailers behind them if there are any.
class TextBody final : public http::BodySource {
 public:
  explicit TextBody(std::string text) : text_(std::move(text)) {}

  http::Fields& trailers_to_send() { return trailers_; }

  http::Pulled pull(MutableOctets room) override {
    const std::size_t size = std::min(room.size(), text_.size() - sent_);
    std::memcpy(room.data(), text_.data() + sent_, size);
    sent_ += size;
    using enum http::Pulled::State;
    if (sent_ < text_.size()) return {size, more};
    return {size, trailers_.empty() ? end : end_with_trailers};
  }
  const http::Fields& trailers() const override { return trailers_; }

 private:
  std::string text_;
  std::size_t sent_ = 0;
  http::Fields trailers_;
};

// So many octets, or without end; it counts what was pulled.
class LongBody final : public http::BodySource {
 public:
  explicit LongBody(std::size_t size = static_cast<std::size_t>(-1)) : left_(size) {}

  std::size_t pulled() const { return pulled_; }

  http::Pulled pull(MutableOctets room) override {
    const std::size_t size = std::min(room.size(), left_);
    std::memset(room.data(), 'x', size);
    left_ -= size;
    pulled_ += size;
    return {size, left_ == 0 ? http::Pulled::State::end : http::Pulled::State::more};
  }

 private:
  std::size_t left_;
  std::size_t pulled_ = 0;
};

// Has nothing to give until it is told to end.
class WaitingBody final : public http::BodySource {
 public:
  void end() { ended_ = true; }

  http::Pulled pull(MutableOctets) override {
    return {0, ended_ ? http::Pulled::State::end : http::Pulled::State::blocked};
  }

 private:
  bool ended_ = false;
};

}  // namespace weft::testkit
