#include <cli/inspect/recording/replay_report.hpp>

#include <gtest/gtest.h>

namespace weft::cli::inspect {
namespace {

TEST(ReplayReport, says_that_all_is_the_same) {
  EXPECT_EQ(report({.octets_received = 1'234, .octets_sent = 5'678, .calls = 9}),
            "1,234 octets were received, 9 calls were made, 5,678 octets were sent: this version sends the same, octet "
            "for octet\n");
  EXPECT_EQ(report({.octets_received = 1, .octets_sent = 2, .calls = 3, .is_cut = true}),
            "1 octets were received, 3 calls were made, 2 octets were sent: this version sends the same, octet for "
            "octet, as far as the recording goes\n");
}

TEST(ReplayReport, shows_the_first_difference) {
  EXPECT_EQ(report({.octets_received = 1,
                    .octets_sent = 17,
                    .calls = 2,
                    .difference = session::Difference{.time = Time(std::chrono::microseconds(1'500)),
                                                      .offset = 17,
                                                      .recorded = 0x88,
                                                      .replayed = std::nullopt,
                                                      .inside = "     1.5 ms  →  HEADERS       1     200"}}),
            "1 octets were received, 2 calls were made, 17 octets were sent that are the same\n"
            "the first difference is octet 17, at 1.5 ms: 0x88 was sent, and this version sends no octet\n"
            "it was sent in\n"
            "     1.5 ms  →  HEADERS       1     200\n");
}

}  // namespace
}  // namespace weft::cli::inspect
