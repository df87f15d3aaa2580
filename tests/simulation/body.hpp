// A body whose octets are given by their place, so that its receiver sees at once if one was lost, doubled or
// exchanged.
#pragma once

#include <cstdint>

#include <weft/http/body_source.hpp>

#include "choices.hpp"

namespace weft::simulation {

enum class BodyEnd : std::uint8_t {
  with_the_last,  // end comes with the last octets
  afterwards,     // end comes by itself
  trailers,
  bad_trailers,  // such as RFC 9113 8.2.1 forbids
  failure,
};

class Body final : public http::BodySource {
 public:
  struct Plan {
    std::uint32_t size = 0;
    BodyEnd end = BodyEnd::with_the_last;
    // How often a pull gives less than there is room for.
    std::uint32_t small_pieces = 0;
    // How often a pull finds nothing, and ready() is due.
    std::uint32_t pauses = 0;
    std::uint8_t key = 0;
  };

  Body(Choices& choices, const Plan& plan);

  http::Pulled pull(MutableOctets room) override;
  const http::Fields& trailers() const override { return trailers_; }

  // Whether `octets` are those of the body from this place on.
  bool has(Octets octets, std::uint64_t place) const;
  // The body has octets or its end to give, without a call of ready().
  bool is_ready() const { return !paused_ && !over_; }
  bool is_paused() const { return paused_; }
  // Before ready() is called on the engine.
  void wake() { paused_ = false; }

  const Plan& plan() const { return plan_; }
  std::uint64_t given() const { return given_; }
  // The body has ended as it should.
  bool ended_well() const { return over_ && plan_.end < BodyEnd::bad_trailers; }

 private:
  std::size_t give(MutableOctets room);
  http::Pulled last(std::size_t size);

  Choices& choices_;
  Plan plan_;
  http::Fields trailers_;
  std::uint32_t given_ = 0;
  bool paused_ = false;
  bool over_ = false;
};

}  // namespace weft::simulation
