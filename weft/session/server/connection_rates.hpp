// The rates that the messages of one connection obey, whatever its version, and the connection's parts of them.
//
//   ConnectionRates rates;
//   rates.limit(engine, exchange, plan);           // before its response
//   body.start(rates.before(exchange, sink));      // the way of its request's body
//   rates.forget(message);                         // once the engine has released it
//
// Messages of a connection have one place in the queue of a rate at which they send: the most urgent of them takes it.
// Each has a place of its own to receive.
#pragma once

#include <array>
#include <cstddef>
#include <list>
#include <memory>
#include <optional>
#include <vector>

#include <weft/base/octet_rate.hpp>
#include <weft/base/shared_rate.hpp>
#include <weft/http/events.hpp>
#include <weft/session/server/rated_sink.hpp>
#include <weft/session/surroundings.hpp>

namespace weft::session {
class Engine;
}

namespace weft::session::server {

// What a message obeys. Null: nothing.
struct RatePlan {
  struct Direction {
    // Those that it shares with messages of other connections.
    std::array<std::shared_ptr<SharedRate>, 3> shared = {};
    // Of all messages of its connection together, and of the message alone.
    std::shared_ptr<const RateSetting> connection = {};
    std::shared_ptr<const RateSetting> message = {};
  };

  Direction sending = {};
  Direction receiving = {};
};

class ConnectionRates {
 public:
  void limit(Engine& engine, Exchange& exchange, const RatePlan& plan);
  // `sink`, or one that stands before it until forget().
  BodySink& before(const Exchange& exchange, BodySink& sink);
  void forget(http::MessageId message);
  // Those whose octets wait for the rates.
  std::vector<http::MessageId> held_requests() const;

 private:
  static constexpr std::size_t most = 5;

  // Places in queues, and how an engine sees them.
  struct Shares {
    void add(const std::shared_ptr<SharedRate>& rate);
    void add(OctetRate* share) { buckets[count++] = share; }

    std::array<std::optional<RateShare>, most> own;
    std::array<OctetRate*, most> buckets{};
    std::size_t count = 0;
  };
  // The messages that send at the same rates.
  struct Lane {
    std::array<std::shared_ptr<SharedRate>, 3> rates;
    Shares shares;
    std::size_t messages = 0;
  };
  struct Message {
    http::MessageId id = 0;
    Lane* lane = nullptr;
    Shares sending;
    Shares receiving;
    // Where a body comes.
    std::optional<RatedSink> sink;
  };

  static std::vector<Surroundings::Rate> rates_of(const Message& limited);
  Lane& lane_of(const RatePlan::Direction& plan);
  std::list<Message>::iterator find(http::MessageId message);

  // Of the connection alone: null until the first message asks for it.
  std::shared_ptr<SharedRate> sending_;
  std::shared_ptr<SharedRate> receiving_;
  std::list<Lane> lanes_;
  std::list<Message> messages_;
};

}  // namespace weft::session::server
