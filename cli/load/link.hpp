// A connection and its successors: made anew when the peer ends it, until that fails.
//
//   Link link(context, user);
//   link.connect();                       // then on_settled() once: it is usable, or it is not
//   link.wake(most);                      // at the end of this turn, begin at most so many requests that are due
//   link.finish();
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include <cli/load/h1_client.hpp>
#include <cli/load/plan.hpp>
#include <cli/load/protocol.hpp>
#include <cli/load/tally.hpp>
#include <weft/io/connector.hpp>
#include <weft/io/loop.hpp>

namespace weft::cli::load {

class Link;

class LinkUser {
 public:
  // The first connection is usable, or could not be made: link.dead().
  virtual void on_settled(Link& link) = 0;
  // Nothing is under way on it any more.
  virtual void on_idle(Link& link) = 0;

 protected:
  ~LinkUser() = default;
};

// What all connections of a thread share.
struct LinkContext {
  io::Loop& loop;
  const Plan& plan;
  std::shared_ptr<const io::TlsContext> tls;  // null for http
  const H2Client::BlocksFor& blocks_for;      // for HTTP/2
  const RequestTexts& texts;                  // for HTTP/1.1
  Pace& pace;
  Tally& tally;
  // How the peer is spoken to, in words, once known.
  std::string& spoken;
};

class Link final : private io::ConnectorUser, private io::ChannelUser, private io::TurnEnd, private io::Deadline {
 public:
  static constexpr std::size_t any = ~std::size_t{0};

  Link(const LinkContext& context, LinkUser& user);
  ~Link();

  void connect();
  void wake(std::size_t most);
  void finish();

  bool dead() const { return dead_; }
  bool has_room() const { return protocol_ != nullptr && protocol_->room() > granted_; }

 private:
  void on_connected(std::unique_ptr<io::Channel> channel) override;
  void on_failed(std::error_code error, std::string_view reason) override;
  void on_open() override;
  void on_received(MutableOctets octets) override;
  void on_end() override;
  void on_drained() override;
  void on_closed(std::error_code error, std::string_view reason) override;
  void on_turn_end() override;
  void on_deadline(Time now) override;

  std::unique_ptr<Protocol> make_protocol() const;
  void settle();
  void die(std::string_view reason);
  void send();

  const LinkContext& context_;
  LinkUser& user_;
  std::unique_ptr<io::Connector> connector_;
  std::unique_ptr<io::Channel> channel_;
  std::unique_ptr<Protocol> protocol_;
  std::size_t granted_ = 0;
  bool settled_ = false;
  bool dead_ = false;
  bool finished_ = false;
  // It came to a request since it was connected: worth another try when it ends.
  bool useful_ = false;
  std::string_view close_reason_;
};

}  // namespace weft::cli::load
