#include <weft/io/reason.hpp>

namespace weft::io {

Reason reason_to_close(std::error_code error) {
  if (error == std::errc::connection_reset || error == std::errc::broken_pipe) return Reason::peer_reset;
  if (error == std::errc::timed_out || error == std::errc::host_unreachable) return Reason::peer_unreachable;
  return Reason::socket_failed;
}

Reason reason_to_not_connect(std::error_code error) {
  if (error == std::errc::connection_refused) return Reason::connection_refused;
  if (error == std::errc::timed_out) return Reason::connect_timeout;
  if (error == std::errc::no_such_file_or_directory) return Reason::no_such_socket;
  if (error == std::errc::host_unreachable || error == std::errc::network_unreachable) return Reason::peer_unreachable;
  if (error == std::errc::address_not_available) return Reason::no_free_port;
  // A UNIX socket whose queue is full answers so.
  if (error == std::errc::resource_unavailable_try_again) return Reason::queue_full;
  if (error == std::errc::too_many_files_open || error == std::errc::too_many_files_open_in_system) {
    return Reason::too_many_descriptors;
  }
  return Reason::connect_failed;
}

}  // namespace weft::io
