#include <algorithm>

#include <weft/h1/connection.hpp>
#include <weft/h1/head_reader.hpp>

namespace weft::h1 {

// The head's text is kept until the next head, because the fields point into the text.
Connection::Step Connection::read_head(std::size_t size, Slot& event) {
  const Octets head = waiting().first(size);
  head_text_.clear();
  head_text_.append(head);
  const std::span<char> text(reinterpret_cast<char*>(head_text_.mutable_readable().data()), size);
  return role_ == Role::server ? read_request(text, event) : read_response(text, event);
}

Connection::Step Connection::read_request(std::span<char> text, Slot& event) {
  if (tls_expected_) {
    refuse(Reason::tls_expected);
    return Step::wait;
  }
  const auto framing = read_request_head(text, options_.limits, request_);
  if (!framing) {
    refuse(framing.error());
    return Step::wait;
  }
  begin_exchange(request_.method, request_.version);
  exchange_.persistent = framing->persistent && !shutting_down_;
  exchange_.upgrade = request_.fields.find(http::FieldName::upgrade).has_value();
  exchange_.awaits_continue = framing->expects_continue && framing->body != Framing::Body::none;
  drop(text.size());
  begin_body(*framing);
  // RFC 9110 9.3.6: octets that follow a CONNECT belong to the tunnel, and wait for the response.
  const bool more = framing->body != Framing::Body::none || request_.method == http::Method::connect;
  event = http::RequestReceived{exchange_.id, &request_, http::End{!more}};
  return Step::wait;
}

Connection::Step Connection::read_response(std::span<char> text, Slot& event) {
  const auto framing = read_response_head(text, options_.limits, exchange_.method, response_);
  if (!framing) {
    refuse(framing.error());
    return Step::wait;
  }
  drop(text.size());
  if (http::is_interim(response_.status) && framing->body != Framing::Body::tunnel) return read_interim(event);
  // RFC 9110 7.8: "A server MUST NOT switch to a protocol that was not indicated by the client in the corresponding
  // request's Upgrade header field."
  if (response_.status == http::Status::switching_protocols &&
      (!exchange_.upgrade || exchange_.sending != Sending::complete)) {
    refuse(Reason::unexpected_upgrade);
    return Step::wait;
  }
  exchange_.persistent = exchange_.persistent && framing->persistent;
  begin_body(*framing);
  event = http::ResponseReceived{exchange_.id, &response_, http::End{framing->body == Framing::Body::none}};
  settle();
  return Step::wait;
}

// RFC 9110 15.2: "A client MUST be able to parse one or more 1xx responses received prior to a final response"
Connection::Step Connection::read_interim(Slot& event) {
  if (++exchange_.interim_responses > options_.limits.interim_responses) {
    refuse(Reason::too_many_interim);
    return Step::wait;
  }
  event = http::InterimReceived{exchange_.id, &response_};
  reading_ = AwaitHead{};
  await(Awaited::nothing);
  return Step::wait;
}

void Connection::begin_exchange(http::Method method, http::Version version) {
  exchange_ = Exchange{};
  exchange_.id = ++last_id_;
  exchange_.live = true;
  exchange_.method = method;
  exchange_.version = version;
  response_moved_ = now_;
}

void Connection::begin_body(const Framing& framing) {
  switch (framing.body) {
    case Framing::Body::none:
      reading_ = Complete{};
      break;
    case Framing::Body::length:
      reading_ = LengthBody{framing.length};
      break;
    case Framing::Body::chunked:
      reading_ = ChunkedBody{ChunkedReader(options_.limits.chunk_extension_octets)};
      break;
    case Framing::Body::until_close:
      reading_ = OpenBody{};
      break;
    case Framing::Body::tunnel:
      begin_tunnel();
      break;
  }
  const bool awaited = role_ == Role::server && framing.body != Framing::Body::none;
  await(awaited ? Awaited::body : Awaited::nothing);
}

// Both directions carry octets without framing from now on.
void Connection::begin_tunnel() {
  reading_ = OpenBody{};
  exchange_.tunnel = true;
  exchange_.persistent = false;
  if (exchange_.tunnel_source != nullptr) begin_sending(exchange_.tunnel_source, Framing::Body::tunnel, 0);
}

}  // namespace weft::h1
