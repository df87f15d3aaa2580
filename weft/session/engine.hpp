// The engine of a connection, whichever version it speaks.
//
//   Engine engine;                                        // nothing is known yet
//   engine.start_h2(http::Role::server, options, workspace, now);
//   octets = engine.receive(octets, now);  engine.poll([](const auto& event) { … });  // until all are taken
//   engine.produce(out, budget, now);
//
// Everything but started() and start_…() needs an engine that was started. The verbs are those of h2::Connection and
// h1::Connection, which say what they mean. A misuse comes back as its token, empty if there was none.
#pragma once

#include <memory>
#include <optional>
#include <string_view>
#include <utility>
#include <variant>

#include <weft/h1/connection.hpp>
#include <weft/h2/connection.hpp>
#include <weft/h2/parked.hpp>

namespace weft::session {

class Engine {
 public:
  void start_h1(http::Role role, const h1::Options& options, Time now) {
    h1_ = std::make_unique<h1::Connection>(role, options, now);
  }
  void start_h2(http::Role role, const h2::Options& options, h2::Workspace& workspace, Time now) {
    h2_ = std::make_unique<h2::Connection>(role, options, workspace, now);
  }
  // Makes the engine again that was parked.
  void unpark_h2(const h2::Parked& parked, const h2::Options& options, h2::Workspace& workspace, Time now) {
    h2_ = std::make_unique<h2::Connection>(parked, options, workspace, now);
  }
  bool started() const { return h2_ != nullptr || h1_ != nullptr; }
  // Null if it speaks the other version.
  h1::Connection* h1() { return h1_.get(); }
  h2::Connection* h2() { return h2_.get(); }
  const h1::Connection* h1() const { return h1_.get(); }
  const h2::Connection* h2() const { return h2_.get(); }

  // --- octets and time ---------------------------------------------------------------------------------------------
  // Gives back the octets that it has not taken because there are events to poll first.
  [[nodiscard]] Octets receive(Octets octets, Time now) {
    if (h2() != nullptr) return h2()->receive_some(octets, now);
    h1()->receive(octets, now);
    return {};
  }
  void receive_end(Time now) {
    either([&](auto& c) { c.receive_end(now); });
  }
  void produce(Buffer& out, std::size_t budget, Time now) {
    either([&](auto& c) { c.produce(out, budget, now); });
  }
  bool wants_to_produce() const {
    return ask([](const auto& c) { return c.wants_to_produce(); });
  }
  bool wants_input() const {
    return ask([](const auto& c) { return c.wants_input(); });
  }
  Time next_deadline() const {
    return ask([](const auto& c) { return c.next_deadline(); });
  }
  void handle_timeout(Time now) {
    either([&](auto& c) { c.handle_timeout(now); });
  }
  // An orderly close would make a response that was broken off look complete.
  bool torn() const { return h1() != nullptr && h1()->torn(); }
  // HTTP/1.1 has no windows.
  void on_path_estimate(Duration round_trip, std::uint64_t octets_per_second) {
    if (h2() != nullptr) h2()->on_path_estimate(round_trip, octets_per_second);
  }
  // Calls `handler` with every event, in order; the handler may call the engine.
  template <class Handler>
  void poll(Handler&& handler) {
    either([&](auto& c) {
      while (auto event = c.poll_event()) std::visit(handler, *event);
    });
  }

  // --- messages ----------------------------------------------------------------------------------------------------
  // HTTP/1.1 learns the time when the octets leave.
  Result<void, http::Misuse> respond(http::MessageId message, const http::ResponseHead& head, http::BodySource* body,
                                     Time now) {
    return h2() != nullptr ? h2()->respond(message, head, body, now) : h1()->respond(message, head, body);
  }
  Result<void, http::Misuse> respond_interim(http::MessageId message, const http::ResponseHead& head) {
    return either([&](auto& c) { return c.respond_interim(message, head); });
  }
  // A client's. `dependency`: see h2::Connection::open().
  Result<http::MessageId, http::Misuse> open(const http::RequestHead& head, http::BodySource* body, Time now,
                                             const std::optional<h2::Dependency>& dependency) {
    return h2() != nullptr ? h2()->open(head, body, now, dependency) : h1()->open(head, body);
  }
  // A client's: how many messages may be opened now.
  std::size_t room() const {
    return ask([](const auto& c) { return c.room(); });
  }
  void ready(http::MessageId message, Time now) {
    return h2() != nullptr ? h2()->ready(message, now) : h1()->ready(message);
  }
  void consume(http::MessageId message, std::size_t octets) {
    either([&](auto& c) { c.consume(message, octets); });
  }
  // HTTP/1.1 holds the peer back by octets that were not consumed.
  void pause(http::MessageId message) {
    if (h2() != nullptr) h2()->pause(message);
  }
  void resume(http::MessageId message) {
    if (h2() != nullptr) h2()->resume(message);
  }
  // `code` is lost on HTTP/1.1, which can only break off.
  void reset(http::MessageId message, h2::ErrorCode code, OwnReason reason) {
    if (h2() != nullptr) {
      h2()->reset(message, code, reason);
    } else {
      h1()->reset(message, reason);
    }
  }
  // HTTP/1.1 sends one response after the other: there is no order to choose.
  void prioritize(http::MessageId message, http::Priority priority) {
    if (h2() != nullptr) static_cast<void>(h2()->prioritize(message, priority));
  }
  // A client's, with h2::Options::dependencies.
  void prioritize(http::MessageId message, const h2::Dependency& dependency) {
    if (h2() != nullptr) static_cast<void>(h2()->prioritize(message, dependency));
  }
  // http/rate_limits.hpp says how.
  void limit_sending(http::MessageId message, http::RateLimits::Buckets buckets) {
    either([&](auto& c) { c.limit_sending(message, buckets); });
  }
  void limit_receiving(http::MessageId message, http::RateLimits::Buckets buckets) {
    either([&](auto& c) { c.limit_receiving(message, buckets); });
  }
  void release(http::MessageId message) {
    either([&](auto& c) { c.release(message); });
  }
  http::Traffic traffic(http::MessageId message) const {
    return ask([&](const auto& c) { return c.traffic(message); });
  }
  // Only HTTP/2 counts them.
  http::Waits waits(http::MessageId message) const { return h2() != nullptr ? h2()->waits(message) : http::Waits(); }

  http::SectionOctets section_octets(http::MessageId message) const {
    return h2() != nullptr ? h2()->section_octets(message) : http::SectionOctets();
  }
  http::Priority priority(http::MessageId message) const {
    return h2() != nullptr ? h2()->priority(message) : http::Priority();
  }

  // The number of messages that the peer has begun, by the highest of their numbers. For a server.
  std::uint32_t messages_begun() const { return h2() != nullptr ? h2()->messages_begun() : h1()->messages_begun(); }

  // Messages that have not been released.
  std::size_t live_messages() const {
    return ask([](const auto& c) { return c.live_messages(); });
  }
  Time created() const {
    return ask([](const auto& c) { return c.created(); });
  }

  // --- connection --------------------------------------------------------------------------------------------------
  // No message is there, and the connection has not ended. A server's that speaks HTTP/1.1 has had one, besides.
  bool is_idle() const { return h2() != nullptr ? !h2()->closed() && h2()->live_messages() == 0 : h1()->is_idle(); }
  // Ends it at once, as NO_ERROR where HTTP/2 says it.
  void close(OwnReason reason) { h2() != nullptr ? h2()->close(h2::ErrorCode::no_error, reason) : h1()->close(reason); }
  void shutdown(Time now) {
    either([&](auto& c) { c.shutdown(now); });
  }
  // A server's: as graceful as the version allows. HTTP/2 has GOAWAY for that.
  void wind_down(Time now) { return h2() != nullptr ? h2()->shutdown(now) : h1()->wind_down(now); }
  bool is_shutting_down() const {
    return ask([](const auto& c) { return c.is_shutting_down(); });
  }

 private:
  template <class Call>
  auto either(Call call) -> decltype(call(std::declval<h2::Connection&>())) {
    return h2() != nullptr ? call(*h2()) : call(*h1());
  }
  template <class Call>
  auto ask(Call call) const -> decltype(call(std::declval<const h2::Connection&>())) {
    return h2() != nullptr ? call(*h2()) : call(*h1());
  }

  // At most one of the engines.
  std::unique_ptr<h2::Connection> h2_;
  std::unique_ptr<h1::Connection> h1_;
};

}  // namespace weft::session
