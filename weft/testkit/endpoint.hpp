// An engine with a little application on a virtual clock.
//
//   Endpoint server(Role::server, clock);
//   server.receive(octets);                    // events are noted, and the application reacts
//   server.produce();                          // octets to the peer
//   server.advance(10s);                       // every deadline on the way is kept
//   server.events()                            // "request 1 GET https://example.org/ end", …
//
// After every step the engine holds no more memory than a connection may: docs/limits.md promises it. Where that or
// another promise is broken, an endpoint throws BrokenPromise.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <weft/h2/connection.hpp>
#include <weft/testkit/bodies.hpp>
#include <weft/testkit/clock.hpp>
#include <weft/testkit/octets.hpp>

namespace weft::testkit {

using http::Role;

enum class Application {
  holds,          // takes every body and never answers
  answers,        // takes every body and answers 200 to each complete request
  does_not_read,  // gives no credit back and never answers
  never_ends,     // takes every body, and goes on working for messages that have long ended
};

// The memory that a connection may hold with the default limits.
inline constexpr std::size_t promised_memory = 2 * 1024 * 1024;

class Endpoint {
 public:
  Endpoint(Role role, Clock& clock, const h2::Options& options = {}, Application application = Application::holds);

  h2::Connection& connection() { return *connection_; }
  Role role() const { return role_; }

  void receive(Octets octets);
  void receive_end();
  // All that there is to send now.
  Bytes produce();
  // Lets time pass, and wakes the engine at each of its deadlines.
  void advance(Duration duration);
  // Puts another connection in the place of this one, from what is parked of it. False where something is under way.
  bool park_and_unpark();

  // Every answer gets a body of so many octets.
  void answer_with(std::size_t octets) { body_size_ = octets; }
  // A client's request, with a body of so many octets if there are any; the message it became.
  h2::MessageId request(std::string_view method, std::string_view path, std::size_t body_size = 0);
  // A server's promise of a GET; the message it became.
  h2::MessageId push(h2::MessageId parent, std::string_view path);

  // Sees each event after it was noted and before the application reacts.
  std::function<void(const h2::Event&)> on_event;

  // One line an event; the DATA of a stream that came in a row is one.
  const std::vector<std::string>& events() const { return events_; }
  std::vector<std::string> take_events();
  // Requests that reached the application.
  std::size_t requests() const { return requests_; }
  // Requests that reached the application and have not ended yet.
  std::size_t open_messages() const { return open_messages_; }
  bool closed() const { return closed_; }
  http::Close close() const { return close_; }
  // The most octets that it held after any step.
  std::size_t most_memory() const { return most_memory_; }

 private:
  void poll();
  void weigh();
  void note(const h2::Event& event);
  void note_data(const h2::DataReceived& event);
  void react(const h2::Event& event);
  void answer(h2::MessageId message);
  http::BodySource* make_body(std::size_t octets);

  Role role_;
  Clock& clock_;
  h2::Options options_;
  Application application_;
  std::size_t body_size_ = 0;
  std::deque<LongBody> bodies_;
  h2::Workspace workspace_;
  std::unique_ptr<h2::Connection> connection_;
  std::vector<std::string> events_;
  // The message that the last line counts DATA of, if more DATA may follow.
  h2::MessageId data_message_ = 0;
  std::size_t data_octets_ = 0;
  std::size_t requests_ = 0;
  std::size_t open_messages_ = 0;
  bool closed_ = false;
  http::Close close_;
  std::size_t most_memory_ = 0;
};

// "GET https://example.org/ x-name=value": a head on one line.
std::string describe(const http::RequestHead& head);
std::string describe(const http::ResponseHead& head);

}  // namespace weft::testkit
