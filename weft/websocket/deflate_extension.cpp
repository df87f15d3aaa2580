#include <weft/websocket/deflate_extension.hpp>

#include <algorithm>

#include <fmt/format.h>

#include <weft/http/text.hpp>

namespace weft::websocket {
namespace {

using http::FieldName;
using Text = std::string_view;

constexpr Text extension_name = "permessage-deflate";
constexpr std::uint8_t widest = 15;
// zlib writes no raw deflate with a window of 256 octets.
constexpr std::uint8_t narrowest_of_zlib = 9;

// The parameters of one element, as they were written.
struct Parameters {
  bool server_no_takeover = false;
  bool client_no_takeover = false;
  std::optional<std::uint8_t> server_bits = {};
  std::optional<std::uint8_t> client_bits = {};
  // It may stand without a value in an offer.
  bool client_bits_named = false;
};

Text take_part(Text& rest) {
  const auto end = std::min(rest.find(';'), rest.size());
  const Text part = http::trim(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

// RFC 7692 7.1.2.1: "a decimal integer value without leading zeroes between 8 to 15, inclusive".
std::optional<std::uint8_t> read_bits(Text value) {
  if (value.size() > 2 && value.starts_with('"') && value.ends_with('"')) value = value.substr(1, value.size() - 2);
  const auto number = http::parse_decimal(value);
  if (!number || *number < 8 || *number > widest || value.starts_with('0')) return std::nullopt;
  return static_cast<std::uint8_t>(*number);
}

bool set_once(bool& flag) {
  return !std::exchange(flag, true);
}

// False for a parameter that is unknown, is there twice or has a wrong value.
bool read_parameter(Text part, Parameters& into) {
  const auto equals = part.find('=');
  const Text name = http::trim(part.substr(0, equals));
  const bool has_value = equals != part.npos;
  if (name == "server_no_context_takeover") return !has_value && set_once(into.server_no_takeover);
  if (name == "client_no_context_takeover") return !has_value && set_once(into.client_no_takeover);
  const auto bits = has_value ? read_bits(http::trim(part.substr(equals + 1))) : std::nullopt;
  if (name == "server_max_window_bits") {
    if (!bits || into.server_bits) return false;
    into.server_bits = bits;
    return true;
  }
  if (name != "client_max_window_bits" || (has_value && !bits) || !set_once(into.client_bits_named)) return false;
  into.client_bits = bits;
  return true;
}

struct Element {
  bool is_deflate = false;
  // Nothing where a parameter cannot be taken.
  std::optional<Parameters> parameters = Parameters();
};

Element read_element(Text text) {
  Element element{take_part(text) == extension_name};
  while (!text.empty() && element.parameters) {
    if (!read_parameter(take_part(text), *element.parameters)) element.parameters.reset();
  }
  return element;
}

// Calls `visit` with each element of all fields of that name, until it gives true.
template <class Visit>
void each_extension(const http::Fields& fields, Visit visit) {
  for (const Field& field : fields) {
    if (field.token != http::token(FieldName::sec_websocket_extensions)) continue;
    for (Text rest = field.value; const auto text = http::next_element(rest);) {
      if (visit(read_element(*text))) return;
    }
  }
}

std::optional<Deflate> kept(const Parameters& offer, const DeflateOptions& options) {
  // RFC 7692 7.1.2.1: a server "declines an extension negotiation offer with this parameter if the server doesn't
  // support it", or else keeps to it.
  const std::uint8_t server_bits = std::min(offer.server_bits.value_or(widest), options.window_bits);
  if (server_bits < narrowest_of_zlib) return std::nullopt;
  Deflate deflate;
  deflate.server_takeover = options.takeover && !offer.server_no_takeover;
  deflate.client_takeover = options.takeover && !offer.client_no_takeover;
  deflate.server_window_bits = server_bits;
  // RFC 7692 7.1.2.2: "If a received extension negotiation offer doesn't have the "client_max_window_bits" extension
  // parameter, the corresponding extension negotiation response to the offer MUST NOT include the
  // "client_max_window_bits" extension parameter."
  if (offer.client_bits_named) {
    deflate.client_window_bits = std::min(offer.client_bits.value_or(widest), options.window_bits);
  }
  return deflate;
}

}  // namespace

std::optional<Deflate> choose_deflate(const http::Fields& request, const DeflateOptions& options) {
  std::optional<Deflate> chosen;
  if (!options.on) return chosen;
  each_extension(request, [&](const Element& offer) {
    if (offer.is_deflate && offer.parameters) chosen = kept(*offer.parameters, options);
    return chosen.has_value();
  });
  return chosen;
}

std::string answer_of(const Deflate& deflate) {
  std::string text(extension_name);
  if (!deflate.server_takeover) text += "; server_no_context_takeover";
  if (!deflate.client_takeover) text += "; client_no_context_takeover";
  if (deflate.server_window_bits != widest)
    text += fmt::format("; server_max_window_bits={}", deflate.server_window_bits);
  if (deflate.client_window_bits != widest)
    text += fmt::format("; client_max_window_bits={}", deflate.client_window_bits);
  return text;
}

std::string offer_of(const DeflateOptions& options) {
  std::string text(extension_name);
  if (!options.takeover) text += "; server_no_context_takeover; client_no_context_takeover";
  if (options.window_bits != widest) text += fmt::format("; server_max_window_bits={}", options.window_bits);
  return text + "; client_max_window_bits";
}

// RFC 6455 4.1: "If the response includes a |Sec-WebSocket-Extensions| header field and this header field indicates the
// use of an extension that was not present in the client's handshake (the server has indicated an extension not
// requested by the client), the client MUST _Fail the WebSocket Connection_."
DeflateAnswer read_answer(const http::Fields& response, const DeflateOptions& options) {
  DeflateAnswer answer;
  each_extension(response, [&](const Element& element) {
    const auto& said = element.parameters;
    const bool keeps_to_offer =
        element.is_deflate && options.on && !answer.deflate && said && said->client_bits_named == !!said->client_bits &&
        (options.takeover || said->server_no_takeover) && said->client_bits.value_or(widest) >= narrowest_of_zlib &&
        said->server_bits.value_or(widest) <= options.window_bits;
    if (keeps_to_offer) {
      answer.deflate = Deflate{.server_takeover = !said->server_no_takeover,
                               .client_takeover = options.takeover && !said->client_no_takeover,
                               .server_window_bits = said->server_bits.value_or(widest),
                               .client_window_bits = said->client_bits.value_or(widest)};
    }
    answer.is_valid = keeps_to_offer;
    return !keeps_to_offer;
  });
  return answer;
}

}  // namespace weft::websocket
