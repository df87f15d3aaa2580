#include <weft/io/proxied_arrivals.hpp>

#include <gmock/gmock.h>

#include <optional>

#include <weft/io/listener.hpp>
#include <weft/io/support_test.hpp>

namespace weft::io {
namespace {

using test::Recorder;
using test::run_until;
using testing::ElementsAre;
using testing::IsEmpty;

struct Arrived final : ArrivalUser {
  void on_arrived(Connected connected) override { all.push_back(std::move(connected)); }
  void on_arrival_failed(const Address& proxy, Reason reason) override {
    failures.push_back(to_string(proxy) + " " + std::string(to_string(reason)));
  }

  std::vector<Connected> all;
  std::vector<std::string> failures;
};

class Arrivals : public testing::Test {
 protected:
  Descriptor add() {
    auto pair = test::tcp_pair();
    arrivals->add(test::connected(std::move(pair.server)));
    return std::move(pair.client);
  }
  static void write(const Descriptor& socket, std::string_view octets) {
    ASSERT_EQ(::send(socket.number(), octets.data(), octets.size(), MSG_NOSIGNAL), static_cast<ssize_t>(octets.size()));
  }

  Loop loop;
  Arrived arrived;
  std::optional<ProxiedArrivals> arrivals{std::in_place, loop, arrived, std::chrono::seconds(10)};
};

TEST_F(Arrivals, have_the_client_s_address_and_all_octets_behind_the_header) {
  const Descriptor proxy = add();
  write(proxy, "PROXY TCP4 192.0.2.1 10.0.0.2 4711 443\r\nhello");
  run_until(loop, [&] { return !arrived.all.empty(); });
  const Connected& connected = arrived.all.front();
  EXPECT_EQ(to_string(connected.peer), "192.0.2.1:4711");
  EXPECT_EQ(to_string(connected.local), "local:2");
  char octets[16];
  ASSERT_EQ(::recv(connected.descriptor.number(), octets, sizeof octets, 0), 5);
  EXPECT_EQ(std::string_view(octets, 5), "hello");
  EXPECT_EQ(arrivals->size(), 0U);
}

TEST_F(Arrivals, wait_for_the_rest_of_a_header) {
  const Descriptor proxy = add();
  write(proxy, "PROXY UNK");
  test::turn_often(loop);
  EXPECT_TRUE(arrived.all.empty());
  write(proxy, "NOWN\r\n");
  run_until(loop, [&] { return !arrived.all.empty(); });
  EXPECT_EQ(to_string(arrived.all.front().peer), "peer:1");
}

TEST_F(Arrivals, fail_with_the_reason_and_are_closed) {
  const Descriptor proxy = add();
  write(proxy, "GET / ");
  run_until(loop, [&] { return !arrived.failures.empty(); });
  EXPECT_THAT(arrived.failures, ElementsAre("peer:1 proxy_header_missing"));
  char octet = 0;
  EXPECT_LE(::recv(proxy.number(), &octet, 1, 0), 0);
  EXPECT_EQ(arrivals->size(), 0U);
}

TEST_F(Arrivals, that_end_inside_the_header_fail) {
  Descriptor proxy = add();
  write(proxy, "PROXY ");
  test::turn_often(loop);
  proxy.close();
  run_until(loop, [&] { return !arrived.failures.empty(); });
  EXPECT_THAT(arrived.failures, ElementsAre("peer:1 proxy_header_cut"));
}

TEST_F(Arrivals, that_end_before_they_begin_are_a_health_check) {
  Descriptor proxy = add();
  proxy.close();
  run_until(loop, [&] { return arrivals->size() == 0; });
  EXPECT_THAT(arrived.failures, IsEmpty());
  EXPECT_TRUE(arrived.all.empty());
}

TEST_F(Arrivals, fail_when_their_time_is_over) {
  arrivals.emplace(loop, arrived, std::chrono::milliseconds(1));
  const Descriptor silent = add();
  const Descriptor slow = add();
  write(slow, "PROXY ");
  run_until(loop, [&] { return arrived.failures.size() == 2; });
  EXPECT_THAT(arrived.failures, ElementsAre("peer:1 proxy_header_timeout", "peer:1 proxy_header_timeout"));
}

TEST_F(Arrivals, that_are_too_many_fail_at_once) {
  std::vector<Descriptor> waiting;
  for (std::size_t i = 0; i < ProxiedArrivals::most; ++i) {
    int pair[2];
    ASSERT_EQ(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, pair), 0);
    waiting.emplace_back(pair[0]);
    arrivals->add(test::connected(Descriptor(pair[1])));
  }
  const Descriptor proxy = add();
  EXPECT_THAT(arrived.failures, ElementsAre("peer:1 proxy_headers_too_many"));
  EXPECT_EQ(arrivals->size(), ProxiedArrivals::most);
}

TEST_F(Arrivals, are_closed_with_their_owner) {
  const Descriptor proxy = add();
  arrivals.reset();
  char octet = 0;
  EXPECT_EQ(::recv(proxy.number(), &octet, 1, 0), 0);
  test::turn_often(loop);
}

// --- at a listener ---------------------------------------------------------------------------------------------------

struct Received final : ListenerUser {
  void on_accepted(std::unique_ptr<Channel> channel) override { channels.push_back(std::move(channel)); }
  void on_accept_failed(const std::error_code&, std::size_t) override {}
  void on_arrival_failed(const Address&, Reason reason) override { failures.emplace_back(to_string(reason)); }

  std::vector<std::unique_ptr<Channel>> channels;
  std::vector<std::string> failures;
};

class ProxiedListener : public testing::Test {
 protected:
  void listen(ListenerOptions options) {
    auto sets = listen_on("127.0.0.1", 0);
    address = local_address_of(sets[0][0].descriptor.number());
    listener.emplace(loop, std::move(sets[0]), accepted, std::move(options));
  }
  Descriptor connect() const {
    Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    EXPECT_EQ(::connect(socket.number(), address.data(), address.size), 0);
    EXPECT_EQ(::fcntl(socket.number(), F_SETFL, O_NONBLOCK), 0);
    return socket;
  }

  Loop loop;
  Received accepted;
  SocketAddress address;
  std::optional<Listener> listener;
};

TEST_F(ProxiedListener, reads_the_header_ahead_of_tls) {
  listen({.tls = test::server_context({"h2"}), .proxies = {"127.0.0.0/8"}});
  Descriptor socket = connect();
  constexpr std::string_view header = "PROXY TCP6 2001:db8::7 ::1 4711 443\r\n";
  ASSERT_EQ(::send(socket.number(), header.data(), header.size(), 0), static_cast<ssize_t>(header.size()));
  Recorder client_user;
  TlsChannel client(loop, {std::move(socket), {}, {}}, test::client_context({"h2"}), {.server_name = "localhost"});
  client.start(client_user);
  run_until(loop, [&] { return !accepted.channels.empty(); });
  EXPECT_EQ(to_string(accepted.channels[0]->peer()), "[2001:db8::7]:4711");
  Recorder server_user;
  accepted.channels[0]->start(server_user);
  run_until(loop, [&] { return client_user.opened; });
}

TEST_F(ProxiedListener, wants_a_header_of_those_whom_it_trusts) {
  listen({.proxies = {"127.0.0.1"}});
  const Descriptor client = connect();
  ASSERT_EQ(::send(client.number(), "GET /", 5, 0), 5);
  run_until(loop, [&] { return !accepted.failures.empty(); });
  EXPECT_THAT(accepted.failures, ElementsAre("proxy_header_missing"));
  EXPECT_TRUE(accepted.channels.empty());
}

TEST_F(ProxiedListener, reads_no_header_of_others) {
  listen({.proxies = {"10.0.0.0/8"}});
  const Descriptor client = connect();
  constexpr std::string_view header = "PROXY TCP4 192.0.2.1 10.0.0.2 4711 443\r\n";
  ASSERT_EQ(::send(client.number(), header.data(), header.size(), 0), static_cast<ssize_t>(header.size()));
  run_until(loop, [&] { return !accepted.channels.empty(); });
  EXPECT_EQ(to_string(accepted.channels[0]->peer()), to_string(to_address(local_address_of(client.number()))));
  Recorder user;
  accepted.channels[0]->start(user);
  run_until(loop, [&] { return !user.received.empty(); });
  EXPECT_EQ(user.received, header);
}

}  // namespace
}  // namespace weft::io
