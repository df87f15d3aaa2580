// How work learns that it was cancelled. Asio's own error is of a category that std::errc does not know; whatever ends
// here is std::errc::operation_canceled as well.
#pragma once

#include <exception>
#include <system_error>

namespace weft::io {

[[noreturn]] inline void throw_cancelled() {
  throw std::system_error(std::make_error_code(std::errc::operation_canceled));
}

// Asio's exception as well as ours.
bool is_cancellation(const std::exception& failure);

}  // namespace weft::io
