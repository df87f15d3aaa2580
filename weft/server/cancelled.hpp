// How a coroutine learns that its peer has gone: in the same way as from an operation of Asio that was cancelled.
#pragma once

#include <system_error>

namespace weft::server {

[[noreturn]] inline void throw_cancelled() {
  throw std::system_error(std::make_error_code(std::errc::operation_canceled));
}

}  // namespace weft::server
