// The reactor we stand on: standalone Asio, or Boost.Asio when built with WEFT_BOOST_ASIO. Either is `weft::asio` here.
//
// Asio's headers are heavy: this header only declares the io_context. A source that needs more says
//   #include WEFT_ASIO_HEADER(steady_timer.hpp)
#pragma once

// NOLINTBEGIN(bugprone-macro-parentheses): a header's name takes none.
#ifdef WEFT_BOOST_ASIO
#include <boost/asio/ts/netfwd.hpp>
#include <boost/system/error_code.hpp>
#define WEFT_ASIO_HEADER(name) <boost/asio/name>
namespace weft {
namespace asio = boost::asio;
namespace io {
using AsioError = boost::system::error_code;
}  // namespace io
}  // namespace weft
#else
#include <asio/error_code.hpp>
#include <asio/ts/netfwd.hpp>
#define WEFT_ASIO_HEADER(name) <asio/name>
namespace weft {
namespace asio = ::asio;
namespace io {
using AsioError = ::asio::error_code;
}  // namespace io
}  // namespace weft
#endif
// NOLINTEND(bugprone-macro-parentheses)
