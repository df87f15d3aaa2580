#include <weft/io/overture.hpp>

#include <sys/socket.h>

#include <algorithm>
#include <cerrno>
#include <utility>

namespace weft::io {

namespace overture {

bool is_failure(int number) {
  return number != EAGAIN && number != EWOULDBLOCK && number != EINTR;
}

}  // namespace overture

OvertureExchange::OvertureExchange(Loop& loop, Descriptor socket, Overture& overture, OvertureUser& user)
    : loop_(loop), socket_(loop.context(), std::move(socket), *this), overture_(overture), user_(user) {
  loop_.later(*this);
}

void OvertureExchange::go_on() {
  output_.append(as_octets(overture_.take_output()));
  send();
}

void OvertureExchange::send() {
  if (!output_.empty()) {
    const Octets octets = output_.readable();
    const ssize_t sent = ::send(socket_.descriptor(), octets.data(), octets.size(), MSG_NOSIGNAL);
    if (sent < 0 && overture::is_failure(errno)) return fail(errno);
    if (sent > 0) output_.consume(static_cast<std::size_t>(sent));
  }
  if (!output_.empty()) return socket_.await_writable();
  socket_.await_readable();
}

void OvertureExchange::on_readable() {
  const MutableOctets room = loop_.scratch().input();
  ssize_t got = 0;
  std::size_t most = 0;
  do {
    most = std::min(room.size(), overture_.wanted());
    got = ::recv(socket_.descriptor(), room.data(), most, 0);
    if (got == 0) return user_.on_overture_failed({}, Reason::proxy_closed);
    if (got < 0 && overture::is_failure(errno)) return fail(errno);
    if (got < 0) break;
    const auto step = overture_.take(room.first(static_cast<std::size_t>(got)));
    if (step == Overture::Step::over) return user_.on_overture_over(socket_.release());
    if (step == Overture::Step::refused) return user_.on_overture_failed({}, Reason::proxy_refused);
  } while (static_cast<std::size_t>(got) == most);
  go_on();
}

void OvertureExchange::fail(int number) {
  const std::error_code error(number, std::system_category());
  user_.on_overture_failed(error, reason_to_close(error));
}

}  // namespace weft::io
