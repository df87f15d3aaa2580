// An HTTP/1.1 connection keeps these promises whatever a peer writes, in both roles: the same events and the same
// answers under every cut, and nothing in a head that an application would have to fear.
//
// The first octet of an input says what is tried: bit 0 the client instead of the server, bits 1 and 2 what the client
// asked for, bit 3 that the peer closes at the end, the others how the octets are cut.
#include <cstdlib>
#include <string>

#include <weft/http/field_rules.hpp>
#include <weft/http/target.hpp>
#include <weft/testkit/h1_endpoint.hpp>

namespace {

using namespace weft;
using testkit::H1Endpoint;

void must(bool condition) {
  if (!condition) std::abort();
}

void check_fields(const http::Fields& fields) {
  for (const Field& field : fields) {
    must(http::is_lower_case_name(field.name) && http::is_field_value(field.value));
    must(field.token == http::intern_field_name(field.name));
    const auto name = static_cast<http::FieldName>(field.token);
    must(name == http::FieldName::upgrade || !http::is_connection_specific(name));
  }
}

void check(const http::RequestReceived& event) {
  const http::RequestHead& head = *event.head;
  check_fields(head.fields);
  must(http::is_token(head.method_text) && http::method_of(head.method_text) == head.method);
  must(head.authority.empty() ? head.version == http::Version::http10 : http::is_valid_authority(head.authority));
  must(!head.fields.find(http::FieldName::host));
  if (head.method == http::Method::connect) {
    must(head.path.empty() && event.end == http::End::no);
  } else if (head.path == "*") {
    must(head.method == http::Method::options);
  } else {
    must(http::is_valid_target(head.path));
  }
}
void check(const http::ResponseReceived& event) {
  check_fields(event.head->fields);
}
void check(const http::InterimReceived& event) {
  check_fields(event.head->fields);
  must(http::is_interim(event.head->status));
}
void check(const http::TrailersReceived& event) {
  check_fields(*event.fields);
}
void check(const http::Rejected& event) {
  must(event.status >= 400 && !event.close.clean());
}
template <class Other>
void check(const Other&) {}

http::RequestHead request(unsigned kind) {
  http::RequestHead head;
  head.authority = "a:1";
  head.path = "/";
  if (kind == 1) {
    head.method = http::Method::head;
  } else if (kind == 2) {
    head.method = http::Method::connect;
    head.path = {};
  } else if (kind == 3) {
    head.fields.add("upgrade", "x");
  }
  head.method_text = to_string(head.method);
  return head;
}

struct Outcome {
  std::vector<std::string> events;
  std::string output;
};

// `longest`: no piece has more octets; 0 for one piece.
Outcome run(std::uint8_t mode, std::string_view octets, std::size_t longest) {
  const bool client = (mode & 1) != 0;
  const unsigned kind = mode >> 1 & 3;
  testkit::Clock clock;
  testkit::WaitingBody tunnel;
  H1Endpoint endpoint(client ? http::Role::client : http::Role::server, clock);
  bool closed = false;
  endpoint.on_event = [&closed](const h1::Event& event) {
    must(!closed);
    closed = std::holds_alternative<http::ConnectionClosed>(event);
    std::visit([](const auto& e) { check(e); }, event);
  };
  if (client) must(endpoint.request(request(kind), kind >= 2 ? &tunnel : nullptr) == 1);
  const std::size_t size = octets.size();
  for (std::size_t step = 1; !octets.empty(); ++step) {
    const std::size_t piece = longest == 0 ? octets.size() : std::min(octets.size(), 1 + step * 7 % longest);
    endpoint.receive(octets.substr(0, piece));
    octets.remove_prefix(piece);
  }
  if ((mode & 8) != 0) endpoint.receive_end();
  must(endpoint.connection().memory() <= 256 * 1024 + 4 * size);
  must(!endpoint.connection().closed() || closed);
  return {endpoint.take_events(), endpoint.take_output()};
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::string_view octets = as_text({data + 1, size - 1});
  const Outcome whole = run(data[0], octets, 0);
  for (const std::size_t longest : {std::size_t{1}, std::size_t{2} + (data[0] >> 4)}) {
    const Outcome cut = run(data[0], octets, longest);
    must(cut.events == whole.events);
    must(cut.output == whole.output);
  }
  return 0;
}
