#include <weft/io/inherited_sockets.hpp>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include <weft/io/address.hpp>

namespace weft::io {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;

// Inherited sockets begin with descriptor 3: what is there meanwhile comes back.
class Inheriting : public testing::Test {
 protected:
  ~Inheriting() override {
    for (; !kept_.empty(); kept_.pop_back()) {
      const auto& [place, before] = kept_.back();
      ::close(place);
      if (before.valid()) ::dup2(before.number(), place);
    }
  }

  InheritedSockets inherit(std::vector<Descriptor> sockets, const std::string& names, pid_t process = ::getpid()) {
    // Out of the way first.
    for (Descriptor& each : sockets) each = Descriptor(::fcntl(each.number(), F_DUPFD_CLOEXEC, 100));
    for (std::size_t i = 0; i < sockets.size(); ++i) {
      const int place = 3 + static_cast<int>(i);
      kept_.emplace_back(place, Descriptor(::fcntl(place, F_DUPFD_CLOEXEC, 100)));
      ::dup2(sockets[i].number(), place);
    }
    ::setenv("LISTEN_PID", std::to_string(process).c_str(), 1);
    ::setenv("LISTEN_FDS", std::to_string(sockets.size()).c_str(), 1);
    ::setenv("LISTEN_FDNAMES", names.c_str(), 1);
    return InheritedSockets::from_environment();
  }

 private:
  std::vector<std::pair<int, Descriptor>> kept_;
};

Descriptor one_on(const std::string& host, std::uint16_t port = 0) {
  return std::move(listen_on(host, port)[0][0].descriptor);
}

std::uint16_t port_of(const Descriptor& socket) {
  return to_address(local_address_of(socket.number())).port;
}

template <class... Descriptors>
std::vector<Descriptor> all(Descriptors... sockets) {
  std::vector<Descriptor> list;
  (list.push_back(std::move(sockets)), ...);
  return list;
}

TEST_F(Inheriting, takes_the_sockets_of_an_address_and_tells_what_is_left) {
  Descriptor one = one_on("127.0.0.1");
  Descriptor other = one_on("127.0.0.1");
  const auto port = port_of(one);
  const auto left = port_of(other);
  auto sockets = inherit(all(std::move(one), std::move(other)), "web:spare");
  EXPECT_THAT(sockets.take("127.0.0.2", port), IsEmpty());
  EXPECT_THAT(sockets.take("127.0.0.1", 1), IsEmpty());
  const auto taken = sockets.take("127.0.0.1", port);
  ASSERT_THAT(taken, SizeIs(1));
  EXPECT_EQ(taken[0].address, (Address{"127.0.0.1", port}));
  EXPECT_NE(::fcntl(taken[0].descriptor.number(), F_GETFL) & O_NONBLOCK, 0);
  EXPECT_NE(::fcntl(taken[0].descriptor.number(), F_GETFD) & FD_CLOEXEC, 0);
  EXPECT_THAT(sockets.take("127.0.0.1", port), IsEmpty());
  EXPECT_THAT(sockets.close_rest(),
              ElementsAre("descriptor 4 (spare), which listens on 127.0.0.1:" + std::to_string(left)));
  EXPECT_TRUE(sockets.empty());
}

TEST_F(Inheriting, a_name_takes_all_of_its_addresses) {
  Descriptor ipv4 = one_on("127.0.0.1");
  const auto port = port_of(ipv4);
  auto sockets = inherit(all(std::move(ipv4)), "");
  EXPECT_THAT(sockets.take("localhost", port), SizeIs(1));
}

TEST_F(Inheriting, a_star_takes_every_address_of_either_family) {
  Descriptor ipv4 = one_on("0.0.0.0");
  const auto port = port_of(ipv4);
  auto sockets = inherit(all(std::move(ipv4)), "");
  EXPECT_THAT(sockets.take("*", port), SizeIs(1));
}

TEST_F(Inheriting, port_0_takes_one_port_at_a_time_with_all_of_its_sockets) {
  const auto loops = listen_on("127.0.0.1", 0, 2);
  const auto port = loops[0][0].address.port;
  auto sockets = inherit(all(Descriptor(::dup(loops[0][0].descriptor.number())),
                             Descriptor(::dup(loops[1][0].descriptor.number())), one_on("127.0.0.1")),
                         "");
  const auto first = sockets.take("127.0.0.1", 0);
  ASSERT_THAT(first, SizeIs(2));
  EXPECT_EQ(first[0].address.port, port);
  EXPECT_EQ(first[1].address.port, port);
  EXPECT_THAT(sockets.take("127.0.0.1", 0), SizeIs(1));
  EXPECT_THAT(sockets.take("127.0.0.1", 0), IsEmpty());
}

TEST_F(Inheriting, the_file_of_a_path_goes_with_its_heir_only_if_the_one_before_said_so) {
  for (const std::string name : {"web", "weft.file"}) {
    const std::string path = testing::TempDir() + std::to_string(::getpid()) + "weft_inherited";
    {
      Descriptor socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
      const SocketAddress address = socket_path_address(path);
      ASSERT_EQ(::bind(socket.number(), address.data(), address.size), 0);
      ASSERT_EQ(::listen(socket.number(), 1), 0);
      auto sockets = inherit(all(std::move(socket)), name);
      EXPECT_THAT(sockets.take_path(path + "x"), IsEmpty());
      EXPECT_THAT(sockets.take_path(path), SizeIs(1));
    }
    EXPECT_EQ(::access(path.c_str(), F_OK) == 0, name == "web");
    ::unlink(path.c_str());
  }
}

TEST_F(Inheriting, what_does_not_listen_is_told_and_closed) {
  auto sockets = inherit(all(Descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)),
                             Descriptor(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0))),
                         "");
  EXPECT_THAT(sockets.take("*", 0), IsEmpty());
  EXPECT_THAT(sockets.close_rest(), ElementsAre(HasSubstr("descriptor 3, which is no socket that listens"),
                                                HasSubstr("descriptor 4, which is no")));
  EXPECT_EQ(::fcntl(4, F_GETFD), -1);
}

TEST_F(Inheriting, sockets_of_another_process_are_left_alone) {
  EXPECT_TRUE(inherit(all(one_on("127.0.0.1")), "", ::getpid() + 1).empty());
  EXPECT_NE(::fcntl(3, F_GETFD), -1);
  EXPECT_EQ(std::getenv("LISTEN_FDS"), nullptr);
}

TEST_F(Inheriting, a_number_that_is_none_is_an_error) {
  ::setenv("LISTEN_PID", std::to_string(::getpid()).c_str(), 1);
  ::setenv("LISTEN_FDS", "2x", 1);
  EXPECT_THROW(InheritedSockets::from_environment(), std::runtime_error);
}

// --- for loops -------------------------------------------------------------------------------------------------------

std::vector<std::size_t> sizes(const std::vector<ListenSet>& sets) {
  std::vector<std::size_t> all;
  for (const ListenSet& set : sets) all.push_back(set.size());
  return all;
}

std::vector<Listening> sockets_of(std::size_t loops) {
  std::vector<Listening> sockets;
  for (ListenSet& set : listen_on("127.0.0.1", 0, loops)) sockets.push_back(std::move(set[0]));
  return sockets;
}

TEST(Spread, gives_each_loop_a_socket_of_each_address) {
  auto sockets = sockets_of(1);
  sockets.push_back(std::move(sockets_of(1)[0]));
  const auto sets = spread(std::move(sockets), 3);
  EXPECT_THAT(sizes(sets), ElementsAre(2, 2, 2));
  for (const ListenSet& set : sets) {
    EXPECT_EQ(set[0].address, sets[0][0].address);
    EXPECT_TRUE(set[0].descriptor.valid());
    EXPECT_NE(set[0].address, set[1].address);
  }
}

// A socket that nobody accepted at would keep its connections waiting.
TEST(Spread, leaves_no_socket_without_a_loop) {
  EXPECT_THAT(sizes(spread(sockets_of(5), 2)), ElementsAre(3, 2));
  EXPECT_THAT(sizes(spread(sockets_of(2), 2)), ElementsAre(1, 1));
}

}  // namespace
}  // namespace weft::io
