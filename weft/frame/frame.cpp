#include <weft/frame/frame.hpp>

namespace weft::frame {

namespace {

template <class F>
Result<Frame, Fault> decode_as(const Header& header, Octets payload) {
  auto frame = F::decode(header, payload);
  if (!frame) return fail(frame.error());
  return Frame(*frame);
}

// RFC 7838 4 and RFC 8336 2.2: an extension frame with a fault is ignored, as unknown frames are.
template <class F>
Frame decode_or_unknown(const Header& header, Octets payload) {
  if (const auto frame = F::decode(header, payload)) return *frame;
  return Unknown{header, payload};
}

}  // namespace

Result<Frame, Fault> decode(const Header& header, Octets payload) {
  switch (header.type) {
    case Type::data:
      return decode_as<Data>(header, payload);
    case Type::headers:
      return decode_as<Headers>(header, payload);
    case Type::priority:
      return decode_as<Priority>(header, payload);
    case Type::rst_stream:
      return decode_as<RstStream>(header, payload);
    case Type::settings:
      return decode_as<Settings>(header, payload);
    case Type::push_promise:
      return decode_as<PushPromise>(header, payload);
    case Type::ping:
      return decode_as<Ping>(header, payload);
    case Type::goaway:
      return decode_as<Goaway>(header, payload);
    case Type::window_update:
      return decode_as<WindowUpdate>(header, payload);
    case Type::continuation:
      return decode_as<Continuation>(header, payload);
    case Type::priority_update:
      return decode_as<PriorityUpdate>(header, payload);
    case Type::altsvc:
      return decode_or_unknown<Altsvc>(header, payload);
    case Type::origin:
      return decode_or_unknown<Origin>(header, payload);
  }
  // RFC 9113 4.1: "Implementations MUST ignore and discard frames of unknown types."
  return Frame(Unknown{header, payload});
}

void encode(const Frame& frame, Buffer& out) {
  std::visit([&out](const auto& f) { f.encode(out); }, frame);
}

}  // namespace weft::frame
