#include <weft/session/frame_view.hpp>

#include <weft/trace/words.hpp>

namespace weft::session {

std::string FrameView::name() const {
  return trace::name_of(static_cast<frame::Type>(type));
}

std::vector<std::string> FrameView::flag_names() const {
  return trace::flags_of({.length = length, .type = static_cast<frame::Type>(type), .flags = flags, .stream = stream});
}

}  // namespace weft::session
