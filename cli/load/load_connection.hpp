// One connection, from the name of its peer to its end.
//
//   LoadConnection connection(context, user);       // begins to connect; then on_usable(), or on_over()
//   connection.wake(most);                      // at the end of this turn, begin at most so many requests
//   connection.finish();                        // ends it: nothing is told any more
//
// Three limits of time: up to TLS's end (--connect-timeout), up to the peer's SETTINGS, and the age of each request
// (both --timeout).
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <cli/load/h1_client.hpp>
#include <cli/load/h2_client.hpp>
#include <cli/load/load_client.hpp>
#include <cli/load/plan.hpp>
#include <weft/io/connector.hpp>
#include <weft/io/loop.hpp>

namespace weft::cli::load {

class LoadConnection;

class LoadConnectionUser {
 public:
  // It takes requests.
  virtual void on_usable(LoadConnection& connection) = 0;
  // The peer wants no further request here; what is under way goes on.
  virtual void on_leaving(LoadConnection& connection) = 0;
  // No request is under way on the connection any more.
  virtual void on_idle(LoadConnection& connection) = 0;
  // The connection has ended, or could not be made, and the requests it owed are counted. It may be destroyed now.
  virtual void on_over(LoadConnection& connection) = 0;

 protected:
  ~LoadConnectionUser() = default;
};

// All connections of a thread have this in common.
struct LoadConnectionContext {
  io::Loop& loop;
  const Plan& plan;
  std::shared_ptr<const io::TlsContext> tls;  // null for http
  const H2Client::BlocksFor& blocks_for;      // for HTTP/2
  const RequestTexts& texts;                  // for HTTP/1.1
  Share& share;
  // How the peer is spoken to, in words, once known.
  std::string& spoken;
};

class LoadConnection final : private io::ConnectorUser,
                             private io::ChannelUser,
                             private io::TurnEnd,
                             private io::Deadline {
 public:
  static constexpr std::size_t any = ~std::size_t{0};

  LoadConnection(const LoadConnectionContext& context, LoadConnectionUser& user);
  ~LoadConnection() override;

  void wake(std::size_t most);
  void finish();

  // The connection can take a request now.
  bool has_room() const { return client_ != nullptr && client_->room() > granted_; }
  bool busy() const { return client_ != nullptr && client_->open() > 0; }
  // Another try at once is worth it when it has ended.
  bool was_of_use() const { return was_of_use_; }

 private:
  void on_connected(std::unique_ptr<io::Channel> channel) override;
  void on_failed(std::error_code error, io::Reason reason) override;
  void on_open() override;
  void on_received(MutableOctets octets) override;
  void on_end() override;
  void on_drained() override;
  void on_closed(std::error_code error, io::Reason reason) override;
  void on_turn_end() override;
  void on_deadline(Time now) override;

  std::unique_ptr<LoadClient> make_client() const;
  void become_usable(Time now);
  void send();
  void watch_ages(Time now);
  void hang_up(std::string_view reason);
  void lost(std::string_view reason, Time now);

  const LoadConnectionContext& context_;
  LoadConnectionUser& user_;
  std::unique_ptr<io::Connector> connector_;
  std::unique_ptr<io::Channel> channel_;
  std::unique_ptr<LoadClient> client_;
  std::size_t granted_ = 0;
  const Time begun_;
  // When octets came last.
  Time heard_{};
  bool usable_ = false;
  bool was_of_use_ = false;
  bool told_leaving_ = false;
  bool peer_ended_ = false;
  bool finished_ = false;
  // Why we closed it.
  std::string_view close_reason_;
};

}  // namespace weft::cli::load
