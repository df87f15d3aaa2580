// A little application behind an engine under fire. It notes what happened, and answers, takes, gives up and releases
// as the octets of a script say.
#pragma once

#include <deque>
#include <string>
#include <vector>

#include <weft/h2/connection.hpp>

namespace weft::fuzz {

// So many octets, with a pause before every second pull, and an end of some kind.
class Body final : public http::BodySource {
 public:
  Body(std::size_t size, std::uint8_t kind) : left_(size), kind_(kind) {}

  http::Pulled pull(MutableOctets room) override;
  const http::Fields& trailers() const override { return trailers_; }

 private:
  std::size_t left_;
  std::uint8_t kind_;
  bool paused_ = false;
  http::Fields trailers_;
};

class Application {
 public:
  // When it acts: at each event, or when all octets have been received.
  enum class Acts { at_once, at_the_end };

  Application(http::Role role, Acts acts, Octets script);

  void receive(Octets octets);
  // Does the rest of the application's work, and lets time pass until nothing is left to happen.
  void finish();

  // Everything that went out, and everything that was reported; the DATA of a stream that came in a row counts once.
  const std::string& output() const { return output_; }
  const std::string& log() const { return log_; }

 private:
  void poll();
  void note(const h2::Event& event);
  void act(const h2::Event& event);
  void answer(h2::MessageId message);
  Result<void, h2::Misuse> respond(h2::MessageId message, std::uint8_t how);
  void promise(h2::MessageId parent);
  void open_some();
  void produce();
  std::uint8_t next();

  Acts acts_;
  Octets script_;
  std::size_t read_ = 0;
  http::Role role_;
  Time now_{std::chrono::hours(1)};
  h2::Options options_;
  h2::Workspace workspace_;
  h2::Connection connection_;
  std::deque<Body> bodies_;
  std::vector<h2::Event> waiting_;
  std::vector<h2::MessageId> open_;
  std::string output_;
  std::string log_;
  h2::MessageId data_of_ = 0;
  std::size_t data_octets_ = 0;
  bool closed_ = false;
};

void must(bool condition);

}  // namespace weft::fuzz
