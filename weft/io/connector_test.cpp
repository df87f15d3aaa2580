#include <weft/io/connector.hpp>

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <gtest/gtest.h>

#include <future>
#include <optional>
#include <utility>

#include <weft/io/listener.hpp>
#include <weft/io/name_lookups.hpp>
#include <weft/io/support_test.hpp>

namespace weft::io {
namespace {

using test::Recorder;
using test::run_until;
using test::send;
using test::SilentServer;
using test::turn_often;
using namespace std::chrono_literals;

struct Outcome final : ConnectorUser {
  bool on_addresses(const std::vector<SocketAddress>& its_addresses) override {
    addresses = its_addresses.size();
    return !holds;
  }
  void on_connected(std::unique_ptr<Channel> made) override { channel = std::move(made); }
  void on_failed(std::error_code why, Reason token) override {
    error = why;
    reason = to_string(token);
  }
  bool over() const { return channel || !reason.empty(); }

  bool holds = false;
  std::size_t addresses = 0;
  std::unique_ptr<Channel> channel;
  std::error_code error;
  std::string reason;
};

// Accepts everything and sends back what it receives.
struct Echo final : ListenerUser {
  struct One {
    std::unique_ptr<Channel> channel;
    Recorder user;
  };
  void on_accepted(std::unique_ptr<Channel> channel) override {
    all.push_back(std::make_unique<One>());
    One& one = *all.back();
    one.channel = std::move(channel);
    one.user.when_received = [&one] { send(*one.channel, std::exchange(one.user.received, {})); };
    one.channel->start(one.user);
  }
  void on_accept_failed(const std::error_code& why, std::size_t) override { FAIL() << why.message(); }

  std::vector<std::unique_ptr<One>> all;
};

std::uint16_t port_of(const Listener& listener) {
  return listener.addresses().front().port;
}

void expect_echo(Loop& loop, Channel& channel) {
  Recorder user;
  channel.start(user);
  run_until(loop, [&] { return user.opened; });
  send(channel, "hello");
  run_until(loop, [&] { return user.received == "hello"; });
  channel.close();
  run_until(loop, [&] { return user.closed; });
}

TEST(Connector, connects_to_a_name) {
  Loop loop;
  Echo echo;
  const Listener listener(loop, std::move(listen_on("localhost", 0)[0]), echo, {});
  Outcome outcome;
  const Connector connector(loop, {.host = "localhost", .port = port_of(listener)}, {}, outcome);
  EXPECT_FALSE(outcome.over());
  run_until(loop, [&] { return outcome.over(); });
  ASSERT_TRUE(outcome.channel) << outcome.error.message();
  EXPECT_EQ(outcome.channel->peer().port, port_of(listener));
  EXPECT_NE(outcome.channel->local().port, 0);
  EXPECT_EQ(outcome.channel->tls(), nullptr);
  expect_echo(loop, *outcome.channel);
}

// The descriptor of the socket that has this local port.
int descriptor_of(std::uint16_t port) {
  for (int number = 3; number < 1024; ++number) {
    sockaddr_in address{};
    socklen_t size = sizeof address;
    if (::getsockname(number, reinterpret_cast<sockaddr*>(&address), &size) != 0) continue;
    if (address.sin_family == AF_INET && ntohs(address.sin_port) == port) return number;
  }
  return -1;
}

TEST(Connector, limits_how_long_octets_go_without_acknowledgment) {
  Loop loop;
  Echo echo;
  const Listener listener(loop, std::move(listen_on("127.0.0.1", 0)[0]), echo, {});
  Outcome outcome;
  const Connector connector(loop, {.host = "127.0.0.1", .port = port_of(listener)}, {.user_timeout = 30s}, outcome);
  run_until(loop, [&] { return outcome.over(); });
  ASSERT_TRUE(outcome.channel) << outcome.error.message();
  unsigned milliseconds = 0;
  socklen_t size = sizeof milliseconds;
  ::getsockopt(descriptor_of(outcome.channel->local().port), IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds, &size);
  EXPECT_EQ(milliseconds, 30'000u);
}

TEST(Connector, connects_with_tls_and_names_the_host) {
  Loop loop;
  Echo echo;
  const Listener listener(loop, std::move(listen_on("127.0.0.1", 0)[0]), echo, {.tls = test::server_context()});
  Outcome outcome;
  const Connector connector(loop, {.host = "localhost", .port = port_of(listener)}, {.tls = test::client_context()},
                            outcome);
  run_until(loop, [&] { return outcome.over(); });
  ASSERT_TRUE(outcome.channel) << outcome.error.message();
  expect_echo(loop, *outcome.channel);
  EXPECT_EQ(echo.all[0]->channel->tls()->server_name, "localhost");
}

TEST(Connector, connects_to_a_socket_path) {
  Loop loop;
  Echo echo;
  const std::string path = testing::TempDir() + std::to_string(::getpid()) + "weft_connect";
  const Listener listener(loop, std::move(listen_on_path(path)[0]), echo, {});
  Outcome outcome;
  const Connector connector(loop, {.path = path}, {}, outcome);
  run_until(loop, [&] { return outcome.over(); });
  ASSERT_TRUE(outcome.channel) << outcome.error.message();
  expect_echo(loop, *outcome.channel);
  EXPECT_EQ(outcome.channel->peer().host, path);
  EXPECT_EQ(echo.all[0]->channel->peer().host, path);
}

TEST(Connector, tries_the_next_address_of_a_name) {
  Loop loop;
  Echo echo;
  // `localhost` has ::1 as well, where nobody listens.
  const Listener listener(loop, std::move(listen_on("127.0.0.1", 0)[0]), echo, {});
  Outcome outcome;
  const Connector connector(loop, {.host = "localhost", .port = port_of(listener)}, {}, outcome);
  run_until(loop, [&] { return outcome.over(); });
  ASSERT_TRUE(outcome.channel) << outcome.error.message();
  EXPECT_EQ(outcome.channel->peer().host, "127.0.0.1");
}

// This holds whatever this machine's files say of these names.
TEST(Connector, localhost_is_both_families) {
  for (const std::string host : {"localhost", "LocalHost.", "here.localhost"}) {
    for (const std::string address : {"127.0.0.1", "::1"}) {
      SCOPED_TRACE(host + " " + address);
      Loop loop;
      Echo echo;
      const Listener listener(loop, std::move(listen_on(address, 0)[0]), echo, {});
      Outcome outcome;
      const Connector connector(loop, {.host = host, .port = port_of(listener)}, {}, outcome);
      run_until(loop, [&] { return outcome.over(); });
      ASSERT_TRUE(outcome.channel) << outcome.error.message();
      EXPECT_EQ(outcome.channel->peer().host, address);
    }
  }
}

TEST(Connector, says_that_nobody_listens_on_localhost) {
  Loop loop;
  const auto port = listen_on("127.0.0.1", 0)[0][0].address.port;  // closed again at once
  Outcome outcome;
  const Connector connector(loop, {.host = "localhost", .port = port}, {}, outcome);
  run_until(loop, [&] { return outcome.over(); });
  EXPECT_EQ(outcome.reason, "connection_refused");
}

TEST(Connector, says_that_there_is_no_such_socket) {
  Loop loop;
  Outcome outcome;
  const Connector connector(loop, {.path = testing::TempDir() + "no_such_socket"}, {}, outcome);
  run_until(loop, [&] { return outcome.over(); });
  EXPECT_EQ(outcome.reason, "no_such_socket");
}

TEST(Connector, says_that_there_are_no_descriptors_left) {
  WEFT_SKIP_WITHOUT_DESCRIPTORS();
  Loop loop;
  Outcome outcome;
  rlimit before{};
  ::getrlimit(RLIMIT_NOFILE, &before);
  rlimit limit = before;
  limit.rlim_cur = static_cast<rlim_t>(Descriptor(::dup(0)).number());
  const Connector connector(loop, {.path = "/nowhere"}, {}, outcome);
  ::setrlimit(RLIMIT_NOFILE, &limit);
  run_until(loop, [&] { return outcome.over(); });
  ::setrlimit(RLIMIT_NOFILE, &before);
  EXPECT_EQ(outcome.reason, "too_many_descriptors");
}

TEST(Connector, says_that_nobody_listens) {
  Loop loop;
  const auto port = listen_on("127.0.0.1", 0)[0][0].address.port;  // closed again at once
  Outcome outcome;
  const Connector connector(loop, {.host = "127.0.0.1", .port = port}, {}, outcome);
  run_until(loop, [&] { return outcome.over(); });
  EXPECT_EQ(outcome.reason, "connection_refused");
  EXPECT_EQ(outcome.error, std::errc::connection_refused);
}

TEST(Connector, says_that_a_name_has_no_address) {
  Loop loop;
  Outcome outcome;
  const Connector connector(loop, {.host = "no.such.host.invalid", .port = 1}, {}, outcome);
  run_until(loop, [&] { return outcome.over(); });
  EXPECT_EQ(outcome.reason, "name_not_resolved");
  EXPECT_TRUE(outcome.error);
}

TEST(Connector, gives_a_name_a_limit_of_its_own) {
  // A system that does not answer.
  std::promise<NameAnswer> never;
  NameLookups lookups([answer = never.get_future().share()](const std::string&) { return answer.get(); });
  Loop loop;
  loop.look_up_by(lookups);
  Outcome outcome;
  const Connector connector(loop, {.host = "slow.test", .port = 1}, {.resolve_timeout = 0ms}, outcome);
  run_until(loop, [&] { return outcome.over(); });
  never.set_value({});
  EXPECT_EQ(outcome.reason, "resolve_timeout");
  EXPECT_EQ(outcome.error, std::errc::timed_out);
}

TEST(Connector, gives_up_at_its_deadline) {
  Loop loop;
  const SilentServer silent("127.0.0.1");
  Outcome outcome;
  const Connector connector(loop, {.host = "127.0.0.1", .port = silent.queue.port()}, {.timeout = 60ms}, outcome);
  run_until(loop, [&] { return outcome.over(); });
  EXPECT_EQ(outcome.reason, "connect_timeout");
}

TEST(Connector, an_address_that_does_not_answer_leaves_time_to_the_next) {
  Loop loop;
  Echo echo;
  std::optional<SilentServer> silent;
  std::optional<Listener> listener;
  while (!listener) {
    silent.emplace("::1");
    try {
      listener.emplace(loop, std::move(listen_on("127.0.0.1", silent->queue.port())[0]), echo, ListenerOptions{});
    } catch (const ListenError&) {
      // Somebody else has that port of the other address: another one is as good.
    }
  }
  Outcome outcome;
  const Connector connector(loop, {.host = "localhost", .port = silent->queue.port()}, {.timeout = 400ms}, outcome);
  run_until(loop, [&] { return outcome.over(); });
  ASSERT_TRUE(outcome.channel) << outcome.reason;
  EXPECT_EQ(outcome.channel->peer().host, "127.0.0.1");
}

TEST(Connector, makes_one_connection_to_a_name_and_prefers_ipv6) {
  Loop loop;
  Echo echo;
  const Listener listener(loop, std::move(listen_on("localhost", 0)[0]), echo, {});
  Outcome outcome;
  const Connector connector(loop, {.host = "localhost", .port = port_of(listener)}, {}, outcome);
  run_until(loop, [&] { return outcome.over(); });
  ASSERT_TRUE(outcome.channel) << outcome.reason;
  EXPECT_EQ(outcome.channel->peer().host, "::1");
  expect_echo(loop, *outcome.channel);
  EXPECT_EQ(echo.all.size(), 1U);
}

// The time in which it is held up is not its own.
TEST(Connector, that_is_held_up_goes_on_when_it_is_told) {
  Time now{1h};
  Loop loop(now);
  Echo echo;
  const Listener listener(loop, std::move(listen_on("127.0.0.1", 0)[0]), echo, {});
  Outcome outcome;
  outcome.holds = true;
  Connector connector(loop, {.host = "127.0.0.1", .port = port_of(listener)}, {.timeout = 10s}, outcome);
  run_until(loop, [&] { return outcome.addresses == 1; });
  now += 1min;
  turn_often(loop);
  EXPECT_FALSE(outcome.over());
  EXPECT_TRUE(echo.all.empty());
  connector.go_on();
  EXPECT_FALSE(outcome.over());
  run_until(loop, [&] { return outcome.over(); });
  EXPECT_TRUE(outcome.channel) << outcome.reason;
  EXPECT_EQ(connector.attempted(), connector.resolved() + 1min);
}

// Its user has found another way.
TEST(Connector, destroyed_as_it_has_addresses_tries_none) {
  struct Leaver final : ConnectorUser {
    bool on_addresses(const std::vector<SocketAddress>&) override {
      connector.reset();
      return false;
    }
    void on_connected(std::unique_ptr<Channel>) override { FAIL(); }
    void on_failed(std::error_code, Reason) override { FAIL(); }

    std::optional<Connector> connector;
  };
  Loop loop;
  Echo echo;
  const Listener listener(loop, std::move(listen_on("localhost", 0)[0]), echo, {});
  for (const std::string host : {"localhost", "127.0.0.1"}) {
    Leaver leaver;
    leaver.connector.emplace(loop, ConnectTarget{.host = host, .port = port_of(listener)}, ConnectOptions{}, leaver);
    run_until(loop, [&] { return !leaver.connector; });
    turn_often(loop);
  }
  EXPECT_TRUE(echo.all.empty());
}

TEST(Connector, destroyed_gives_up_in_silence) {
  Loop loop;
  Echo echo;
  const Listener listener(loop, std::move(listen_on("127.0.0.1", 0)[0]), echo, {});
  Outcome outcome;
  auto connector = std::make_unique<Connector>(loop, ConnectTarget{.host = "localhost", .port = port_of(listener)},
                                               ConnectOptions{}, outcome);
  loop.turn();
  connector.reset();
  turn_often(loop);
  EXPECT_FALSE(outcome.over());
}

// --- an overture -----------------------------------------------------------------------------------------------------

// Says a word, and wants it back from the echo; then another one.
struct TwoWords final : Overture {
  std::string take_output() override { return std::exchange(output, {}); }
  std::size_t wanted() const override { return 4 - heard.size() % 4; }
  Step take(Octets octets) override {
    heard += as_text(octets);
    if (heard == refused) return Step::refused;
    if (heard == "word") output = "tail";
    return heard == "wordtail" ? Step::over : Step::goes_on;
  }

  std::string output = "word";
  std::string heard;
  std::string refused = "never";
};

struct OvertureTest : testing::Test {
  void connect(ConnectOptions options) {
    options.overture = &words;
    connector.emplace(loop, ConnectTarget{.host = "127.0.0.1", .port = port_of(listener)}, std::move(options), outcome);
    run_until(loop, [&] { return outcome.over(); });
  }

  Loop loop;
  Echo echo;
  Listener listener{loop, std::move(listen_on("127.0.0.1", 0)[0]), echo, {}};
  TwoWords words;
  Outcome outcome;
  std::optional<Connector> connector;
};

TEST_F(OvertureTest, comes_before_the_channel) {
  connect({});
  ASSERT_TRUE(outcome.channel) << outcome.error.message();
  EXPECT_EQ(outcome.channel->peer().port, port_of(listener));
  expect_echo(loop, *outcome.channel);
}

// The first words of the server's own protocol may come with the last word of the overture.
TEST_F(OvertureTest, reads_nothing_of_what_follows) {
  words.output = "wordtailmore";
  connect({});
  ASSERT_TRUE(outcome.channel) << outcome.error.message();
  Recorder user;
  outcome.channel->start(user);
  run_until(loop, [&] { return user.received == "more"; });
}

TEST_F(OvertureTest, that_is_refused_makes_no_connection) {
  words.refused = "word";
  connect({});
  EXPECT_EQ(outcome.reason, "proxy_refused");
}

TEST_F(OvertureTest, that_nobody_answers_ends_in_time) {
  words.output = "wor";
  connect({.timeout = 50ms});
  EXPECT_EQ(outcome.reason, "proxy_timeout");
}

TEST_F(OvertureTest, that_is_cut_off_makes_no_connection) {
  struct Closing final : ListenerUser {
    void on_accepted(std::unique_ptr<Channel> channel) override { channel.reset(); }
    void on_accept_failed(const std::error_code& why, std::size_t) override { FAIL() << why.message(); }
  } closing;
  Listener other(loop, std::move(listen_on("127.0.0.1", 0)[0]), closing, {});
  words.output.clear();
  const Connector connector_to_it(loop, {.host = "127.0.0.1", .port = port_of(other)}, {.overture = &words}, outcome);
  run_until(loop, [&] { return outcome.over(); });
  EXPECT_EQ(outcome.reason, "proxy_closed");
}

// TLS begins behind it.
TEST_F(OvertureTest, is_in_clear) {
  struct Sealing final : ListenerUser {
    void on_accepted(std::unique_ptr<Channel> made) override {
      channel = std::move(made);
      user.when_received = [this] { test::send(*channel, user.received.substr(0, 4)); };
      channel->start(user);
    }
    void on_accept_failed(const std::error_code& why, std::size_t) override { FAIL() << why.message(); }
    std::unique_ptr<Channel> channel;
    Recorder user;
  } clear;
  Listener other(loop, std::move(listen_on("127.0.0.1", 0)[0]), clear, {});
  words.heard = "word";
  words.output = "tail";
  const Connector connector_to_it(loop, {.host = "127.0.0.1", .port = port_of(other)},
                                  {.overture = &words, .tls = test::client_context()}, outcome);
  run_until(loop, [&] { return outcome.over(); });
  ASSERT_TRUE(outcome.channel) << outcome.reason;
  clear.user.when_received = nullptr;
  Recorder user;
  outcome.channel->start(user);
  run_until(loop, [&] { return clear.user.received.size() > 4; });
  constexpr char handshake_record = 22;
  EXPECT_EQ(clear.user.received.substr(0, 5), std::string("tail") + handshake_record);
}

}  // namespace
}  // namespace weft::io
