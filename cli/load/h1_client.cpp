#include <cli/load/h1_client.hpp>

#include <cli/load/reason.hpp>

#include <algorithm>
#include <cstring>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

#include <weft/h1/head_reader.hpp>
#include <weft/h1/head_scanner.hpp>
#include <weft/h1/head_writer.hpp>

namespace weft::cli::load {

namespace {

constexpr std::size_t longest_extension = 4096;
const h1::Limits limits;

}  // namespace

RequestTexts compose_texts(const Requests& requests, const Target& target) {
  RequestTexts texts;
  for (const Request& request : requests) {
    http::RequestHead head;
    head.version = http::Version::http11;
    head.method = http::method_of(request.method);
    head.method_text = request.method;
    head.authority = target.url.authority;
    head.path = request.path;
    for (const auto& [name, value] : request.fields) {
      if (name == "host")
        head.authority = value;
      else
        head.fields.add(name, value);
    }
    if (!request.body.empty()) head.content_length = request.body.size();
    Buffer text;
    if (!h1::append_request_head(text, head, {.content_length = head.content_length})) {
      throw std::invalid_argument(fmt::format("request {} cannot be written in HTTP/1.1", texts.size() + 1));
    }
    texts.emplace_back(as_text(text.readable()));
  }
  return texts;
}

H1Client::H1Client(std::size_t depth, std::uint64_t quota, const Requests& requests, const RequestTexts& texts,
                   Share& share)
    : LoadClient(share, quota), depth_(depth), requests_(requests), texts_(texts), transfers_(share.tally.transfers) {}

void H1Client::compose(Buffer& out, Time now, std::size_t most) {
  send_body(out);
  for (most = std::min(most, room()); most > 0 && body_left_.empty(); --most) {
    auto call = share_.next(now);
    if (!call) break;
    if (!call->again) call->request = static_cast<std::uint32_t>(count_++ % requests_.size());
    const std::string& text = texts_[call->request];
    pipeline_.push_back(*call);
    count_begun(*call);
    transfers_.request_fields += text.size();
    transfers_.request_blocks += text.size();
    out.append(as_octets(text));
    body_left_ = as_octets(requests_[call->request].body);
    send_body(out);
  }
}

void H1Client::send_body(Buffer& out) {
  if (body_left_.empty() || out.size() >= most_in_a_turn) return;
  const std::size_t size = std::min(body_left_.size(), most_in_a_turn - out.size());
  out.append(body_left_.first(size));
  body_left_ = body_left_.subspan(size);
  transfers_.request_bodies += size;
}

bool H1Client::receive(Octets octets, Time now) {
  now_ = now;
  const bool kept = !rest_.empty();
  if (kept) {
    rest_.append(octets);
    octets = rest_.readable();
  }
  Step step = Step::again;
  while (step == Step::again && !octets.empty()) {
    // RFC 9112 9.6: "A client that receives a "close" connection option MUST cease sending requests on that connection
    // and close the connection after reading the response message containing the "close" connection option".
    if (octets.front() == 0 && std::holds_alternative<Head>(reading_))
      step = foreign();
    else if (pipeline_.empty() && ending_)
      octets = {};
    else if (pipeline_.empty())
      step = broken(to_string(Reason::response_without_request));
    else
      step = std::visit([this, &octets](auto& state) { return read(state, octets); }, reading_);
  }
  if (kept)
    rest_.consume(rest_.size() - octets.size());
  else
    rest_.append(octets);
  return step != Step::broken;
}

H1Client::Step H1Client::read(Head& /*state*/, Octets& octets) {
  const http::Method method = http::method_of(requests_[pipeline_.front().request].method);
  if (!is_known(octets, method)) {
    if (const Step learned = learn_head(octets, method); learned != Step::again) return learned;
  }
  if (pipeline_.front().first == Time()) pipeline_.front().first = now_;
  octets = octets.subspan(known_.text.size());
  transfers_.response_fields += known_.text.size();
  transfers_.response_blocks += known_.text.size();
  return begin_body();
}

bool H1Client::is_known(Octets octets, http::Method method) const {
  return !known_.text.empty() && method == known_.method && as_text(octets).starts_with(known_.text);
}

H1Client::Step H1Client::learn_head(Octets octets, http::Method method) {
  const auto size = h1::HeadScanner().scan(octets, limits.head_octets);
  if (!size) return broken(h1::to_string(size.error()));
  if (!*size) return Step::more;
  known_.text = as_text(octets.first(**size));
  known_.method = method;
  std::string text = known_.text;
  const auto framing = h1::read_response_head(text, limits, method, head_);
  if (!framing) return broken(h1::to_string(framing.error()));
  known_.framing = *framing;
  known_.status = http::code(head_.status);
  return Step::again;
}

H1Client::Step H1Client::begin_body() {
  if (!known_.framing.persistent) ending_ = true;
  if (http::is_interim(static_cast<http::Status>(known_.status)) && known_.framing.body == h1::Framing::Body::none) {
    return Step::again;
  }
  switch (known_.framing.body) {
    case h1::Framing::Body::none:
      answered();
      return Step::again;
    case h1::Framing::Body::length:
      reading_ = LengthBody{known_.framing.length};
      return Step::again;
    case h1::Framing::Body::chunked:
      reading_ = ChunkedBody{h1::ChunkedReader(longest_extension)};
      return Step::again;
    case h1::Framing::Body::until_close:
      reading_ = BodyUntilClose{};
      return Step::again;
    case h1::Framing::Body::tunnel:
      break;
  }
  return broken(to_string(Reason::tunnel_not_wanted));
}

H1Client::Step H1Client::read(LengthBody& state, Octets& octets) {
  const std::size_t size = std::min<std::uint64_t>(state.left, octets.size());
  state.left -= size;
  octets = octets.subspan(size);
  transfers_.response_bodies += size;
  if (state.left == 0) answered();
  return Step::again;
}

H1Client::Step H1Client::read(ChunkedBody& state, Octets& octets) {
  const auto step = state.reader.step(octets, std::numeric_limits<std::size_t>::max());
  if (!step) return broken(h1::to_string(step.error()));
  octets = octets.subspan(step->used);
  transfers_.response_bodies += step->data.size();
  if (step->last) reading_ = Trailers{};
  return Step::again;
}

// The empty line that ends them may be all there is.
H1Client::Step H1Client::read(Trailers& /*state*/, Octets& octets) {
  const auto size = h1::HeadScanner().scan(octets, limits.head_octets);
  if (!size) return broken(h1::to_string(size.error()));
  if (!*size) return Step::more;
  octets = octets.subspan(**size);
  answered();
  return Step::again;
}

H1Client::Step H1Client::read(BodyUntilClose& /*state*/, Octets& octets) {
  transfers_.response_bodies += octets.size();
  octets = {};
  return Step::again;
}

void H1Client::receive_end(Time now) {
  now_ = now;
  if (!pipeline_.empty() && std::holds_alternative<BodyUntilClose>(reading_)) answered();
}

void H1Client::answered() {
  Call call = pipeline_.pop_front();
  call.status = known_.status;
  share_.answered(call, now_);
  reading_ = Head{};
  if (ending_) pass_over_rest();
}

// RFC 9112 9.6: "A server that sends a "close" connection option MUST initiate closure of the connection (see below)
// after it sends the response containing the "close" connection option. The server MUST NOT process any further
// requests received on that connection."
void H1Client::pass_over_rest() {
  body_left_ = {};
  while (!pipeline_.empty()) share_.passed_over(pipeline_.pop_front(), "connection: close", now_);
}

Time H1Client::expire(Time now, Duration limit) {
  while (!pipeline_.empty() && now - pipeline_.front().begun >= limit) {
    share_.failed(pipeline_.pop_front(), to_string(Reason::timed_out), now);
  }
  return pipeline_.empty() ? never : pipeline_.front().begun + limit;
}

H1Client::Step H1Client::broken(std::string_view why) {
  fault_ = fmt::format("protocol error: {}", why);
  return Step::broken;
}

// No head begins with a zero, and every server of HTTP/2 begins with a SETTINGS frame, which does.
H1Client::Step H1Client::foreign() {
  return broken("not HTTP/1.1: the server sent HTTP/2 frames; try --http 2");
}

void H1Client::abandon(std::string_view reason, Time now) {
  while (!pipeline_.empty())
    share_.failed(pipeline_.pop_front(), fault_.empty() ? reason : std::string_view(fault_), now);
}

}  // namespace weft::cli::load
