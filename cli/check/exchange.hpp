// An exchange in words, both directions.
#pragma once

#include <string>

#include <weft/trace/format.hpp>

namespace weft::cli::check {

class Exchange final : public trace::Reader {
 public:
  // `role` is the one that the tool plays.
  Exchange(http::Role role, Time began) : format_(role, began, {.detail = true}) {}

  void on_event(const trace::Event& event) override { words_ += format_.lines(event); }
  const std::string& words() const { return words_; }

 private:
  trace::Format format_;
  std::string words_;
};

}  // namespace weft::cli::check
