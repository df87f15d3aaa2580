#include <weft/testkit/endpoint.hpp>

#include <utility>

#include <fmt/format.h>

#include <weft/h2/parked.hpp>
#include <weft/testkit/broken_promise.hpp>

namespace weft::testkit {

namespace {

std::string fields_of(const http::Fields& fields) {
  std::string out;
  for (const Field& field : fields) out += fmt::format(" {}={}", field.name, field.value);
  return out;
}

http::RequestHead head_of(std::string_view method, std::string_view path) {
  http::RequestHead head;
  head.method = http::method_of(method);
  head.method_text = method;
  head.scheme = "https";
  head.authority = "example.org";
  head.path = path;
  return head;
}

const char* end_word(http::End end) {
  return end == http::End::yes ? " end" : "";
}

std::string code_name(std::uint32_t code) {
  return std::string(frame::to_string(static_cast<frame::ErrorCode>(code)));
}

std::string line(const h2::RequestReceived& e) {
  return fmt::format("request {} {}{}", e.message, describe(*e.head), end_word(e.end));
}
std::string line(const h2::ResponseReceived& e) {
  return fmt::format("response {} {}{}", e.message, describe(*e.head), end_word(e.end));
}
std::string line(const h2::InterimReceived& e) {
  return fmt::format("interim {} {}", e.message, describe(*e.head));
}
std::string line(const h2::DataReceived& e) {
  return fmt::format("data {} {}{}", e.message, e.octets.size(), end_word(e.end));
}
std::string line(const h2::TrailersReceived& e) {
  return fmt::format("trailers {}{}", e.message, fields_of(*e.fields));
}
std::string line(const h2::Rejected& e) {
  return fmt::format("rejected {} {} {}", e.message, e.status, e.close.reason.text());
}
std::string line(const h2::Closed& e) {
  return fmt::format("closed {} {} {}", e.message, e.close.reason.text(), code_name(e.close.code));
}
std::string line(const h2::ConnectionClosed& e) {
  return fmt::format("connection closed {} {}", e.close.reason.text(), code_name(e.close.code));
}
std::string line(const h2::PushPromised& e) {
  return fmt::format("promised {} on {} {}", e.message, e.parent, describe(*e.head));
}
std::string line(const h2::SettingsReceived&) {
  return "settings received";
}
std::string line(const h2::SettingsAcknowledged&) {
  return "settings acknowledged";
}
std::string line(const h2::PingAcknowledged& e) {
  return fmt::format("ping acknowledged {:02x}", e.opaque.back());
}
std::string line(const h2::GoawayReceived& e) {
  return fmt::format("goaway {} {}", e.last, code_name(static_cast<std::uint32_t>(e.code)));
}
std::string line(const h2::AltsvcReceived& e) {
  return fmt::format("altsvc {} {} {}", e.stream, e.origin, e.value);
}
std::string line(const h2::OriginReceived& e) {
  return fmt::format("origin {}", e.entries.size());
}

}  // namespace

Endpoint::Endpoint(Role role, Clock& clock, const h2::Options& options, Application application)
    : role_(role),
      clock_(clock),
      options_(options),
      application_(application),
      connection_(std::make_unique<h2::Connection>(role, options_, workspace_, clock.now())) {}

void Endpoint::receive(Octets octets) {
  do {
    octets = connection_->receive_some(octets, clock_.now());
    weigh();
    poll();
  } while (!octets.empty());
}

void Endpoint::receive_end() {
  connection_->receive_end(clock_.now());
  poll();
}

Bytes Endpoint::produce() {
  constexpr std::size_t budget = 64 * 1024;
  Buffer out;
  while (connection_->wants_to_produce()) {
    const std::size_t before = out.size();
    connection_->produce(out, budget, clock_.now());
    weigh();
    poll();
    if (out.size() == before) break;
  }
  return bytes(out.readable());
}

void Endpoint::advance(Duration duration) {
  const Time until = clock_.now() + duration;
  Time last = Time::min();
  while (connection_->next_deadline() <= until) {
    const Time deadline = connection_->next_deadline();
    // A deadline that was kept must not come again.
    if (deadline <= last) throw BrokenPromise("the engine has a deadline at which nothing happens");
    last = deadline;
    clock_.advance_to(deadline);
    connection_->handle_timeout(clock_.now());
    weigh();
    poll();
  }
  clock_.advance_to(until);
}

bool Endpoint::park_and_unpark() {
  const auto parked = connection_->park(clock_.now());
  if (!parked) return false;
  connection_ = std::make_unique<h2::Connection>(*parked, options_, workspace_, clock_.now());
  return true;
}

std::vector<std::string> Endpoint::take_events() {
  data_message_ = 0;
  return std::exchange(events_, {});
}

void Endpoint::weigh() {
  const std::size_t memory = connection_->memory();
  if (memory <= most_memory_) return;
  most_memory_ = memory;
  if (memory > promised_memory) throw BrokenPromise(fmt::format("the connection holds too much: {} octets", memory));
}

void Endpoint::poll() {
  while (const auto event = connection_->poll_event()) {
    note(*event);
    if (on_event) on_event(*event);
    react(*event);
  }
}

void Endpoint::note(const h2::Event& event) {
  if (const auto* data = std::get_if<h2::DataReceived>(&event)) return note_data(*data);
  data_message_ = 0;
  events_.push_back(std::visit([](const auto& e) { return line(e); }, event));
}

// Pieces of a body depend on how the octets were cut, so a line tells their sum.
void Endpoint::note_data(const h2::DataReceived& event) {
  if (data_message_ == event.message) {
    events_.pop_back();
  } else {
    data_octets_ = 0;
  }
  data_octets_ += event.octets.size();
  data_message_ = event.end == http::End::yes ? 0 : event.message;
  events_.push_back(fmt::format("data {} {}{}", event.message, data_octets_, end_word(event.end)));
}

void Endpoint::react(const h2::Event& event) {
  if (const auto* request = std::get_if<h2::RequestReceived>(&event)) {
    ++requests_;
    ++open_messages_;
    if (request->end == http::End::yes) answer(request->message);
  } else if (const auto* data = std::get_if<h2::DataReceived>(&event)) {
    if (application_ != Application::does_not_read) connection_->consume(data->message, data->octets.size());
    if (data->end == http::End::yes) answer(data->message);
  } else if (const auto* trailers = std::get_if<h2::TrailersReceived>(&event)) {
    answer(trailers->message);
  } else if (const auto* ended = std::get_if<h2::Closed>(&event)) {
    if (role_ == Role::server && frame::is_client_initiated(ended->message)) --open_messages_;
    if (application_ != Application::never_ends) connection_->release(ended->message);
  } else if (const auto* closed = std::get_if<h2::ConnectionClosed>(&event)) {
    if (closed_) throw BrokenPromise("a connection closes more than once");
    closed_ = true;
    close_ = closed->close;
  }
}

void Endpoint::answer(h2::MessageId message) {
  if (role_ != Role::server || application_ != Application::answers) return;
  http::ResponseHead head;
  const auto responded = connection_->respond(message, head, make_body(body_size_), clock_.now());
  if (!responded)
    throw BrokenPromise(fmt::format("message {} takes no response: {}", message, to_string(responded.error())));
}

h2::MessageId Endpoint::request(std::string_view method, std::string_view path, std::size_t body_size) {
  const auto message = connection_->open(head_of(method, path), make_body(body_size), clock_.now());
  if (!message) throw BrokenPromise(fmt::format("no request can be opened: {}", to_string(message.error())));
  return *message;
}

h2::MessageId Endpoint::push(h2::MessageId parent, std::string_view path) {
  const auto message = connection_->push(parent, head_of("GET", path), clock_.now());
  if (!message) throw BrokenPromise(fmt::format("nothing can be pushed: {}", to_string(message.error())));
  return *message;
}

http::BodySource* Endpoint::make_body(std::size_t octets) {
  return octets == 0 ? nullptr : &bodies_.emplace_back(octets);
}

std::string describe(const http::RequestHead& head) {
  return fmt::format("{} {}://{}{}{}", head.method_text, head.scheme, head.authority, head.path,
                     fields_of(head.fields));
}

std::string describe(const http::ResponseHead& head) {
  return fmt::format("{}{}", http::code(head.status), fields_of(head.fields));
}

}  // namespace weft::testkit
