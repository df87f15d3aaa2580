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

#include <array>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <variant>

#include <weft/h1/connection.hpp>
#include <weft/h2/connection.hpp>
#include <weft/h2/parked.hpp>
#include <weft/session/listening.hpp>

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
  // Before the first octet: somebody listens from now on.
  void listen(std::unique_ptr<Listening> listening) { listening_ = std::move(listening); }
  // Null nearly always.
  Listening* listening() { return listening_.get(); }
  const Listening* listening() const { return listening_.get(); }
  bool is_heard() const { return listening_ != nullptr && listening_->is_told(); }
  // A connection that parks leaves its last frames behind.
  std::unique_ptr<Listening> stop_listening() { return std::move(listening_); }
  // Null if it speaks the other version.
  h1::Connection* h1() { return h1_.get(); }
  h2::Connection* h2() { return h2_.get(); }
  const h1::Connection* h1() const { return h1_.get(); }
  const h2::Connection* h2() const { return h2_.get(); }

  // --- octets and time ---------------------------------------------------------------------------------------------
  // Gives back the octets that it has not taken because there are events to poll first.
  [[nodiscard]] Octets receive(Octets octets, Time now) {
    return listening_ == nullptr ? receive_some(octets, now) : receive_told(octets, now);
  }
  void receive_end(Time now) {
    if (listening_) listening_->tell(Verb::receive_end, 0, {}, now);
    either([&](auto& c) { c.receive_end(now); });
  }
  void produce(Buffer& out, std::size_t budget, Time now) {
    if (listening_) return produce_told(out, budget, now);
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
    if (listening_) listening_->tell(Verb::time_out, 0, {}, now);
    either([&](auto& c) { c.handle_timeout(now); });
    if (listening_) look(now);
  }
  // An orderly close would make a response that was broken off look complete.
  bool torn() const { return h1() != nullptr && h1()->torn(); }
  // HTTP/1.1 has no windows.
  void on_path_estimate(Duration round_trip, std::uint64_t octets_per_second) {
    tell(Verb::path, 0, {static_cast<std::uint64_t>(round_trip.count()), octets_per_second});
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
    if (listening_) {
      listening_->tell_response(Verb::respond, message, head, body != nullptr, now);
      body = listening_->watched(body);
      listening_->belongs(message);
    }
    return h2() != nullptr ? h2()->respond(message, head, body, now) : h1()->respond(message, head, body);
  }
  Result<void, http::Misuse> respond_interim(http::MessageId message, const http::ResponseHead& head) {
    if (listening_) listening_->tell_response(Verb::interim, message, head, false);
    return either([&](auto& c) { return c.respond_interim(message, head); });
  }
  // A client's. `dependency`: see h2::Connection::open().
  Result<http::MessageId, http::Misuse> open(const http::RequestHead& head, http::BodySource* body, Time now,
                                             const std::optional<h2::Dependency>& dependency) {
    if (listening_) body = listening_->watched(body);
    const auto opened = h2() != nullptr ? h2()->open(head, body, now, dependency) : h1()->open(head, body);
    if (listening_ && opened) {
      listening_->tell_request(Verb::open, *opened, head, body != nullptr, dependency, now);
      listening_->belongs(*opened);
    }
    return opened;
  }
  // A server's over HTTP/2.
  Result<http::MessageId, http::PushOutcome> push(http::MessageId parent, const http::RequestHead& head, Time now) {
    if (listening_) listening_->tell_request(Verb::push, parent, head, false, std::nullopt, now);
    return h2()->push(parent, head, now);
  }
  // A client's: how many messages may be opened now.
  std::size_t room() const {
    return ask([](const auto& c) { return c.room(); });
  }
  void ready(http::MessageId message, Time now) {
    if (listening_) listening_->tell(Verb::ready, message, {}, now);
    return h2() != nullptr ? h2()->ready(message, now) : h1()->ready(message);
  }
  void consume(http::MessageId message, std::size_t octets) {
    tell(Verb::consume, message, {octets});
    either([&](auto& c) { c.consume(message, octets); });
  }
  // HTTP/1.1 holds the peer back by octets that were not consumed.
  void pause(http::MessageId message, h2::PauseBy by = h2::PauseBy::user) {
    tell(Verb::pause, message, {static_cast<std::uint64_t>(by)});
    if (h2() != nullptr) h2()->pause(message, by);
  }
  void resume(http::MessageId message, h2::PauseBy by = h2::PauseBy::user) {
    tell(Verb::resume, message, {static_cast<std::uint64_t>(by)});
    if (h2() != nullptr) h2()->resume(message, by);
  }
  void set_window(http::MessageId message, std::uint32_t octets) {
    tell(Verb::set_window, message, {octets});
    if (h2() != nullptr) h2()->set_window(message, octets);
  }
  // `code` is lost on HTTP/1.1, which can only break off.
  void reset(http::MessageId message, h2::ErrorCode code, OwnReason reason) {
    tell(Verb::reset, message, {static_cast<std::uint64_t>(code)}, reason.token().text());
    if (h2() != nullptr) {
      h2()->reset(message, code, reason);
    } else {
      h1()->reset(message, reason);
    }
  }
  // HTTP/1.1 sends one response after the other: there is no order to choose.
  void prioritize(http::MessageId message, http::Priority priority) {
    tell(Verb::prioritize, message, {priority.urgency, priority.incremental});
    if (h2() != nullptr) static_cast<void>(h2()->prioritize(message, priority));
  }
  // A client's, with h2::Options::dependencies.
  void prioritize(http::MessageId message, const h2::Dependency& dependency) {
    tell(Verb::depend, message, {dependency.parent, dependency.weight, dependency.exclusive});
    if (h2() != nullptr) static_cast<void>(h2()->prioritize(message, dependency));
  }
  // http/rate_limits.hpp says how. `rates`, where is_heard(), are those of the buckets.
  void limit_sending(http::MessageId message, http::RateLimits::Buckets buckets,
                     std::span<const Surroundings::Rate> rates) {
    if (listening_) listening_->limit(message, rates);
    either([&](auto& c) { c.limit_sending(message, buckets); });
  }
  void release(http::MessageId message) {
    tell(Verb::release, message);
    either([&](auto& c) { c.release(message); });
    if (listening_) listening_->forget(message);
  }
  http::Traffic traffic(http::MessageId message) const {
    return ask([&](const auto& c) { return c.traffic(message); });
  }
  // Only HTTP/2 counts them.
  http::Waits waits(http::MessageId message) const { return h2() != nullptr ? h2()->waits(message) : http::Waits(); }
  Duration waited_for_application(http::MessageId message) const {
    return h2() != nullptr ? h2()->waited_for_application(message) : Duration::zero();
  }

  http::SectionOctets section_octets(http::MessageId message) const {
    return h2() != nullptr ? h2()->section_octets(message) : http::SectionOctets();
  }
  http::Priority priority(http::MessageId message) const {
    return h2() != nullptr ? h2()->priority(message) : http::Priority();
  }
  bool is_placed_by_server(http::MessageId message) const {
    return h2() != nullptr && h2()->is_placed_by_server(message);
  }

  // The number of messages that the peer has begun, by the highest of their numbers. For a server.
  std::uint32_t messages_begun() const { return h2() != nullptr ? h2()->messages_begun() : h1()->messages_begun(); }

  http::EngineView view(Time now) const {
    return ask([&](const auto& c) { return c.view(now); });
  }
  // That of the worst of its streams, for much less.
  http::Rank worst(Time now) const {
    return ask([&](const auto& c) { return c.worst(now); });
  }
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
  void close(OwnReason reason) {
    tell(Verb::close, 0, {}, reason.token().text());
    h2() != nullptr ? h2()->close(h2::ErrorCode::no_error, reason) : h1()->close(reason);
  }
  // Over HTTP/2.
  void ping(const std::array<std::uint8_t, 8>& opaque) {
    tell(Verb::ping, 0, {std::uint64_t{load_be32(opaque.data())} << 32 | load_be32(opaque.data() + 4)});
    h2()->ping(opaque);
  }
  Result<void, http::Misuse> update_settings(const h2::LocalSettings& change) {
    tell(Verb::settings, 0,
         {change.pushes.has_value(), change.pushes.value_or(0), change.initial_window.has_value(),
          change.initial_window.value_or(0)});
    return h2()->update_settings(change);
  }
  // A server's over HTTP/1.1.
  void expect_tls() {
    tell(Verb::expect_tls, 0);
    h1()->expect_tls();
  }
  void shutdown(Time now) {
    if (listening_) listening_->tell(Verb::shut_down, 0, {}, now);
    either([&](auto& c) { c.shutdown(now); });
  }
  // A server's: as graceful as the version allows. HTTP/2 has GOAWAY for that.
  void wind_down(Time now) {
    if (listening_) listening_->tell(Verb::wind_down, 0, {}, now);
    h2() != nullptr ? h2()->shutdown(now) : h1()->wind_down(now);
  }
  bool is_shutting_down() const {
    return ask([](const auto& c) { return c.is_shutting_down(); });
  }

 private:
  using Verb = trace::Verb;

  Octets receive_some(Octets octets, Time now) {
    if (h2() != nullptr) return h2()->receive_some(octets, now);
    h1()->receive(octets, now);
    return {};
  }
  // The octets are told when the engine has said how many it takes.
  Octets receive_told(Octets octets, Time now) {
    listening_->look_around(now);
    const Octets rest = receive_some(octets, now);
    listening_->received(octets.first(octets.size() - rest.size()), now);
    look(now);
    return rest;
  }
  void produce_told(Buffer& out, std::size_t budget, Time now) {
    if (h2() != nullptr && h2()->has_lacked_budget()) listening_->lack_memory(now);
    listening_->look_around(now);
    const std::size_t before = out.size();
    either([&](auto& c) { c.produce(out, budget, now); });
    tell_produced(out.readable().subspan(before), budget, now);
  }
  void look(Time now) {
    if (listening_->is_watched()) listening_->look(view(now), now);
  }
  void tell_produced(Octets octets, std::size_t budget, Time now) {
    if (!listening_->is_watched()) return listening_->sent(octets, budget, now);
    const http::EngineView is_now = view(now);
    listening_->tell_picks(is_now, now);
    listening_->sent(octets, budget, now);
    listening_->look(is_now, now);
  }
  // A call that does not say the time.
  void tell(Verb verb, http::MessageId message, Listening::Numbers numbers = {}, std::string_view text = {}) {
    if (listening_) [[unlikely]]
      listening_->tell(verb, message, numbers, text);
  }

  template <class Call>
  auto either(Call call) -> decltype(call(std::declval<h2::Connection&>())) {
    return h2() != nullptr ? call(*h2()) : call(*h1());
  }
  template <class Call>
  auto ask(Call call) const -> decltype(call(std::declval<const h2::Connection&>())) {
    return h2() != nullptr ? call(*h2()) : call(*h1());
  }

  // Outlives the engines, which have sources of it.
  std::unique_ptr<Listening> listening_;
  // At most one of the engines.
  std::unique_ptr<h2::Connection> h2_;
  std::unique_ptr<h1::Connection> h1_;
};

}  // namespace weft::session
