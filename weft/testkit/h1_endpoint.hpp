// An HTTP/1.1 engine with a little application on a virtual clock.
//
//   H1Endpoint server(http::Role::server, clock);
//   server.receive("GET / HTTP/1.1\r\nhost: a\r\n\r\n");   // events are noted, and the application reacts
//   server.output()                                       // "HTTP/1.1 200 OK\r\n…"
//   server.events()                                       // "request 1 GET a / end", "closed 1 complete"
#pragma once

#include <deque>
#include <functional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <weft/h1/connection.hpp>
#include <weft/testkit/bodies.hpp>
#include <weft/testkit/clock.hpp>

namespace weft::testkit {

// "GET a / x-name=value": a head on one line.
inline std::string describe_fields(const http::Fields& fields) {
  std::string out;
  for (const Field& field : fields) out += " " + std::string(field.name) + "=" + std::string(field.value);
  return out;
}
inline std::string describe_head(const http::RequestHead& head) {
  std::string out(head.method_text);
  for (const std::string_view part : {head.scheme, head.authority, head.path}) {
    if (!part.empty()) out += " " + std::string(part);
  }
  return out + (head.version == http::Version::http10 ? " 1.0" : "") + describe_fields(head.fields);
}
inline std::string describe_head(const http::ResponseHead& head) {
  return std::to_string(http::code(head.status)) + describe_fields(head.fields);
}

class H1Endpoint {
 public:
  enum class Application {
    holds,          // takes every body and never answers
    answers,        // takes every body and answers 200 to each complete request
    answers_early,  // answers 200 at once and takes every body
    does_not_read,  // consumes nothing and never answers
  };

  H1Endpoint(http::Role role, Clock& clock, const h1::Options& options = {},
             Application application = Application::answers)
      : clock_(clock), options_(options), application_(application), connection_(role, options_, clock.now()) {}

  h1::Connection& connection() { return connection_; }

  void receive(std::string_view octets) {
    // A copy that goes away, so that the sanitizers see code that keeps a view of it.
    const std::string copy(octets);
    connection_.receive(as_octets(copy), clock_.now());
    run();
  }
  void receive_pieces(const std::vector<Octets>& pieces) {
    for (const Octets piece : pieces) receive(as_text(piece));
  }
  void receive_end() {
    connection_.receive_end(clock_.now());
    run();
  }
  // Polls and produces until nothing is left to do.
  void run() {
    do {
      poll();
      produce();
      poll();
    } while (connection_.wants_to_produce());
  }
  // Lets time pass, and wakes the engine at each of its deadlines.
  void advance(Duration duration) {
    const Time until = clock_.now() + duration;
    while (connection_.next_deadline() <= until) {
      clock_.advance_to(connection_.next_deadline());
      connection_.handle_timeout(clock_.now());
      run();
    }
    clock_.advance_to(until);
  }

  h1::MessageId request(const http::RequestHead& head, http::BodySource* body = nullptr) {
    const auto message = connection_.open(head, body);
    run();
    return message ? *message : 0;
  }
  void respond(h1::MessageId message, const http::ResponseHead& head, http::BodySource* body = nullptr) {
    if (const auto done = connection_.respond(message, head, body); !done) {
      events_.push_back("misuse " + std::string(to_string(done.error())));
    }
    run();
  }

  // Sees each event after it was noted and before the application reacts.
  std::function<void(const h1::Event&)> on_event;

  // One line an event; the octets of a body that came in a row are one.
  const std::vector<std::string>& events() {
    note_data();
    return events_;
  }
  std::vector<std::string> take_events() {
    note_data();
    return std::exchange(events_, {});
  }
  const std::string& output() const { return output_; }
  std::string take_output() { return std::exchange(output_, {}); }
  std::size_t requests() const { return requests_; }

 private:
  void poll() {
    while (auto event = connection_.poll_event()) {
      std::visit([this](const auto& e) { note(e); }, *event);
      if (on_event) on_event(*event);
      std::visit([this](const auto& e) { react(e); }, *event);
    }
  }
  void produce() {
    Buffer out;
    connection_.produce(out, 64 * 1024, clock_.now());
    output_ += as_text(out.readable());
  }

  void add(const std::string& line) {
    note_data();
    events_.push_back(line);
  }
  void note_data() {
    if (!data_.empty()) events_.push_back("data " + std::exchange(data_, {}));
  }
  static std::string numbered(std::string_view what, h1::MessageId message) {
    return std::string(what) + " " + std::to_string(message) + " ";
  }
  static std::string_view ending(http::End end) { return end == http::End::yes ? " end" : ""; }

  void note(const http::RequestReceived& e) {
    ++requests_;
    add(numbered("request", e.message) + describe_head(*e.head) + std::string(ending(e.end)));
  }
  void note(const http::ResponseReceived& e) {
    add(numbered("response", e.message) + describe_head(*e.head) + std::string(ending(e.end)));
  }
  void note(const http::InterimReceived& e) { add(numbered("interim", e.message) + describe_head(*e.head)); }
  void note(const http::DataReceived& e) {
    data_ += as_text(e.octets);
    if (e.end == http::End::yes) add(numbered("end", e.message).substr(0, 4 + std::to_string(e.message).size()));
  }
  void note(const http::TrailersReceived& e) {
    add(numbered("trailers", e.message) + describe_fields(*e.fields).substr(1));
  }
  void note(const http::Rejected& e) {
    add(numbered("rejected", e.message) + std::to_string(e.status) + " " + std::string(e.close.reason));
  }
  void note(const http::Closed& e) { add(numbered("closed", e.message) + std::string(e.close.reason)); }
  void note(const http::ConnectionClosed& e) { add("connection " + std::string(e.close.reason)); }

  template <class Other>
  void react(const Other&) {}
  void react(const http::RequestReceived& e) {
    if (e.end == http::End::yes || application_ == Application::answers_early) answer(e.message);
  }
  void react(const http::DataReceived& e) {
    if (application_ != Application::does_not_read) connection_.consume(e.message, e.octets.size());
    if (e.end == http::End::yes) answer(e.message);
  }
  void react(const http::TrailersReceived& e) { answer(e.message); }
  void react(const http::Closed& e) { connection_.release(e.message); }

  void answer(h1::MessageId message) {
    const bool early = application_ == Application::answers_early;
    if (!early && application_ != Application::answers) return;
    (void)connection_.respond(message, http::ResponseHead{}, nullptr);
  }

  Clock& clock_;
  h1::Options options_;
  Application application_;
  h1::Connection connection_;
  std::vector<std::string> events_;
  std::string data_;
  std::string output_;
  std::size_t requests_ = 0;
};

}  // namespace weft::testkit
