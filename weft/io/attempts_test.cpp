#include <weft/io/attempts.hpp>

#include <gtest/gtest.h>

#include <weft/io/support_test.hpp>

namespace weft::io {
namespace {

using test::address_at;
using test::Queue;
using test::run_until;
using test::SilentServer;
using test::turn_often;
using namespace std::chrono_literals;

// No test lasts so long.
constexpr Duration ages = 4h;

// This machine, too, and not a loopback address.
constexpr const char* here = "0.0.0.0";

class Trying final : private AttemptsUser {
 public:
  void start(std::vector<SocketAddress> addresses, Duration delay, Duration timeout = 4 * ages) {
    attempts->start(std::move(addresses), delay, loop.now() + timeout);
  }
  void run(std::vector<SocketAddress> addresses, Duration delay, Duration timeout = 4 * ages) {
    start(std::move(addresses), delay, timeout);
    wait();
  }
  void wait() {
    run_until(loop, [&] { return over(); });
  }
  bool over() const { return winner.valid() || !reason.empty(); }

  Loop loop;
  std::unique_ptr<Attempts> attempts = std::make_unique<Attempts>(loop, static_cast<AttemptsUser&>(*this));
  Descriptor winner;
  std::string peer;
  std::string reason;

 private:
  void on_won(Descriptor socket, const SocketAddress& address) override {
    EXPECT_FALSE(over());
    winner = std::move(socket);
    peer = to_string(to_address(address));
    attempts.reset();
  }
  void on_all_failed(std::error_code /*error*/, Reason token) override {
    EXPECT_FALSE(over());
    reason = to_string(token);
    attempts.reset();
  }
};

std::string text_of(const SocketAddress& address) {
  return to_string(to_address(address));
}

SocketAddress refusing(const char* host) {
  return Queue(host).address();
}

// This machine has no such family.
SocketAddress impossible() {
  SocketAddress address = address_at(here, 1);
  address.storage.ss_family = AF_UNSPEC;
  return address;
}

// RFC 8305 4: "Whichever address family is first in the list should be followed by an address of the other address
// family".
TEST(Attempts, alternate_between_the_families_and_begin_with_ipv6) {
  std::vector<SocketAddress> found;
  for (const char* host : {"192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::1", "2001:db8::2"}) {
    found.push_back(address_at(host, 0));
  }
  std::vector<std::string> order;
  for (const SocketAddress& each : interleave_families(found)) order.push_back(to_address(each).host);
  EXPECT_EQ(order, (std::vector<std::string>{"2001:db8::1", "192.0.2.1", "2001:db8::2", "192.0.2.2", "192.0.2.3"}));
}

TEST(Attempts, end_with_the_first_address_that_answers) {
  Trying trying;
  const Queue first(here);
  const Queue second(here);
  trying.run({first.address(), second.address()}, ages);
  EXPECT_EQ(trying.peer, text_of(first.address()));
  EXPECT_EQ(first.count(), 1);
  turn_often(trying.loop);
  EXPECT_EQ(second.count(), 0);
}

// RFC 8305 5: "connection attempts SHOULD NOT be made simultaneously".
TEST(Attempts, leave_the_next_address_alone_until_the_delay_is_over) {
  Trying trying;
  const SilentServer first(here);
  const Queue second(here);
  trying.start({first.queue.address(), second.address()}, ages);
  turn_often(trying.loop);
  EXPECT_FALSE(trying.over());
  EXPECT_EQ(second.count(), 0);
}

TEST(Attempts, try_the_next_address_when_the_delay_is_over) {
  Trying trying;
  const SilentServer first(here);
  const SilentServer second(here);
  const Queue third(here);
  trying.run({first.queue.address(), second.queue.address(), third.address()}, 1ms);
  EXPECT_EQ(trying.peer, text_of(third.address()));
}

TEST(Attempts, try_the_next_address_at_once_when_one_refuses) {
  Trying trying;
  const Queue last(here);
  trying.run({refusing(here), impossible(), refusing("127.0.0.1"), last.address()}, ages);
  EXPECT_EQ(trying.peer, text_of(last.address()));
}

TEST(Attempts, do_not_wait_behind_a_loopback_address) {
  Trying trying;
  const SilentServer six("::1");
  const SilentServer four("127.0.0.1");
  const Queue other("127.0.0.2");
  trying.run({four.queue.address(), other.address(), six.queue.address()}, ages);
  EXPECT_EQ(trying.peer, text_of(other.address()));
}

TEST(Attempts, connect_to_one_loopback_address_where_all_answer) {
  Trying trying;
  const Queue first("::1");
  const Queue second("127.0.0.1");
  trying.run({second.address(), first.address()}, ages);
  EXPECT_EQ(trying.peer, text_of(first.address()));
  EXPECT_EQ(second.count(), 0);
}

// RFC 8305 5: "Starting a new connection attempt does not affect previous attempts". The kernel asks again after a
// second, when there is room in the queue.
TEST(Attempts, go_on_with_an_address_that_answers_late) {
  Trying trying;
  SilentServer late(here);
  const SilentServer never_answers(here);
  trying.start({late.queue.address(), never_answers.queue.address()}, 1ms);
  turn_often(trying.loop);
  late.answer();
  trying.wait();
  EXPECT_EQ(trying.peer, text_of(late.queue.address()));
}

TEST(Attempts, give_each_address_its_part_of_a_short_time) {
  Trying trying;
  const SilentServer first(here);
  const Queue second(here);
  trying.run({first.queue.address(), second.address()}, ages, 400ms);
  EXPECT_EQ(trying.peer, text_of(second.address()));
}

TEST(Attempts, end_with_the_time) {
  Trying trying;
  const SilentServer first(here);
  const SilentServer second(here);
  trying.run({refusing(here), first.queue.address(), second.queue.address()}, 1ms, 200ms);
  EXPECT_EQ(trying.reason, "connect_timeout");
}

TEST(Attempts, tell_the_error_of_the_first_address) {
  const SocketAddress missing = socket_path_address(testing::TempDir() + "no_such_socket");
  Trying one;
  one.run({missing, impossible()}, ages);
  EXPECT_EQ(one.reason, "no_such_socket");
  Trying other;
  other.run({impossible(), missing}, ages);
  EXPECT_EQ(other.reason, "connect_failed");
}

TEST(Attempts, tell_above_all_that_nobody_listens) {
  Trying trying;
  trying.run({impossible(), refusing("127.0.0.1"), impossible()}, ages);
  EXPECT_EQ(trying.reason, "connection_refused");
}

}  // namespace
}  // namespace weft::io
