#include <weft/server/used_late.hpp>

#include <stdexcept>

#include <fmt/format.h>

namespace weft::server {

void throw_used_late(std::string_view what) {
  throw std::logic_error(
      fmt::format("{} was used after its handler had returned: a handler that goes on later must be a coroutine, and "
                  "wait (co_await) for what it has started",
                  what));
}

}  // namespace weft::server
