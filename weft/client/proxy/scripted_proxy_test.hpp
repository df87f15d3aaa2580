// A proxy on a real socket that says what a script says, and leads on to an origin.
//
//   ScriptedProxy proxy(loop);
//   proxy.answers = {"HTTP/1.1 200 OK\r\n\r\n"};    // one for each message of the client
//   proxy.origin = port;                            // and then octets go there; without one, the connection ends
#pragma once

#include <fmt/format.h>

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <weft/io/connector.hpp>
#include <weft/io/listener.hpp>

namespace weft::client {

class ScriptedProxy final : private io::ListenerUser {
 public:
  explicit ScriptedProxy(io::Loop& loop)
      : loop_(loop),
        listener_(loop, std::move(io::listen_on("127.0.0.1", 0).front()), static_cast<io::ListenerUser&>(*this), {}) {}

  std::string authority() const { return fmt::format("127.0.0.1:{}", listener_.addresses().front().port); }

  std::vector<std::string> answers;
  // The thing that comes after the last answer: a port, the end, or nothing.
  std::optional<std::uint16_t> origin;
  bool ends = false;
  // The messages of all clients that had an answer, or that wait for one.
  std::vector<std::string> said;
  std::size_t connections() const { return guests_.size(); }

 private:
  // One connection of a client, and the one that it leads to.
  class Guest final : public io::ChannelUser, private io::ConnectorUser {
   public:
    Guest(ScriptedProxy& proxy, std::unique_ptr<io::Channel> channel)
        : proxy_(proxy), channel_(std::move(channel)), back_(*channel_) {
      channel_->start(*this);
    }

   private:
    // From the origin to the client.
    struct Back final : io::ChannelUser {
      explicit Back(io::Channel& its_client) : client(its_client) {}
      void on_open() override {}
      void on_received(MutableOctets octets) override { client.send(octets); }
      void on_end() override { client.finish(); }
      void on_drained() override {}
      void on_closed(std::error_code, io::Reason) override {}

      io::Channel& client;
    };

    void on_open() override {}
    void on_received(MutableOctets octets) override {
      if (origin_) return origin_->send(octets);
      proxy_.said.emplace_back(as_text(octets));
      if (next_ < proxy_.answers.size()) answer(proxy_.answers[next_++]);
      if (next_ == proxy_.answers.size()) lead_on();
    }
    void answer(std::string text) { channel_->send({reinterpret_cast<std::uint8_t*>(text.data()), text.size()}); }
    void lead_on() {
      if (proxy_.ends) return channel_->finish();
      if (!proxy_.origin) return;
      channel_->pause();
      connector_.emplace(proxy_.loop_, io::ConnectTarget{.host = "127.0.0.1", .port = *proxy_.origin},
                         io::ConnectOptions{}, static_cast<io::ConnectorUser&>(*this));
    }
    void on_connected(std::unique_ptr<io::Channel> channel) override {
      origin_ = std::move(channel);
      origin_->start(back_);
      channel_->resume();
    }
    void on_failed(std::error_code, io::Reason) override { channel_->close(); }
    void on_end() override {
      channel_->finish();
      if (origin_) origin_->finish();
    }
    void on_drained() override {}
    void on_closed(std::error_code, io::Reason) override {}

    ScriptedProxy& proxy_;
    std::unique_ptr<io::Channel> channel_;
    std::unique_ptr<io::Channel> origin_;
    std::optional<io::Connector> connector_;
    Back back_;
    std::size_t next_ = 0;
  };

  void on_accepted(std::unique_ptr<io::Channel> channel) override {
    guests_.push_back(std::make_unique<Guest>(*this, std::move(channel)));
  }
  void on_accept_failed(const std::error_code&, std::size_t) override {}

  io::Loop& loop_;
  io::Listener listener_;
  std::vector<std::unique_ptr<Guest>> guests_;
};

}  // namespace weft::client
