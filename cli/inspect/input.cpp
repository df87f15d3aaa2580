#include <cli/inspect/input.hpp>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

#include <weft/io/signals_blocked.hpp>

namespace weft::cli::inspect {

Input::Input(io::Loop& loop, InputUser& user) : loop_(loop), user_(user) {
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::system_category(), "pipe");
  wishes_ = io::Descriptor(ends[0]);
  wish_ = io::Descriptor(ends[1]);
  const io::SignalsBlocked blocked;
  thread_ = std::thread([this] { run(); });
}

Input::~Input() {
  wish_.close();
  thread_.join();
}

void Input::go_on() {
  const char wish = '+';
  static_cast<void>(!::write(wish_.number(), &wish, 1));
}

// False where the prompt has ended.
bool Input::await_input() const {
  std::array<pollfd, 2> both{pollfd{STDIN_FILENO, POLLIN, 0}, pollfd{wishes_.number(), 0, 0}};
  while (::poll(both.data(), both.size(), -1) < 0) {
  }
  return (both[1].revents & POLLHUP) == 0;
}

void Input::run() {
  char wish = 0;
  std::array<char, 4096> octets{};
  while (::read(wishes_.number(), &wish, 1) == 1 && await_input()) {
    const ssize_t got = ::read(STDIN_FILENO, octets.data(), octets.size());
    if (got <= 0) return loop_.post([this] { user_.on_input_end(); });
    loop_.post([this, text = std::string(octets.data(), static_cast<std::size_t>(got))] { user_.on_input(text); });
  }
}

}  // namespace weft::cli::inspect
