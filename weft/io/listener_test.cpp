#include <weft/io/listener.hpp>

#include <gtest/gtest.h>
#include <sys/resource.h>

#include <optional>

#include <weft/io/support_test.hpp>

namespace weft::io {
namespace {

using test::Recorder;
using test::run_until;

struct Accepted final : ListenerUser {
  void on_accepted(std::unique_ptr<Channel> channel) override {
    channels.push_back(std::move(channel));
    if (when_accepted) when_accepted();
  }
  void on_accept_failed(const std::error_code& why, std::size_t count) override {
    failures.push_back(why);
    refused += count;
  }

  std::vector<std::unique_ptr<Channel>> channels;
  std::vector<std::error_code> failures;
  std::size_t refused = 0;
  std::function<void()> when_accepted;
};

class ListenerTest : public testing::Test {
 protected:
  ListenerTest() {
    auto sets = listen_on("127.0.0.1", 0);
    address = local_address_of(sets[0][0].descriptor.number());
    set = std::move(sets[0]);
  }

  Descriptor connect() const {
    Descriptor socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    EXPECT_EQ(::connect(socket.number(), address.data(), address.size), 0);
    EXPECT_EQ(::fcntl(socket.number(), F_SETFL, O_NONBLOCK), 0);
    return socket;
  }
  void settle() {
    for (int i = 0; i < 5; ++i) {
      loop.post([] {});
      loop.turn();
    }
  }

  Loop loop;
  Accepted accepted;
  SocketAddress address;
  ListenSet set;
};

TEST_F(ListenerTest, gives_channels_with_both_addresses) {
  const Listener listener(loop, std::move(set), accepted, {});
  const Descriptor client = connect();
  run_until(loop, [&] { return accepted.channels.size() == 1; });
  const Channel& channel = *accepted.channels[0];
  EXPECT_EQ(to_string(channel.local()), to_string(to_address(address)));
  EXPECT_EQ(to_string(channel.peer()), to_string(to_address(local_address_of(client.number()))));
  EXPECT_EQ(channel.tls(), nullptr);
}

TEST_F(ListenerTest, behind_a_wildcard_tells_the_address_that_was_meant) {
  auto sets = listen_on("0.0.0.0", 0);
  address.change_port(sets[0][0].address.port);
  const Listener listener(loop, std::move(sets[0]), accepted, {});
  const Descriptor client = connect();
  run_until(loop, [&] { return accepted.channels.size() == 1; });
  EXPECT_EQ(accepted.channels[0]->local().host, "127.0.0.1");
}

TEST_F(ListenerTest, accepts_many) {
  const Listener listener(loop, std::move(set), accepted, {});
  std::vector<Descriptor> clients;
  for (int i = 0; i < 300; ++i) clients.push_back(connect());
  run_until(loop, [&] { return accepted.channels.size() == 300; });
}

TEST_F(ListenerTest, lets_others_have_their_turn_between_many) {
  const Listener listener(loop, std::move(set), accepted, {});
  std::vector<Descriptor> clients;
  for (int i = 0; i < 100; ++i) clients.push_back(connect());
  loop.turn();
  EXPECT_GT(accepted.channels.size(), 0u);
  EXPECT_LT(accepted.channels.size(), 100u);
}

TEST_F(ListenerTest, paused_it_leaves_connections_waiting) {
  Listener listener(loop, std::move(set), accepted, {});
  listener.pause();
  const Descriptor client = connect();
  settle();
  EXPECT_TRUE(accepted.channels.empty());
  listener.resume();
  run_until(loop, [&] { return accepted.channels.size() == 1; });
}

TEST_F(ListenerTest, paused_while_it_accepts_it_stops_at_once) {
  Listener listener(loop, std::move(set), accepted, {});
  accepted.when_accepted = [&] { listener.pause(); };
  const Descriptor one = connect();
  const Descriptor other = connect();
  run_until(loop, [&] { return !accepted.channels.empty(); });
  settle();
  EXPECT_EQ(accepted.channels.size(), 1u);
}

TEST_F(ListenerTest, takes_another_context_for_the_connections_to_come) {
  Listener listener(loop, std::move(set), accepted, {.tls = test::server_context({"old"})});
  for (const char* alpn : {"old", "new"}) {
    test::Recorder client_user;
    TlsChannel client(loop, {connect(), {}, {}}, test::client_context({"old", "new"}), {.server_name = "localhost"});
    client.start(client_user);
    run_until(loop, [&] { return !accepted.channels.empty(); });
    test::Recorder server_user;
    accepted.channels.back()->start(server_user);
    run_until(loop, [&] { return client_user.opened; });
    EXPECT_EQ(client.tls()->alpn, alpn);
    accepted.channels.clear();
    listener.change_tls(test::server_context({"new"}));
  }
}

// Leaves only a few descriptors to this process.
class Scarcity {
 public:
  explicit Scarcity(int left) {
    ::getrlimit(RLIMIT_NOFILE, &before_);
    const Descriptor probe(::open("/dev/null", O_RDONLY));
    rlimit few = before_;
    few.rlim_cur = static_cast<rlim_t>(probe.number() + left);
    ::setrlimit(RLIMIT_NOFILE, &few);
  }
  Scarcity(const Scarcity&) = delete;
  Scarcity& operator=(const Scarcity&) = delete;
  ~Scarcity() { ::setrlimit(RLIMIT_NOFILE, &before_); }

 private:
  rlimit before_{};
};

TEST_F(ListenerTest, out_of_descriptors_it_refuses_rests_and_recovers) {
  WEFT_SKIP_WITHOUT_DESCRIPTORS();
  const Listener listener(loop, std::move(set), accepted, {});
  std::vector<Descriptor> clients;
  for (int i = 0; i < 20; ++i) clients.push_back(connect());
  int turns = 0;
  {
    const Scarcity scarcity(5);
    run_until(loop, [&] { return !accepted.failures.empty(); });
    EXPECT_EQ(accepted.channels.size(), 5u);
    EXPECT_EQ(accepted.failures[0], std::errc::too_many_files_open);
    EXPECT_EQ(accepted.refused, 15u);
    // The refused clients learn it at once.
    char octet = 0;
    EXPECT_EQ(::recv(clients.back().number(), &octet, 1, 0), 0);
    const Time until = loop.now() + std::chrono::milliseconds(250);
    struct Wake final : Deadline {
      ~Wake() override = default;
      void on_deadline(Time /*now*/) override { woken = true; }
      bool woken = false;
    } wake;
    loop.deadlines().arm(wake, until);
    for (; !wake.woken; ++turns) loop.turn();
    EXPECT_EQ(accepted.failures.size(), 1u);
  }
  EXPECT_LE(turns, 20);
  const Descriptor late = connect();
  run_until(loop, [&] { return accepted.channels.size() == 6; });
}

TEST_F(ListenerTest, without_a_descriptor_to_refuse_with_it_leaves_connections_waiting_and_finds_one_later) {
  WEFT_SKIP_WITHOUT_DESCRIPTORS();
  const Descriptor first = connect();
  std::optional<Listener> listener;
  {
    const Scarcity scarcity(0);
    listener.emplace(loop, std::move(set), accepted, ListenerOptions{});
    run_until(loop, [&] { return !accepted.failures.empty(); });
    EXPECT_EQ(accepted.refused, 0u);
  }
  run_until(loop, [&] { return accepted.channels.size() == 1; });
  const Descriptor second = connect();
  const Scarcity scarcity(0);
  run_until(loop, [&] { return accepted.refused == 1; });
}

// Readiness of such a socket never ends.
TEST_F(ListenerTest, on_a_socket_that_does_not_listen_it_rests) {
  set[0].descriptor = Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
  const Listener listener(loop, std::move(set), accepted, {});
  run_until(loop, [&] { return !accepted.failures.empty(); });
  EXPECT_EQ(accepted.failures[0], std::errc::invalid_argument);
  int turns = 0;
  for (; accepted.failures.size() < 3; ++turns) loop.turn();
  EXPECT_LE(turns, 40);
}

}  // namespace
}  // namespace weft::io
