// The reactor we stand on: standalone Asio, or Boost.Asio when built with WEFT_BOOST_ASIO. Either is `weft::asio` here.
//
// Asio's headers are heavy: this header includes only the io_context. A source that needs more says
//   #include WEFT_ASIO_HEADER(steady_timer.hpp)
#pragma once

// NOLINTBEGIN(bugprone-macro-parentheses): a header's name takes none.
#ifdef WEFT_BOOST_ASIO
#include <boost/asio/io_context.hpp>
#define WEFT_ASIO_HEADER(name) <boost/asio/name>
namespace weft {
namespace asio = boost::asio;
namespace io {
using AsioError = boost::system::error_code;
inline constexpr int hint_unsafe_io = BOOST_ASIO_CONCURRENCY_HINT_UNSAFE_IO;
}  // namespace io
}  // namespace weft
#else
#include <asio/io_context.hpp>
#define WEFT_ASIO_HEADER(name) <asio/name>
namespace weft {
namespace asio = ::asio;
namespace io {
using AsioError = ::asio::error_code;
inline constexpr int hint_unsafe_io = ASIO_CONCURRENCY_HINT_UNSAFE_IO;
}  // namespace io
}  // namespace weft
#endif
// NOLINTEND(bugprone-macro-parentheses)
