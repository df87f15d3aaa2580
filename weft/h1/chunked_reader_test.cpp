#include <weft/h1/chunked_reader.hpp>

#include <gtest/gtest.h>

#include <string>

#include <weft/testkit/gtest/for_each_segmentation.hpp>

namespace weft::h1 {
namespace {

struct Outcome {
  std::string content;
  bool last = false;
  std::size_t used = 0;
  std::optional<Reason> fault;
};

constexpr std::size_t extension_limit = 16;

Outcome read(const std::vector<Octets>& pieces) {
  ChunkedReader reader(extension_limit);
  Outcome out;
  for (Octets piece : pieces) {
    while (!piece.empty()) {
      const auto step = reader.step(piece, 1000);
      if (!step) {
        out.fault = step.error();
        out.used = 0;
        return out;
      }
      out.content += as_text(step->data);
      out.used += step->used;
      out.last = step->last;
      if (out.last) return out;
      piece = piece.subspan(step->used);
    }
  }
  return out;
}

Outcome read(std::string_view text) {
  const Outcome whole = read({as_octets(text)});
  testkit::for_each_segmentation(as_octets(text), [&](const testkit::Segmentation& cut) {
    EXPECT_EQ(read(cut.pieces).content, whole.content) << text;
    EXPECT_EQ(read(cut.pieces).fault, whole.fault) << text;
    EXPECT_EQ(read(cut.pieces).used, whole.used) << text;
  });
  return whole;
}

Reason fault_of(std::string_view text) {
  return read(text).fault.value_or(Reason::complete);
}

TEST(ChunkedReader, joins_the_chunks_up_to_the_last_one) {
  const Outcome out = read("5\r\nhello\r\n1\r\n!\r\n0\r\nX: y\r\n\r\n");
  EXPECT_EQ(out.content, "hello!");
  EXPECT_TRUE(out.last);
  EXPECT_EQ(out.used, 19U);
}

TEST(ChunkedReader, reads_sizes_in_both_cases_and_with_leading_zeros) {
  EXPECT_EQ(read("0A\r\n0123456789\r\n00b\r\n0123456789a\r\n000\r\n").content, "01234567890123456789a");
}

TEST(ChunkedReader, gives_no_more_at_once_than_is_wanted) {
  ChunkedReader reader(extension_limit);
  const auto step = reader.step(as_octets("5\r\nhello\r\n"), 2);
  EXPECT_EQ(as_text(step->data), "he");
  EXPECT_EQ(step->used, 5U);
}

TEST(ChunkedReader, takes_only_hexadecimal_sizes) {
  for (const char* text : {"\r\n", "g\r\n", "0x5\r\nhello\r\n", "+5\r\nhello\r\n", "-1\r\n", " 5\r\nhello\r\n",
                           "5,5\r\n", "5_0\r\n", "5h\r\n", ";a=b\r\n", "\t5\r\n"}) {
    EXPECT_EQ(fault_of(text), Reason::chunk_size_not_valid) << text;
  }
}

TEST(ChunkedReader, refuses_sizes_that_do_not_fit) {
  EXPECT_EQ(fault_of("ffffffffffffffff\r\nx"), Reason::complete);
  EXPECT_EQ(fault_of("10000000000000000\r\n"), Reason::chunk_size_too_large);
  EXPECT_EQ(fault_of("00000000000000005\r\nhello\r\n"), Reason::chunk_size_too_large);
}

TEST(ChunkedReader, ignores_extensions) {
  EXPECT_EQ(read("5;a\r\nhello\r\n0;b=\"c\"\r\n").content, "hello");
  EXPECT_EQ(read("5 ; a = b;c\r\nhello\r\n0\r\n").content, "hello");
}

TEST(ChunkedReader, refuses_extensions_without_a_name_or_with_controls) {
  for (const char* text :
       {"5;\r\n", "5 \r\n", "5; \r\n", "5 a\r\n", "5;=b\r\n", "5;;a\r\n", "5;a\x01\r\n", "5;a\x7f\r\n"}) {
    EXPECT_EQ(fault_of(text), Reason::chunk_extension_not_valid) << text;
  }
}

TEST(ChunkedReader, has_a_limit_for_the_extensions_of_each_chunk) {
  const std::string most = ";" + std::string(extension_limit - 1, 'a');
  EXPECT_EQ(read("1" + most + "\r\nx\r\n1" + most + "\r\ny\r\n0\r\n").content, "xy");
  EXPECT_EQ(fault_of("1" + most + "a\r\nx\r\n"), Reason::chunk_extension_too_long);
}

TEST(ChunkedReader, takes_no_line_end_but_crlf) {
  EXPECT_EQ(fault_of("5\nhello\r\n"), Reason::bare_lf);
  EXPECT_EQ(fault_of("5;a\nhello\r\n"), Reason::bare_lf);
  EXPECT_EQ(fault_of("5;\nhello\r\n"), Reason::bare_lf);
  EXPECT_EQ(fault_of("5\rhello\r\n"), Reason::bare_cr);
  EXPECT_EQ(fault_of("5;a\rb\r\nhello\r\n"), Reason::bare_cr);
  EXPECT_EQ(fault_of("5\r\r\nhello\r\n"), Reason::bare_cr);
}

TEST(ChunkedReader, ends_each_chunk_with_crlf_where_its_size_says) {
  for (const char* text : {"5\r\nhelloX\r\n", "5\r\nhello\n", "5\r\nhello\r\r", "5\r\nhello0\r\n", "3\r\nhello\r\n"}) {
    EXPECT_EQ(fault_of(text), Reason::chunk_end_not_valid) << text;
  }
}

}  // namespace
}  // namespace weft::h1
