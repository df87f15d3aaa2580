// A13: floods of tiny DATA.
#include <tests/conformance/limits/limits.hpp>

namespace weft::limits {
namespace {

Frames tiny_data(int count) {
  Frames out;
  out.headers_block(1, get_block, flag::end_headers);
  for (int n = 0; n < count; ++n) out.data(1, "x");
  return out;
}

TEST(A13, tiny_data_that_nobody_reads_is_calmed) {
  for_every_cut(tiny_data(5000), Application::does_not_read, [](const Victim& victim) {
    victim.is_calmed("data_overhead_limit");
    EXPECT_LE(victim.counters().data_frames_received, 150u);
  });
}

TEST(A13, tiny_data_is_accepted_while_it_is_read) {
  const Frames sent = tiny_data(65'535);
  Victim victim;
  Octets rest = sent.octets();
  while (!rest.empty()) {
    const Octets piece = rest.first(std::min<std::size_t>(500, rest.size()));
    rest = rest.subspan(piece.size());
    victim.receives(piece);
  }
  victim.is_untroubled();
  EXPECT_THAT(victim.endpoint.events(), testing::Contains("data 1 65535"));
}

}  // namespace
}  // namespace weft::limits
