// Content that its maker gives piece by piece, once: what has been asked for cannot be sent again.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <weft/client/content/content.hpp>
#include <weft/io/task.hpp>

namespace weft {

using io::Task;

// Give the next octets of a body, and nothing at its end. Called on the client's own thread, one call after the other.
// An exception ends the request.
using PieceSource = std::function<std::string()>;
using PieceTask = std::function<Task<std::string>()>;

namespace client {

template <class Maker>
class Sourced final : public Content {
 public:
  Sourced(Maker next, std::optional<std::uint64_t> length)
      : source_(std::make_shared<Source>(Source{std::move(next)})), length_(length) {}

  Result<OpenedContent, Fault> open(io::Loop& loop, std::function<void()> ready) override;
  bool opens_again() const override { return !source_->begun; }

  struct Source {
    Maker next;
    bool begun = false;
  };

 private:
  std::shared_ptr<Source> source_;
  std::optional<std::uint64_t> length_;
};

}  // namespace client
}  // namespace weft
