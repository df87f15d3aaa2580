// A server of one connection that a test drives, in the loop of the test.
#pragma once

#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include <gtest/gtest.h>

#include <weft/io/listen.hpp>
#include <weft/io/listener.hpp>
#include <weft/io/support_test.hpp>

namespace weft::cli::inspect {

class DrivenServer final : private io::ListenerUser {
 public:
  explicit DrivenServer(io::Loop& loop)
      : listener_(loop, std::move(io::listen_on("127.0.0.1", 0).front()), static_cast<io::ListenerUser&>(*this), {}) {}

  std::string address() const { return io::to_string(listener_.addresses().front()); }
  std::string url() const { return "http://" + address(); }
  bool has_client() const { return channel_ != nullptr; }
  io::Channel& channel() { return *channel_; }

  io::test::Recorder user;

 private:
  void on_accepted(std::unique_ptr<io::Channel> channel) override {
    channel_ = std::move(channel);
    channel_->start(user);
  }
  void on_accept_failed(const std::error_code& why, std::size_t /*refused*/) override {
    ADD_FAILURE() << why.message();
  }

  io::Listener listener_;
  std::unique_ptr<io::Channel> channel_;
};

}  // namespace weft::cli::inspect
