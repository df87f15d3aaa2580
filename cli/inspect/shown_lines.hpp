// The lines of all connections that pass between clients and a server, and the number of requests in them.
//
//   ShownLines lines([&](std::string_view text) { screen.tell(text); }, detail, began);
//   const auto reader = lines.on_connection(facts);             // its lines have the number of its facts
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string_view>

#include <weft/base/time.hpp>
#include <weft/session/trace_user.hpp>

namespace weft::cli::inspect {

class ShownLines final : public session::TraceUser {
 public:
  // Takes whole lines.
  using Tell = std::function<void(std::string_view)>;

  // Times count from `began`. `detail`: all fields, and each setting in words.
  ShownLines(Tell tell, bool detail, Time began);

  // Must not outlive this. Never null.
  std::unique_ptr<trace::Reader> on_connection(const session::Facts& facts) override;

  std::uint64_t requests() const { return requests_; }

 private:
  class Reader;

  const Tell tell_;
  const bool detail_;
  const Time began_;
  std::uint64_t requests_ = 0;
};

}  // namespace weft::cli::inspect
