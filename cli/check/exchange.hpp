// An exchange in words, both directions, and as a recording where one is wanted.
//
//   Exchange exchange(http::Role::client, now);
//   exchange.record("127.0.0.1:51234", "127.0.0.1:8443", true);      // before the first octet
//   Conversation talk(…, &exchange);
#pragma once

#include <memory>
#include <string>

#include <weft/trace/format.hpp>
#include <weft/trace/recording/recorder.hpp>

namespace weft::cli::check {

class Exchange final : public trace::Reader {
 public:
  // `role` is the one that the tool plays.
  Exchange(http::Role role, Time began) : role_(role), format_(role, began, {.detail = true}) {}

  // With all octets. Nothing in them is a secret of anybody.
  void record(std::string local, std::string peer, bool secure);

  const std::string& words() const { return words_; }
  // As weft inspect reads it; empty where none is wanted.
  const std::string& recording() const { return recording_; }

 private:
  void on_event(const trace::Event& event) override;
  void on_octets(trace::Direction direction, Octets octets, Time now) override;

  const http::Role role_;
  trace::Format format_;
  std::string words_;
  std::unique_ptr<trace::Recorder> recorder_;
  std::string recording_;
};

}  // namespace weft::cli::check
