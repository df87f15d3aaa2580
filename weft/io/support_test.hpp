// The tests of this folder share these helpers.
#pragma once

#include <arpa/inet.h>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <weft/io/address.hpp>
#include <weft/io/channel.hpp>
#include <weft/io/loop.hpp>
#include <weft/io/self_signed.hpp>
#include <weft/io/socket_channel.hpp>
#include <weft/io/tls_channel.hpp>
#include <weft/io/tls_context.hpp>

namespace weft::io::test {

using namespace std::chrono_literals;

// The sanitizer looks at objects through descriptors of its own: without any, it takes each object for a wrong one.
#ifdef __has_feature
#define WEFT_HAS_FEATURE(name) __has_feature(name)
#else
#define WEFT_HAS_FEATURE(name) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || WEFT_HAS_FEATURE(address_sanitizer)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif
#define WEFT_SKIP_WITHOUT_DESCRIPTORS() \
  if (::weft::io::test::sanitized) GTEST_SKIP() << "the sanitizer needs descriptors of its own"

// Fails the test, instead of hanging it, if an event that is waited for never comes.
class Watchdog final : public Deadline {
 public:
  explicit Watchdog(Loop& loop) : loop_(loop) { loop.deadlines().arm(*this, loop.now() + 20s); }
  ~Watchdog() override { loop_.deadlines().disarm(*this); }
  void on_deadline(Time /*now*/) override { barked = true; }
  bool barked = false;

 private:
  Loop& loop_;
};

inline void run_until(Loop& loop, const std::function<bool()>& done) {
  Watchdog watchdog(loop);
  while (!done() && !watchdog.barked) loop.turn();
  ASSERT_FALSE(watchdog.barked) << "what was waited for did not happen";
}

// Writes down what a channel tells.
class Recorder final : public ChannelUser {
 public:
  void on_open() override {
    opened = true;
    if (when_open) when_open();
  }
  Unsealed on_unsealed(Octets octets) override { return judge ? judge(as_text(octets)) : Unsealed::refused; }
  void on_received(MutableOctets octets) override {
    received.append(as_text(octets));
    ++reads;
    if (when_received) when_received();
  }
  void on_end() override { ended = true; }
  void on_drained() override { ++drained; }
  void on_closed(std::error_code why, Reason token) override {
    closed = true;
    error = why;
    reason = to_string(token);
    if (when_closed) when_closed();
  }

  std::function<Unsealed(std::string_view)> judge;
  std::function<void()> when_open;
  std::function<void()> when_received;
  std::function<void()> when_closed;
  std::string received;
  int reads = 0;
  int drained = 0;
  bool opened = false;
  bool ended = false;
  bool closed = false;
  std::error_code error;
  std::string reason;
};

inline void send(Channel& channel, std::string text) {
  channel.send({reinterpret_cast<std::uint8_t*>(text.data()), text.size()});
}

// Pseudo-random but the same every time.
inline std::string octets(std::size_t size) {
  std::string text(size, '\0');
  std::uint32_t state = 1;
  for (char& c : text) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  return text;
}

inline SocketAddress address_at(const std::string& host, std::uint16_t port) {
  SocketAddress address;
  auto& four = reinterpret_cast<sockaddr_in&>(address.storage);
  auto& six = reinterpret_cast<sockaddr_in6&>(address.storage);
  const bool is_four = ::inet_pton(AF_INET, host.c_str(), &four.sin_addr) == 1;
  EXPECT_TRUE(is_four || ::inet_pton(AF_INET6, host.c_str(), &six.sin6_addr) == 1) << host;
  address.storage.ss_family = is_four ? AF_INET : AF_INET6;
  address.size = is_four ? sizeof four : sizeof six;
  address.change_port(port);
  return address;
}

// A server that accepts nobody: connections wait in its queue.
class Queue {
 public:
  explicit Queue(const std::string& host, int length = 16) {
    const SocketAddress wanted = address_at(host, 0);
    listening_ = Descriptor(::socket(wanted.family(), SOCK_STREAM | SOCK_NONBLOCK, 0));
    EXPECT_EQ(::bind(listening_.number(), wanted.data(), wanted.size), 0);
    EXPECT_EQ(::listen(listening_.number(), length), 0);
  }

  SocketAddress address() const { return local_address_of(listening_.number()); }
  std::uint16_t port() const { return to_address(address()).port; }
  // Takes everybody out of the queue, and says how many there were.
  int count() const {
    int count = 0;
    while (Descriptor(::accept4(listening_.number(), nullptr, nullptr, SOCK_NONBLOCK)).valid()) ++count;
    return count;
  }

 private:
  Descriptor listening_;
};

// Its queue is full: it does not answer.
class SilentServer {
 public:
  explicit SilentServer(const std::string& host) : queue(host, 0) {
    const SocketAddress address = queue.address();
    for (int i = 0; i < 4; ++i) {
      filling_.emplace_back(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK, 0));
      ::connect(filling_.back().number(), address.data(), address.size);
    }
  }

  // Makes room in the queue. The kernel asks again for those that filled it, too: they would take the room.
  void answer() {
    filling_.clear();
    queue.count();
  }

  const Queue queue;

 private:
  std::vector<Descriptor> filling_;
};

inline void turn_often(Loop& loop) {
  for (int i = 0; i < 10; ++i) {
    loop.post([] {});
    loop.turn();
  }
}

struct TcpPair {
  Descriptor client;
  Descriptor server;
};

inline TcpPair tcp_pair() {
  const Descriptor listening(::socket(AF_INET, SOCK_STREAM, 0));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  EXPECT_EQ(::bind(listening.number(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
  EXPECT_EQ(::listen(listening.number(), 1), 0);
  const SocketAddress bound = local_address_of(listening.number());
  TcpPair pair{Descriptor(::socket(AF_INET, SOCK_STREAM, 0)), {}};
  EXPECT_EQ(::connect(pair.client.number(), bound.data(), bound.size), 0);
  pair.server = Descriptor(::accept4(listening.number(), nullptr, nullptr, SOCK_NONBLOCK));
  EXPECT_EQ(::fcntl(pair.client.number(), F_SETFL, O_NONBLOCK), 0);
  const int on = 1;
  for (const Descriptor* end : {&pair.client, &pair.server}) {
    ::setsockopt(end->number(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
  }
  return pair;
}

inline Connected connected(Descriptor descriptor) {
  return {std::move(descriptor), {"peer", 1}, {"local", 2}};
}

// A certificate for every test: making one takes a while.
inline const SelfSigned& self_signed() {
  static const SelfSigned made = make_self_signed({"localhost"});
  return made;
}

inline std::shared_ptr<const TlsContext> server_context(std::vector<std::string> alpn = {}) {
  return TlsContext::server({.certificates = {self_signed().load()}, .alpn = std::move(alpn)});
}

inline std::shared_ptr<const TlsContext> client_context(std::vector<std::string> alpn = {}) {
  return TlsContext::client({.alpn = std::move(alpn), .verify = VerifyPeer::no});
}

// Both ends of a connection on one loop.
template <class T>
struct Ends {
  Recorder client_user;
  Recorder server_user;
  std::unique_ptr<T> client;
  std::unique_ptr<T> server;

  void start() {
    client->start(client_user);
    server->start(server_user);
  }
};

}  // namespace weft::io::test
