// A place for a connection: the present one, its successor when it ends, and those whose last requests are under way.
//
//   Lane lane(context, user);
//   lane.seek();                          // on_wanting(): connect() when there is leave to
//   lane.wake(most);                      // at the end of this turn, begin at most so many requests
//   lane.finish();
//
// A connection that was of no use is followed by a pause, longer each time. One whose peer says that it will go is
// followed at once, while what is under way on it goes on.
#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include <cli/load/load_connection.hpp>
#include <weft/io/deadline.hpp>

namespace weft::cli::load {

class Lane;

class LaneUser {
 public:
  // A lane without a connection should have one.
  virtual bool wants_connections() const = 0;
  // connect() is to be called, now or later.
  virtual void on_wanting(Lane& lane) = 0;
  // After each connect(): there is a connection, or none could be made.
  virtual void on_tried(Lane& lane) = 0;
  // One of the lane's connections has no request under way any more.
  virtual void on_idle(Lane& lane) = 0;

 protected:
  ~LaneUser() = default;
};

class Lane final : private LoadConnectionUser, private io::Deadline {
 public:
  static constexpr std::size_t any = LoadConnection::any;

  Lane(const LoadConnectionContext& context, LaneUser& user);
  ~Lane() override;

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

  void on_usable(LoadConnection& connection) override;
  void on_leaving(LoadConnection& connection) override;
  void on_idle(LoadConnection& connection) override;
  void on_over(LoadConnection& connection) override;
  void on_deadline(Time now) override;

  void pause();

  const LoadConnectionContext& context_;
  LaneUser& user_;
  State state_ = State::none;
  std::unique_ptr<LoadConnection> connection_;
  std::vector<std::unique_ptr<LoadConnection>> leaving_;
  Duration pause_;
  std::size_t times_connected_ = 0;
};

}  // namespace weft::cli::load
