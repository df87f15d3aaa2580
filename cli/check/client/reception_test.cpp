#include <cli/check/client/reception.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cli/check/client/guest_test.hpp>

namespace weft::cli::check {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::StartsWith;
using testing::UnorderedElementsAre;

io::Descriptor connect_to(const std::string& origin) {
  const auto url = http::parse_url(origin);
  EXPECT_TRUE(url.has_value()) << origin;
  const io::SocketAddress address = io::test::address_at(url->host, url->port);
  io::Descriptor descriptor(::socket(address.family(), SOCK_STREAM, 0));
  EXPECT_EQ(::connect(descriptor.number(), address.data(), address.size), 0);
  EXPECT_EQ(::fcntl(descriptor.number(), F_SETFL, O_NONBLOCK), 0);
  return descriptor;
}

ClientOptions at(const std::string& listen) {
  return {.listen = listen, .patience = test::short_patience};
}

TEST(Reception, lets_each_client_be_answered_at_a_port_that_it_tells) {
  io::Loop loop;
  test::Host host;
  host.when_asked = [](Visitor& it) { it.talk().respond("404", "text/plain", "no", it.now()); };
  Reception reception(loop, at("http://127.0.0.1:0"), host);
  EXPECT_THAT(reception.origin(), StartsWith("http://127.0.0.1:"));
  test::Guest one(loop, connect_to(reception.origin()));
  test::Guest other(loop, connect_to(reception.origin()));
  one.send(test::asking_for("/one"));
  other.send(test::asking_for("/other"));
  test::run_until(loop, [&host] { return host.gone == 2; });
  EXPECT_THAT(host.asked, UnorderedElementsAre("/one", "/other"));
  EXPECT_EQ(host.heard, 2);
  for (const test::Guest* guest : {&one, &other}) EXPECT_THAT(guest->heard(), Contains(HasSubstr(":status=404")));
}

TEST(Reception, may_go_away_while_a_client_is_there) {
  io::Loop loop;
  test::Host host;
  auto reception = std::make_unique<Reception>(loop, at("http://127.0.0.1:0"), host);
  test::Guest guest(loop, connect_to(reception->origin()));
  guest.send(test::asking_for("/"));
  test::run_until(loop, [&host] { return !host.asked.empty(); });
  reception.reset();
  test::run_until(loop, [&guest] { return guest.has_heard_the_end(); });
}

TEST(Reception, listens_over_tls_by_itself) {
  io::Loop loop;
  test::Host host;
  const Reception reception(loop, at("https://127.0.0.1:0"), host);
  EXPECT_THAT(reception.origin(), StartsWith("https://127.0.0.1:"));
}

}  // namespace
}  // namespace weft::cli::check
