#include <weft/h2/workspace.hpp>

#include <weft/h2/stream.hpp>

namespace weft::h2 {

Workspace::Workspace() : streams_(std::make_unique<Slab<Stream>>()) {}
Workspace::~Workspace() = default;

http::Fields& Workspace::scratch() {
  scratch_.clear();
  return scratch_;
}

}  // namespace weft::h2
