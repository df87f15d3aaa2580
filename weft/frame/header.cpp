#include <weft/frame/header.hpp>

namespace weft::frame {

std::string_view to_string(Type type) {
  switch (type) {
    case Type::data:
      return "DATA";
    case Type::headers:
      return "HEADERS";
    case Type::priority:
      return "PRIORITY";
    case Type::rst_stream:
      return "RST_STREAM";
    case Type::settings:
      return "SETTINGS";
    case Type::push_promise:
      return "PUSH_PROMISE";
    case Type::ping:
      return "PING";
    case Type::goaway:
      return "GOAWAY";
    case Type::window_update:
      return "WINDOW_UPDATE";
    case Type::continuation:
      return "CONTINUATION";
    case Type::altsvc:
      return "ALTSVC";
    case Type::origin:
      return "ORIGIN";
    case Type::priority_update:
      return "PRIORITY_UPDATE";
  }
  return {};
}

}  // namespace weft::frame
