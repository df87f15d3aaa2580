#include <weft/io/service_manager.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <string>

#include <weft/io/descriptor.hpp>

namespace weft::io {
namespace {

using namespace std::chrono_literals;
using testing::MatchesRegex;

class Managing : public testing::Test {
 protected:
  ~Managing() override {
    for (const auto* name : {"NOTIFY_SOCKET", "WATCHDOG_USEC", "WATCHDOG_PID"}) ::unsetenv(name);
    if (name_.starts_with('/')) ::unlink(name_.c_str());
  }

  void listen_at(const std::string& name) {
    name_ = name;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    name.copy(address.sun_path, sizeof address.sun_path);
    if (name.starts_with('@')) address.sun_path[0] = '\0';
    const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
    ASSERT_EQ(::bind(socket_.number(), reinterpret_cast<const sockaddr*>(&address), size), 0);
    ::setenv("NOTIFY_SOCKET", name.c_str(), 1);
  }
  std::string heard() const {
    char octets[256];
    const auto got = ::recv(socket_.number(), octets, sizeof octets, MSG_DONTWAIT);
    return got < 0 ? "nothing" : std::string(octets, static_cast<std::size_t>(got));
  }

 private:
  Descriptor socket_{::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0)};
  std::string name_;
};

TEST_F(Managing, hears_what_is_told_at_a_path) {
  listen_at(testing::TempDir() + std::to_string(::getpid()) + "weft_notify");
  ServiceManager::from_environment().tell("READY=1\nSTATUS=a");
  EXPECT_EQ(heard(), "READY=1\nSTATUS=a");
}

TEST_F(Managing, hears_what_is_told_at_an_abstract_name) {
  listen_at("@weft_notify_" + std::to_string(::getpid()));
  const auto manager = ServiceManager::from_environment();
  manager.tell_reloading();
  EXPECT_THAT(heard(), MatchesRegex("RELOADING=1\nMONOTONIC_USEC=[0-9]+"));
}

TEST_F(Managing, is_no_matter_where_there_is_none) {
  ServiceManager::from_environment().tell("READY=1");
  ::setenv("NOTIFY_SOCKET", "/nowhere/at/all", 1);
  ServiceManager::from_environment().tell("READY=1");
  ::setenv("NOTIFY_SOCKET", ("@" + std::string(200, 'x')).c_str(), 1);
  ServiceManager::from_environment().tell("READY=1");
}

TEST_F(Managing, watches_the_process_that_it_means) {
  ::setenv("NOTIFY_SOCKET", "@x", 1);
  EXPECT_FALSE(ServiceManager::from_environment().watchdog());
  ::setenv("WATCHDOG_USEC", "3000000", 1);
  EXPECT_EQ(ServiceManager::from_environment().watchdog(), Duration(3s));
  ::setenv("WATCHDOG_PID", std::to_string(::getpid()).c_str(), 1);
  EXPECT_EQ(ServiceManager::from_environment().watchdog(), Duration(3s));
  ::setenv("WATCHDOG_PID", "1", 1);
  EXPECT_FALSE(ServiceManager::from_environment().watchdog());
}

}  // namespace
}  // namespace weft::io
