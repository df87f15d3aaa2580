#include <cli/status/picture.hpp>

#include <gmock/gmock.h>

#include <cli/get/screen.hpp>

namespace weft::cli::status {
namespace picture_test {

using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

Snapshot example() {
  return {.version = "1.0.0",
          .phase = "serving",
          .since = "2026-11-29T15:47:34Z",
          .uptime = 100,
          .threads = 2,
          .endpoints = {{"https://127.0.0.1:8443", "h2, http/1.1"}, {"http://127.0.0.1:8080", "h2c, http/1.1"}},
          .sites = {{"org", "example.org, www.example.org"}, {"net", ""}},
          .certificates = {{"example.org", "2027-01-01T00:00:00Z"}},
          .open = 12,
          .limit = 460'000,
          .opened = {{"HTTP/1.1", 56}, {"HTTP/2", 1234}, {"none", 0}},
          .fallback = {{"no_alpn", 6}, {"cleartext", 50}},
          .closed = {{"a", 1}, {"b", 70}, {"c", 3}, {"d", 4}, {"e", 5}, {"f", 6}, {"g", 7}, {"h", 1}},
          .refused = {{"limit", 0}, {"system", 0}},
          .pressure = {},
          .shed = {},
          .requests = 5000,
          .versions = {{"HTTP/2", 5000}},
          .statuses = {{"2xx", 4990}, {"4xx", 10}},
          .cut = {},
          .pushed = 0,
          .sent = 100 << 20,
          .received = 0,
          .duration = 10,
          .waits = {{"priority", 1}, {"stream_window", 3}, {"pool", 0}},
          .log_dropped = 0};
}

std::vector<std::string> lines_at(std::size_t columns, const Snapshot* before = nullptr) {
  return lines_of(example(), before, {.columns = columns});
}

TEST(Picture, tells_a_subject_a_line) {
  const auto lines = lines_at(120);
  EXPECT_EQ(lines[0], "weft 1.0.0   serving   up 1 min 40 s   2 threads");
  EXPECT_THAT(lines,
              Contains("endpoints    https://127.0.0.1:8443 (h2, http/1.1)   http://127.0.0.1:8080 (h2c, http/1.1)"));
  EXPECT_THAT(lines, Contains("connections  12 open of 460,000   HTTP/1.1 56   HTTP/2 1,234"));
  EXPECT_THAT(lines, Contains("  fallback   no_alpn 6   cleartext 50"));
  EXPECT_THAT(lines, Contains("certificate  example.org   until 2027-01-01T00:00:00Z"));
  EXPECT_THAT(lines, Contains("waits        stream_window 3.0 s (75 %)   priority 1.0 s (25 %)"));
}

TEST(Picture, leaves_out_what_is_nothing) {
  EXPECT_THAT(lines_at(80), Not(Contains(HasSubstr("refused"))));
  EXPECT_THAT(lines_at(80), Not(Contains(HasSubstr("cut"))));
  EXPECT_THAT(lines_at(80), Not(Contains(HasSubstr("pool"))));
  EXPECT_THAT(lines_at(80), Not(Contains(HasSubstr("log"))));
  EXPECT_THAT(lines_at(80), Not(Contains(HasSubstr("memory"))));
}

TEST(Picture, tells_how_near_memory_is_to_its_limit) {
  Snapshot now = example();
  now.memory = 410 << 20;
  now.memory_limit = 512 << 20;
  now.pressure = "none";
  now.shed = {{"idle_connection", 1200}, {"request", 0}};
  const auto calm = lines_of(now, nullptr, {.columns = 120});
  EXPECT_THAT(calm, Contains("memory       410.0 MiB of 512.0 MiB"));
  EXPECT_THAT(calm, Contains("  given up   idle_connection 1,200"));
  now.pressure = "high";
  EXPECT_THAT(lines_of(now, nullptr, {.columns = 120}),
              Contains("memory       410.0 MiB of 512.0 MiB   pressure high"));
}

TEST(Picture, sums_up_what_is_rare) {
  EXPECT_THAT(lines_at(120), Contains("  closed     b 70   g 7   f 6   e 5   d 4   c 3   others 2"));
}

TEST(Picture, tells_rates_since_the_start_at_first) {
  EXPECT_THAT(lines_at(120), Contains("requests     50/s   5,000 in all   2.0 ms each"));
  EXPECT_THAT(lines_at(120), Contains(StartsWith("octets       out 1.0 MiB/s, 100.0 MiB in all   in 0 B/s")));
}

TEST(Picture, tells_rates_since_the_last_one_from_then_on) {
  Snapshot before = example();
  before.uptime = 98;
  before.requests = 4985;
  before.duration = 9.7;
  EXPECT_THAT(lines_at(120, &before), Contains("requests     7.5/s   5,000 in all   20.0 ms each"));
}

TEST(Picture, tells_long_durations_in_seconds) {
  Snapshot before = example();
  before.uptime = 98;
  before.requests = 4999;
  before.duration = 4;
  EXPECT_THAT(lines_at(120, &before), Contains("requests     0.5/s   5,000 in all   6.0 s each"));
}

// A server that was started anew counts from 0.
TEST(Picture, tells_no_negative_rate) {
  Snapshot before = example();
  before.requests = 6000;
  before.uptime = 1000;
  EXPECT_THAT(lines_at(120, &before), Contains("requests     0.0/s   5,000 in all   0.0 ms each"));
}

TEST(Picture, is_never_wider_than_the_terminal) {
  for (std::size_t columns = 30; columns <= 120; ++columns) {
    for (const std::string& line : lines_at(columns)) EXPECT_LE(get::columns_of(line), columns) << line;
  }
}

TEST(Picture, has_totals_that_may_be_cut_off) {
  const auto lines = totals_of(example(), nullptr, {.columns = 120});
  EXPECT_THAT(lines[0], StartsWith("requests     50/s"));
  EXPECT_THAT(lines[1], StartsWith("octets       out "));
  EXPECT_THAT(lines[2], StartsWith("connections  12 open of 460,000"));
  EXPECT_THAT(lines.back(), StartsWith("certificate  example.org"));
  // The first line and the empty ones are those of the whole picture alone.
  EXPECT_EQ(lines.size() + 4, lines_at(120).size());
  EXPECT_EQ(head_of(example(), "   3 streams", {.columns = 120}),
            "weft 1.0.0   serving   3 streams   up 1 min 40 s   2 threads");
}

TEST(Picture, goes_on_below_the_first_item) {
  const auto lines = lines_at(60);
  EXPECT_THAT(lines, Contains("             http://127.0.0.1:8080 (h2c, http/1.1)"));
}

TEST(Picture, has_colours_only_where_they_are_wanted) {
  for (const std::string& line : lines_at(80)) EXPECT_THAT(line, Not(HasSubstr("\x1b")));
  const auto lines = lines_of(example(), nullptr, {.columns = 80, .has_colours = true});
  EXPECT_THAT(lines[0], StartsWith("\x1b[1mweft"));
}

TEST(Age, has_two_units) {
  EXPECT_EQ(age_text(5.9), "5 s");
  EXPECT_EQ(age_text(65), "1 min 05 s");
  EXPECT_EQ(age_text(3720), "1 h 02 min");
  EXPECT_EQ(age_text(86'400 * 12 + 3600 * 3), "12 d 3 h");
  EXPECT_EQ(age_text(-1), "0 s");
}

}  // namespace picture_test
}  // namespace weft::cli::status
