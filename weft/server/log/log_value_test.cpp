#include <weft/server/log/log_value.hpp>

#include <gtest/gtest.h>

namespace weft::server {
namespace {

using std::chrono::milliseconds;

template <class... Values>
std::string log_text_of(const Values&... values) {
  Buffer out;
  (append_to_log(out, values), ...);
  return std::string(as_text(out.readable()));
}

TEST(LogValue, of_a_moment_is_a_date_and_a_time) {
  const std::chrono::system_clock::time_point moment(milliseconds(784'111'777'999));
  EXPECT_EQ(log_text_of(log_date(moment), log_time(moment)), "1994-11-0608:49:37");
  const std::chrono::system_clock::time_point before(milliseconds(-1));
  EXPECT_EQ(log_text_of(log_date(before), log_time(before)), "1969-12-3123:59:59");
}

TEST(LogValue, of_a_time_is_in_seconds) {
  EXPECT_EQ(log_text_of(Duration(milliseconds(7))), "0.007");
  EXPECT_EQ(log_text_of(Duration(std::chrono::microseconds(1'499))), "0.001");
  EXPECT_EQ(log_text_of(Duration(std::chrono::minutes(2))), "120.000");
  EXPECT_EQ(log_text_of(Duration(milliseconds(-5))), "0.000");
}

TEST(LogValue, of_a_number_is_padded_where_that_is_asked_for) {
  Buffer out;
  append_padded_to_log(out, 7, 3);
  append_padded_to_log(out, 1234, 3);
  EXPECT_EQ(as_text(out.readable()), "0071234");
}

TEST(LogValue, of_an_octet_has_two_digits) {
  Buffer out;
  append_octet_to_log(out, "%", '\x1b');
  append_octet_to_log(out, "\\x", '\xff');
  EXPECT_EQ(as_text(out.readable()), "%1B\\xFF");
}

}  // namespace
}  // namespace weft::server
