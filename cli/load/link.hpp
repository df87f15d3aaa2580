// A place for a connection: the present one, its successor when it ends, and those whose last requests are under way.
//
//   Link link(context, user);
//   link.seek();                          // on_wanting(): connect() when there is leave to
//   link.wake(most);                      // at the end of this turn, begin at most so many requests
//   link.finish();
//
// A connection that was of no use is followed by a pause, longer each time. One whose peer says that it will go is
// followed at once, while what is under way on it goes on.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include <cli/load/connection.hpp>
#include <weft/io/deadline.hpp>

namespace weft::cli::load {

class Link;

class LinkUser {
 public:
  // A link without a connection should have one.
  virtual bool wants_connections() const = 0;
  // connect() is to be called, now or later.
  virtual void on_wanting(Link& link) = 0;
  // After each connect(): there is a connection, or none could be made.
  virtual void on_tried(Link& link) = 0;
  // One of the link's connections has no request under way any more.
  virtual void on_idle(Link& link) = 0;

 protected:
  ~LinkUser() = default;
};

class Link final : private ConnectionUser, private io::Deadline {
 public:
  static constexpr std::size_t any = Connection::any;

  Link(const ConnectionContext& context, LinkUser& user);
  ~Link() override;

  void seek();
  void connect();
  void wake(std::size_t most);
  void finish();

  bool has_room() const { return connection_ && connection_->has_room(); }
  // A request is under way, or could be.
  bool of_use() const;
  // There was a connection once.
  bool was_connected() const { return times_connected_ > 0; }

 private:
  enum class State : std::uint8_t { none, pausing, queued, connecting, connected };

  void on_usable(Connection& connection) override;
  void on_leaving(Connection& connection) override;
  void on_idle(Connection& connection) override;
  void on_over(Connection& connection) override;
  void on_deadline(Time now) override;

  void pause();

  const ConnectionContext& context_;
  LinkUser& user_;
  State state_ = State::none;
  std::unique_ptr<Connection> connection_;
  std::vector<std::unique_ptr<Connection>> leaving_;
  Duration pause_;
  std::size_t times_connected_ = 0;
};

}  // namespace weft::cli::load
