// The bodies that a recorded connection has sent: their content, and how much of it the engine got at each pull.
#pragma once

#include <cstddef>
#include <deque>
#include <map>
#include <string>

#include <weft/http/body_source.hpp>
#include <weft/http/events.hpp>
#include <weft/trace/recording/recording.hpp>

namespace weft::session {

class RecordedBodies {
 public:
  explicit RecordedBodies(const trace::Recording& recording);

  // Gives what the body of this message gave. An engine that asks more often is told that nothing more is there now.
  http::BodySource* of(http::MessageId message) { return &bodies_[message]; }

 private:
  class Body final : public http::BodySource {
   public:
    http::Pulled pull(MutableOctets room) override;
    const http::Fields& trailers() const override { return fields; }

    std::deque<http::Pulled> pulls;
    std::string content;
    http::Fields fields;

   private:
    std::size_t taken_ = 0;
  };
  struct Contents;

  Body& at(std::uint64_t message) { return bodies_[static_cast<http::MessageId>(message)]; }
  void note(const trace::Call& call);

  std::map<http::MessageId, Body> bodies_;
};

}  // namespace weft::session
