// Somebody listens at an engine: to the octets that it reads and writes, and to what it is told to do.
#pragma once

#include <initializer_list>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

#include <weft/h2/connection.hpp>
#include <weft/http/body_source.hpp>
#include <weft/http/events.hpp>
#include <weft/trace/tap.hpp>

namespace weft::session {

class Listening {
 public:
  using Numbers = std::initializer_list<std::uint64_t>;

  Listening(http::Role role, http::Version version, std::unique_ptr<trace::Reader> reader);
  ~Listening();

  // `options` are those of the engine, as session/replay/options_text.hpp writes them.
  void begin(std::string_view options, Time now);
  void received(Octets octets, Time now) {
    now_ = now;
    tap_.received(octets, now);
  }
  // The octets that a produce() of this budget has given.
  void sent(Octets octets, std::size_t budget, Time now);
  void ended(const http::Close& close, Time now) { tap_.ended(close, now); }

  // A call that tells the time, and one that happens at the latest time that was told.
  void tell(trace::Verb verb, http::MessageId message, Numbers numbers, Time now, std::string_view text = {});
  void tell(trace::Verb verb, http::MessageId message, Numbers numbers = {}, std::string_view text = {}) {
    tell(verb, message, numbers, now_, text);
  }
  void tell_response(trace::Verb verb, http::MessageId message, const http::ResponseHead& head, bool has_body,
                     std::optional<Time> now = {});
  void tell_request(trace::Verb verb, http::MessageId message, const http::RequestHead& head, bool has_body,
                    const std::optional<h2::Dependency>& dependency, Time now);

  // The source that an engine is to have in the place of this one; null for null. It lives until forget().
  http::BodySource* watched(http::BodySource* source);
  // The last source that was watched belongs to this message.
  void belongs(http::MessageId message);
  void forget(http::MessageId message);

 private:
  class Body;

  void tell(const trace::Call& call) { reader_->on_call(call); }

  std::unique_ptr<trace::Reader> reader_;
  trace::Tap tap_;
  Time now_{};
  std::unique_ptr<Body> newest_;
  std::unordered_map<http::MessageId, std::unique_ptr<Body>> bodies_;
};

}  // namespace weft::session
