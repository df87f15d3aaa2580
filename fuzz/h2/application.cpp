#include "application.hpp"

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <type_traits>

namespace weft::fuzz {

void must(bool condition) {
  if (!condition) std::abort();
}

namespace {

constexpr std::size_t most_memory = 2 * 1024 * 1024;

std::string text_of(const http::Fields& fields) {
  std::string out;
  for (const Field& field : fields) out.append(field.name).append("=").append(field.value).append("\n");
  return out;
}

template <class E>
std::string text_of(const E& event) {
  std::string out = std::to_string(h2::Event(event).index());
  if constexpr (requires { event.message; }) out += " " + std::to_string(event.message);
  if constexpr (requires { event.close; }) out.append(" ").append(event.close.reason);
  if constexpr (requires { event.status; }) out += " " + std::to_string(event.status);
  if constexpr (requires { event.head; }) out += "\n" + text_of(event.head->fields);
  if constexpr (requires { event.fields; }) out += "\n" + text_of(*event.fields);
  if constexpr (requires { event.end; }) out += event.end == http::End::yes ? " end" : "";
  return out + "\n";
}

// Some clients take pushes.
h2::Options options_for(http::Role role, Octets script) {
  h2::Options options;
  if (role == http::Role::client) options.pushes = script.empty() ? 3 : script[0] % 4u;
  return options;
}

http::RequestHead get() {
  http::RequestHead head;
  head.scheme = "https";
  head.authority = "example.org";
  head.path = "/";
  return head;
}

}  // namespace

http::Pulled Body::pull(MutableOctets room) {
  using State = http::Pulled::State;
  must(!room.empty());
  paused_ = !paused_;
  if (paused_ && (kind_ & 1) != 0) return {0, State::blocked};
  const std::size_t size = std::min(room.size(), left_);
  std::memset(room.data(), 'x', size);
  left_ -= size;
  if (left_ != 0) return {size, State::more};
  if ((kind_ & 6) == 6) return {0, State::failed};
  if ((kind_ & 6) == 4) trailers_.set("sum", "1");
  return {size, (kind_ & 6) == 4 ? State::end_with_trailers : State::end};
}

Application::Application(http::Role role, Acts acts, Octets script)
    : acts_(acts),
      script_(script),
      role_(role),
      options_(options_for(role, script)),
      connection_(role, options_, workspace_, now_) {
  if (role == http::Role::client) open_some();
}

void Application::receive(Octets octets) {
  connection_.receive(octets, now_);
  poll();
  if (acts_ == Acts::at_once) produce();
  must(connection_.memory() < most_memory);
}

void Application::finish() {
  for (const h2::Event& event : std::exchange(waiting_, {})) act(event);
  acts_ = Acts::at_once;
  produce();
  connection_.receive_end(now_);
  produce();
  for (int i = 0; i < 200 && connection_.next_deadline() != never; ++i) {
    now_ = std::max(now_, connection_.next_deadline());
    connection_.handle_timeout(now_);
    for (const auto message : open_) connection_.ready(message, now_);
    produce();
  }
  must(connection_.closed() && closed_);
  must(connection_.live_messages() == open_.size());
}

void Application::poll() {
  while (const auto event = connection_.poll_event()) {
    must(!closed_);
    note(*event);
    if (acts_ == Acts::at_once) {
      act(*event);
    } else {
      waiting_.push_back(*event);
    }
  }
}

void Application::note(const h2::Event& event) {
  if (const auto* data = std::get_if<h2::DataReceived>(&event)) {
    data_octets_ = data_of_ == data->message ? data_octets_ + data->octets.size() : data->octets.size();
    data_of_ = data->message;
    if (data->end == http::End::no) return;
  }
  if (data_of_ != 0) log_ += "data " + std::to_string(data_of_) + " " + std::to_string(data_octets_) + "\n";
  data_of_ = 0;
  log_ += std::visit([](const auto& what) { return text_of(what); }, event);
}

void Application::act(const h2::Event& event) {
  if (const auto* request = std::get_if<h2::RequestReceived>(&event)) {
    open_.push_back(request->message);
    if (request->end == http::End::yes || next() % 4 == 0) answer(request->message);
  } else if (const auto* data = std::get_if<h2::DataReceived>(&event)) {
    connection_.consume(data->message, data->octets.size());
    if (data->end == http::End::yes) answer(data->message);
  } else if (const auto* trailers = std::get_if<h2::TrailersReceived>(&event)) {
    answer(trailers->message);
  } else if (const auto* promised = std::get_if<h2::PushPromised>(&event)) {
    open_.push_back(promised->message);
    if (next() % 4 == 0) connection_.reset(promised->message, h2::ErrorCode::refused_stream, "fuzz");
  } else if (const auto* closed = std::get_if<h2::Closed>(&event)) {
    // A message that is released before its events are read is not heard of again, unless they have been read already.
    must(std::erase(open_, closed->message) == 1 || acts_ == Acts::at_the_end);
    connection_.release(closed->message);
  } else if (std::holds_alternative<h2::ConnectionClosed>(event)) {
    closed_ = true;
  }
}

void Application::answer(h2::MessageId message) {
  if (role_ == http::Role::client) return;
  const std::uint8_t how = next();
  if (how % 16 == 15) {
    connection_.reset(message, h2::ErrorCode::cancel, "fuzz");
  } else if (how % 16 == 14 && std::erase(open_, message) == 1) {
    connection_.release(message);
  } else {
    if (how % 16 == 13) promise(message);
    if (how % 16 == 12) {
      static_cast<void>(connection_.prioritize(message, h2::Priority{static_cast<std::uint8_t>(how / 32), true}));
    }
    static_cast<void>(respond(message, how));
  }
}

Result<void, h2::Misuse> Application::respond(h2::MessageId message, std::uint8_t how) {
  http::ResponseHead head;
  head.fields.add("server", "weft");
  Body* body = how % 4 == 0 ? nullptr : &bodies_.emplace_back(std::size_t{how} * 300, next());
  return connection_.respond(message, head, body, now_);
}

void Application::promise(h2::MessageId parent) {
  const auto pushed = connection_.push(parent, get(), now_);
  if (!pushed) return;
  open_.push_back(*pushed);
  if (!respond(*pushed, next())) connection_.reset(*pushed, h2::ErrorCode::cancel, "fuzz");
}

void Application::open_some() {
  http::RequestHead head = get();
  for (int i = 0; i < 5; ++i) {
    const std::uint8_t how = next();
    head.method = how % 3 == 0 ? http::Method::head : http::Method::post;
    head.method_text = http::to_string(head.method);
    Body* body = how % 4 == 0 ? nullptr : &bodies_.emplace_back(std::size_t{how} * 300, next());
    const auto message = connection_.open(head, body, now_);
    must(message.has_value());
    open_.push_back(*message);
  }
}

void Application::produce() {
  Buffer out;
  for (int turn = 0; connection_.wants_to_produce(); ++turn) {
    must(turn < 10'000);
    connection_.produce(out, 64 * 1024, now_);
    poll();
  }
  output_.append(as_text(out.readable()));
  poll();
}

std::uint8_t Application::next() {
  return script_.empty() ? std::uint8_t{5} : script_[read_++ % script_.size()];
}

}  // namespace weft::fuzz
