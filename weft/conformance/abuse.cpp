#include <weft/conformance/abuse.hpp>

#include <utility>
#include <vector>

#include <weft/conformance/floods/floods.hpp>

namespace weft::conformance {

namespace {

std::vector<Abuse> all_abuses() {
  std::vector<Abuse> all;
  for (const auto list : {floods::resets, floods::streams, floods::windows, floods::field_blocks, floods::references,
                          floods::frames, floods::data, floods::slowness}) {
    for (Abuse& one : list()) all.push_back(std::move(one));
  }
  return all;
}

}  // namespace

std::span<const Abuse> abuses() {
  static const std::vector<Abuse> all = all_abuses();
  return all;
}

}  // namespace weft::conformance
